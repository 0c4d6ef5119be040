-- title: 7×24 小时服务的系统占比
-- unit: %
-- part_unit: 个·月
-- whole_unit: 个·月
-- blame: gap
-- lacking: 不是 7×24
-- formula: 系统清单中服务时间为 7×24 的系统 ÷ 月末在用的系统；没有上报清单的按标书清单
-- source: 五、（一）1：必须保证系统 7*24 小时不间断运行；是否中断看可用性和中断时间各条
-- percent: yes
-- needs: systems
SELECT system_id, months.ends_on - 1 AS day, NULL AS tag, CASE service_hours WHEN '7×24' THEN 1 ELSE 0 END AS part, 1 AS whole,
    force.ref, '服务时间 ' || service_hours AS note
FROM systems_in_force AS force JOIN months USING (month)
WHERE force.parent_id IS NULL
    AND (force.in_service_from IS NULL OR force.in_service_from < months.ends_on)
    AND (force.out_of_service_on IS NULL OR force.out_of_service_on >= months.ends_on)
