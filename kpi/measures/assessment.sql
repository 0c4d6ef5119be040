-- title: 定性评价
-- unit: 分
-- part_unit: 分
-- formula: 监理当月评价的得分率（0-100），期间内以最近一次为准
-- source: 绩效目标表中的定性指标；财预〔2020〕10号的三档评分
-- fold: last
-- empty: no_data
-- needs: assessments
SELECT NULL AS system_id, placed_at::DATE AS day, indicator_code AS tag, share AS part, NULL AS whole, ref,
    band || '：' || reason AS note
FROM current_assessments
