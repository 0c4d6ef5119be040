-- table: ISO weeks that lie wholly in the term and in the service of a system
SELECT served.system_id, week.starts_on, week.ends_on, week.first_month, week.last_month
FROM term_weeks AS week JOIN system_days AS served ON served.day BETWEEN week.starts_on AND week.ends_on
GROUP BY ALL HAVING count(*) = 7
