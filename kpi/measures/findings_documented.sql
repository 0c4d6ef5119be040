-- title: 异常处理记录完整率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 记录不全
-- formula: 问题描述（要求照片的还有修复前、修复后照片）齐全的 ÷ 已处理完成的异常巡检（要求照片的只看写明设备的巡检）；还没有处理完的不计
-- source: 五、3.E：及时修复并记录修复内容，拍摄修复前、修复后对比照片；4.(2)②A：记录异常情况和解决方案
-- percent: yes
-- empty: not_due
-- needs: inspections
-- tags: photos, text
-- by_clause: yes
SELECT system_id, day, code AS tag, CASE WHEN fixed_at IS NOT NULL AND lacking = '' THEN 1 ELSE 0 END AS part,
    CASE WHEN fixed_at IS NULL THEN 0 ELSE 1 END AS whole, ref,
    CASE WHEN fixed_at IS NULL THEN '还没有处理完' WHEN lacking = '' THEN '记录完整' ELSE '缺' || lacking END AS note
FROM (
    SELECT done.*, term.code, concat_ws('、', CASE WHEN finding IS NULL THEN '问题描述' END,
        CASE WHEN term.kind = 'photos' AND photo_before IS NULL THEN '修复前照片' END,
        CASE WHEN term.kind = 'photos' AND photo_after IS NULL THEN '修复后照片' END) AS lacking
    FROM kept_inspections AS done JOIN clause_terms AS term ON term.measure = 'findings_documented'
        AND (term.system_id IS NULL OR term.system_id = done.system_id)
    WHERE result = '异常' AND (term.kind <> 'photos' OR asset_id IS NOT NULL)
) AS found
