-- view: kinds of drills as clauses name them
FROM (VALUES ('emergency', '应急演练'), ('restore', '恢复演练'), ('disaster', '容灾演练'), ('failover', '高可用演练'),
    ('stress', '压力测试'), ('permission_audit', '权限审计')) AS kinds(kind, word)
