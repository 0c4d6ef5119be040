-- title: 系统运维验收合格率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 没有一次通过
-- formula: 首次提交即通过的验收 ÷ 本期首次提交的验收（每个系统或包件、每种验收以首次提交为准）
-- source: 绩效目标表“系统运维验收合格率”
-- percent: yes
-- empty: not_due
-- uses: acceptances
SELECT top_system_id AS system_id, submitted_at::DATE AS day, NULL AS tag,
    CASE WHEN row_number() OVER submissions = 1 AND result = '通过' THEN 1 ELSE 0 END AS part,
    CASE WHEN row_number() OVER submissions = 1 THEN 1 ELSE 0 END AS whole, ref,
    kind || result || CASE WHEN row_number() OVER submissions = 1 THEN '' ELSE '（再次提交，不计）' END AS note
FROM current_acceptances WHERE NOT is_retired
WINDOW submissions AS (PARTITION BY top_system_id, kind ORDER BY submitted_at, record_id)
