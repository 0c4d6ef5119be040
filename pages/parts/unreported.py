"""Months for which something has not come in."""

from kpi.periods import Period
from pages.parts import session


def months_without(package: int, dataset: str, period: Period) -> list[str]:
    """The finished months of a period for which an upload type has not come in, 'YYYY-MM'."""
    months = {str(month) for month in period.months}
    return [
        slot.month
        for slot, one in session.completeness().items()
        if (slot.package, slot.dataset) == (package, dataset)
        and slot.month in months
        and one.state in ("missing", "due")
    ]
