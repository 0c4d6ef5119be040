"""The store's clock: it drives the data cut-off, deadlines and the check for events in the future."""

import os
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from data.errors import StoreError

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEMO_NOW = datetime(2026, 12, 8, 9, 0)

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    """The present moment in Shanghai, naive, whole seconds."""
    return datetime.now(SHANGHAI).replace(tzinfo=None, microsecond=0)


def clock_from_environment() -> Clock:
    """The clock named by KPI_NOW (an ISO time in Shanghai), else the real one.

    Raises StoreError if KPI_NOW is set and is no ISO time.
    """
    text = os.environ.get("KPI_NOW", "").strip()
    if not text:
        return real_clock
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StoreError(f"环境变量 KPI_NOW 的值“{text}”不是时间", "请写成 2026-12-08T09:00:00", str(error)) from error
    if moment.tzinfo is not None:
        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return lambda: moment


def demo_clock() -> datetime:
    """The moment at which the invented sample store stands still."""
    return DEMO_NOW
