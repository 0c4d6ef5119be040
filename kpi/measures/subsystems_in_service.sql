-- title: 运维子系统数量
-- unit: 个
-- part_unit: 个·月
-- formula: 每月最后一天在用的末级子系统数（没有子系统的系统计 1 个）；取最差的月份
-- source: 绩效目标表“运维子系统数量”；标书只给出数量、没有名称，须先上报系统清单
-- empty: zero
-- needs: own_systems
WITH serving AS (
    SELECT force.*, months.ends_on - 1 AS last_day
    FROM systems_in_force AS force JOIN months USING (month)
    WHERE (force.in_service_from IS NULL OR force.in_service_from < months.ends_on)
        AND (force.out_of_service_on IS NULL OR force.out_of_service_on >= months.ends_on)
)
SELECT top_id AS system_id, last_day AS day, NULL AS tag, 1 AS part, NULL AS whole, ref, system_id AS note
FROM serving
WHERE NOT EXISTS (FROM serving AS child WHERE child.month = serving.month AND child.parent_id = serving.system_id)
