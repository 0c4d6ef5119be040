"""Months for which something has not come in."""

from collections import defaultdict

from kpi.periods import Period
from pages.parts import session


def months_by_dataset(package: int, period: Period) -> dict[str, list[str]]:
    """Upload type → the finished months of a period for which it has not come in, 'YYYY-MM'; complete ones are left
    out."""
    months, found = {str(month) for month in period.months}, defaultdict(list)
    for slot, one in session.completeness().items():
        if slot.package == package and slot.month in months and one.state in ("missing", "due"):
            found[slot.dataset].append(slot.month)
    return dict(found)
