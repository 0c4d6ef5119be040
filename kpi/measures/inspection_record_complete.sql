-- title: 巡检记录完整率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 记录不全
-- formula: 巡检人、巡检结果、照片都填写的 ÷ 本期写明设备的巡检
-- source: 五、3.E：每次巡检时，详细记录巡检时间、巡检人、巡检内容等，并拍摄照片
-- percent: yes
-- empty: not_due
-- needs: inspections
SELECT system_id, day, NULL AS tag, CASE lacking WHEN '' THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE lacking WHEN '' THEN '记录完整' ELSE '缺' || lacking END AS note
FROM (
    SELECT *, concat_ws('、', CASE WHEN inspector IS NULL THEN '巡检人' END, CASE WHEN result IS NULL THEN '巡检结果' END,
        CASE WHEN photo IS NULL THEN '照片' END) AS lacking
    FROM kept_inspections WHERE asset_id IS NOT NULL
) AS done
