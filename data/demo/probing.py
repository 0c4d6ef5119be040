"""The log of the probes of a few systems: what a monitor saw of them every quarter of an hour."""

from datetime import date, datetime, time, timedelta

from data.demo.chance import Row, stream
from data.demo.events import PROBED_SYSTEMS, UNREPORTED_OUTAGES, UNSEEN_SPANS, Outage
from data.demo.term import days_of

_MINUTES = 15
_FAILS_BY_CHANCE = 0.0004
Span = tuple[datetime, datetime]


def probe_rows(package: int, month: str, outages: list[Outage], seed: int) -> list[Row]:
    """The probes of a month by time, of the probed systems of a package; [] for a package without any.

    A probe fails while its system is down, whether the outage was reported or not, and now and then by chance.
    """
    rows: list[Row] = []
    for system_id in PROBED_SYSTEMS:
        if not system_id.startswith(f"P{package}-"):
            continue
        rng = stream(seed, "probes", month, system_id)
        down = [(one.down_at, one.up_at or datetime.max) for one in outages if one.system_id == system_id]
        down += UNREPORTED_OUTAGES.get(system_id, ())
        for moment in _moments(days_of(month)):
            fails, latency = rng.random() < _FAILS_BY_CHANCE, round(rng.lognormvariate(4.8, 0.35))
            if _inside(moment, UNSEEN_SPANS.get(system_id, ())):
                continue
            is_up = not fails and not _inside(moment, down)
            rows.append(
                {
                    "system_id": system_id,
                    "probed_at": moment,
                    "is_up": "正常" if is_up else "异常",
                    "latency_ms": latency if is_up else None,
                }
            )
    return sorted(rows, key=lambda row: str(row["probed_at"]))


def _moments(days: tuple[date, ...]) -> list[datetime]:
    first = datetime.combine(days[0], time())
    return [first + timedelta(minutes=_MINUTES * n) for n in range(len(days) * 24 * 60 // _MINUTES)]


def _inside(moment: datetime, spans: list[Span] | tuple[Span, ...]) -> bool:
    return any(start <= moment < end for start, end in spans)
