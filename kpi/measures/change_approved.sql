-- title: 变更审批齐全率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 审批不全
-- formula: 申请时间、批准时间都有且先申请、再批准、后实施的 ÷ 本期实施的变更；只写日期的按当天算
-- source: 六、（二）3(1)：流程完整、审批齐全、记录可追溯
-- percent: yes
-- empty: not_due
-- needs: changes
SELECT top_system_id AS system_id, implemented_at::DATE AS day, NULL AS tag,
    CASE WHEN is_approved THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN is_approved THEN '审批齐全' WHEN requested_at IS NULL OR approved_at IS NULL THEN '缺申请或批准时间'
        ELSE '申请、批准、实施的先后不对' END AS note
FROM (
    SELECT *, coalesce(
        (requested_at <= approved_at OR (approved_at::TIME = '00:00:00' AND requested_at::DATE = approved_at::DATE))
        AND (approved_at <= implemented_at OR (implemented_at::TIME = '00:00:00' AND approved_at::DATE = implemented_at::DATE)),
        FALSE) AS is_approved
    FROM current_changes WHERE NOT is_retired
) AS change
