-- title: 一物一档完整率
-- unit: %
-- part_unit: 台
-- whole_unit: 台
-- blame: gap
-- lacking: 档案不全
-- formula: 设备类型、名称、型号、坐标、照片都有的硬件设备 ÷ 月末在用的硬件设备；取最差的月份
-- source: 五、3.E：形成“一物一档”的设备底账清单
-- percent: yes
-- empty: no_data
-- needs: assets
SELECT asset.system_id, months.ends_on - 1 AS day, NULL AS tag, CASE lacking WHEN '' THEN 1 ELSE 0 END AS part, 1 AS whole,
    asset.ref, asset.month || CASE lacking WHEN '' THEN ' 档案完整' ELSE ' 缺' || lacking END AS note
FROM assets_in_force AS asset JOIN months USING (month)
WHERE asset.class_tag = 'hardware' AND (asset.in_service_from IS NULL OR asset.in_service_from < months.ends_on)
    AND (asset.out_of_service_on IS NULL OR asset.out_of_service_on >= months.ends_on)
