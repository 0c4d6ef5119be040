-- title: 运维覆盖率
-- unit: %
-- part_unit: 项
-- whole_unit: 项
-- blame: gap
-- lacking: 没有运维到
-- formula: 当月有故障工单或巡检的资产 ÷ 全月在用的资产；取最差的月份
-- source: 绩效目标表“硬件设备、软件产品、应用系统运维覆盖率”
-- percent: yes
-- empty: no_data
-- needs: assets, incidents, inspections
-- tags: hardware, software, application
-- beside: hardware=asset_coverage[hardware], software=asset_coverage[software], application=asset_coverage[application]
SELECT system_id, last_day AS day, class_tag AS tag, CASE WHEN care IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole, ref,
    month || ' ' || coalesce(care, '没有工单，也没有巡检') AS note
FROM asset_months
