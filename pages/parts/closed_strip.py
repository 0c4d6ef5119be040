"""One line on every page with figures: up to which month each package is closed, and what waits."""

from pages.parts import closed, links

WITHOUT = ("closing", "settings", "search")
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
