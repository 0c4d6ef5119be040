-- table: the known calendar counted: working days and known days up to each day
SELECT day, is_working, count(*) FILTER (is_working) OVER so_far AS worked, count(*) OVER so_far AS known
FROM working_days WINDOW so_far AS (ORDER BY day ROWS UNBOUNDED PRECEDING)
