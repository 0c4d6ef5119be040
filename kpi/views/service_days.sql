-- table: the hours of service of each system and day: 7×24, or 09:00-17:00 on working days for 5×8
SELECT system_id, day, month, starts_at, ends_at, date_diff('second', starts_at, ends_at) AS seconds
FROM (
    SELECT system_id, day, month, day::TIMESTAMP AS starts_at, day::TIMESTAMP + INTERVAL 1 DAY AS ends_at
    FROM system_days WHERE service_hours = '7×24'
    UNION ALL
    SELECT system_id, day, month, day::TIMESTAMP + INTERVAL 9 HOUR, day::TIMESTAMP + INTERVAL 17 HOUR
    FROM system_days JOIN working_days USING (day) WHERE service_hours = '5×8' AND is_working
) AS service
