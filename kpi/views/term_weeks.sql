-- view: ISO weeks that lie wholly in the term, with the months of their first and last day
SELECT days.day AS starts_on, days.day + 6 AS ends_on, days.month AS first_month, last.month AS last_month
FROM days JOIN days AS last ON last.day = days.day + 6 WHERE isodow(days.day) = 1
