"""探测日志: one probe of one system. It never changes a score; it shows what nobody has seen."""

from loaders.dataset import Column, Dataset, names
from loaders.datasets._recurring import system_id

# A run: probes of one system one after the other with the same answer, none more than three usual intervals after the
# one before. From a log of millions of probes remain a few runs, and nothing reads the log again. Only what a run is
# made of goes through the windows: they hold the whole log in memory.
_PROBE_RUNS = """
INSERT INTO probe_runs BY NAME
WITH log AS (
    SELECT system_id, probed_at, is_up, "row", lag(is_up) OVER of_system AS before_is_up,
        epoch(probed_at) - epoch(lag(probed_at) OVER of_system) AS seconds_since
    FROM probes WHERE batch_id = $1
    WINDOW of_system AS (PARTITION BY system_id ORDER BY probed_at)
),
usual AS (
    SELECT system_id, median(seconds_since) AS usual_seconds FROM log GROUP BY system_id
),
numbered AS (
    SELECT system_id, probed_at, is_up, "row", usual_seconds,
        sum((seconds_since IS NULL OR seconds_since > 3 * usual_seconds OR is_up <> before_is_up)::INTEGER)
            OVER (PARTITION BY system_id ORDER BY probed_at ROWS UNBOUNDED PRECEDING) AS run_no
    FROM log JOIN usual USING (system_id)
)
SELECT $1 AS batch_id, system_id, is_up, min(probed_at) AS starts_at, max(probed_at) AS ends_at,
    CAST(count(*) AS INTEGER) AS probes, any_value(usual_seconds) AS usual_seconds,
    list(probed_at ORDER BY probed_at) FILTER (NOT is_up) AS failed_at,
    (SELECT any_value(sheet) FROM probes WHERE batch_id = $1) AS sheet, arg_min("row", probed_at) AS "row"
FROM numbered
GROUP BY system_id, is_up, run_no
"""

DATASET = Dataset(
    name="probes",
    position=5,
    title="探测日志",
    grain="一个系统的一次探测",
    cadence="whenever",
    placed_by="probed_at",
    record_id=("system_id", "probed_at"),
    rollup=_PROBE_RUNS,
    note="可以不报，不影响得分；报了可以看出哪些时间没有人看到、哪些停机可能没有上报。",
    columns=(
        system_id("探测系统", "监测系统", "监控系统", "应用名称", help="探测的是哪个系统，填系统清单中的编号"),
        Column(
            "探测时间",
            "probed_at",
            "time",
            required=True,
            aliases=names(
                "拨测时间、监测时间、检测时间、监控时间、采集时间、检查时间、时间、探测日期时间、拨测日期",
                "巡测时间、时间戳、Probed at、Probe time、Checked at、Check time、Timestamp、Time",
            ),
            help="探测的时间，精确到秒或分",
            example="2026-10-05 09:00:00",
        ),
        Column(
            "状态",
            "is_up",
            "yes_no",
            required=True,
            words={
                "正常": "是",
                "异常": "否",
                "成功": "是",
                "失败": "否",
                "可用": "是",
                "不可用": "否",
                "在线": "是",
                "离线": "否",
                "超时": "否",
                "UP": "是",
                "DOWN": "否",
                "OK": "是",
                "Online": "是",
                "Offline": "否",
            },
            aliases=names(
                "探测状态、探测结果、拨测结果、监测结果、检测结果、监控状态、运行状态、是否正常、可用状态",
                "是否可用、系统状态、Status、State、Result、Is up、Up",
            ),
            help="填 正常 或 异常",
            example="正常",
        ),
        Column(
            "响应毫秒",
            "latency_ms",
            "number",
            aliases=names(
                "响应时间、响应时长、响应耗时、耗时、时延、延迟、响应时间毫秒、响应毫秒数、平均响应时间",
                "Latency、Latency ms、Response ms、Response time、RTT",
            ),
            help="响应用了多少毫秒；没有响应的留空",
            example="120",
            minimum=0,
        ),
    ),
)
