-- table: for each system or subsystem in force in a month: when its service ends next, NULL if it does not
WITH listed AS (
    SELECT force.system_id, months.month, months.starts_on,
        CASE WHEN force.out_of_service_on < months.ends_on
            THEN greatest(force.out_of_service_on, months.starts_on) END AS ends_on
    FROM systems_in_force AS force JOIN months USING (month)
),
-- a month whose list does not have the system ends its service on its first day
ends AS (
    SELECT system_id, month, ends_on FROM listed WHERE ends_on IS NOT NULL
    UNION ALL
    SELECT known.system_id, months.month, months.starts_on
    FROM (SELECT DISTINCT system_id FROM listed) AS known CROSS JOIN months
    WHERE NOT EXISTS (FROM listed WHERE listed.system_id = known.system_id AND listed.month = months.month)
)
SELECT listed.system_id, listed.month, min(ends.ends_on)::TIMESTAMP AS ends_at
FROM listed LEFT JOIN ends ON ends.system_id = listed.system_id AND ends.month >= listed.month
GROUP BY listed.system_id, listed.month
