-- view: 巡检对象 as clauses name them
FROM (VALUES ('system', '系统'), ('hardware', '硬件'), ('database', '数据库'), ('virtual_machine', '虚拟机'),
    ('system_or_hardware', '系统'), ('system_or_hardware', '硬件'), ('room_or_hardware', '机房'), ('room_or_hardware', '硬件'),
    ('room', '机房'), ('fire', '消防'), ('checkpoint', '卡口电警')) AS kinds(kind, word)
