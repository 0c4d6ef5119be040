"""One line on every page with figures: up to which month each package is closed, and what waits."""

from kpi.periods import Period
from kpi.values import Finding
from pages.parts import closed, links

WITHOUT = ("closing", "settings", "search", "status")
"""Pages that show no month, or say it themselves."""


def strip() -> str:
    """'已结账 包件1 至 2026-09 …'; of one package where the page is of one; '' if nothing is closed or waits."""
    wanted = closed.packages_shown()
    until = {package: closed.closed_months(package)[-1:] for package in wanted}
    said = [
        links.to("closing", f"包件{package} 至 {month}", pkg=package, month=month)
        for package, months in until.items()
        for month in months
    ]
    waiting = sum(one.state == "waiting" and one.package in wanted for one in closed.waiting())
    waits = links.to("closing", f"待处理 {waiting} 份", css="k-waits") if waiting else ""
    if not said and not waits:
        return ""
    words = f"<b>已结账</b>{''.join(said)}" if said else ""
    return f"<p class='k-closed-strip' role='note'>{words}{waits}</p>"


def evidence_note(finding: Finding, period: Period) -> str:
    """That records of today no longer give what a closed month of the period has sealed; '' while they do."""
    name, package = finding.indicator.measure, finding.indicator.package
    months = [
        one.month for one in closed.month_standings(package) if one.month in period.months and name in one.deviating
    ]
    if not months:
        return ""
    named = "、".join(links.to("closing", str(month), pkg=package, month=month) for month in months)
    return (
        f"<p class='k-demo' role='note'><b>已结账</b>{named} 的数以结账时封存的为准；"
        "下面的明细按现有记录，结账后又有改动，两者不同。要计入请重开。</p>"
    )
