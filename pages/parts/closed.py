"""Closed months as the pages see them, kept like all readings of the store (pages.parts.session)."""

from datetime import date

import streamlit as st

from data.store import Store
from kpi.closing import ClosingResult, MonthStanding, Prospect, history, standings
from kpi.closing import prospect as foresee_closing
from kpi.periods import Month
from loaders.waiting_list import WaitingUpload, waiting_uploads
from pages.parts import session, visitor


def month_standings(package: int) -> list[MonthStanding]:
    """How every month of a package that has begun stands: closed, re-opened, open."""
    return session.read(_standings_on, package, session.store().now().date())


def _standings_on(store: Store, package: int, _: date) -> list[MonthStanding]:
    # The day says which months are over, so what is kept is kept for the day.
    return standings(store, package)


def prospect(package: int, month: Month) -> Prospect:
    """What closing a month would seal, as things stand."""
    return session.read(_prospect_on, package, month, session.store().now().date())


def _prospect_on(store: Store, package: int, month: Month, _: date) -> Prospect:
    # The day says whether the deadline for uploads has passed.
    return foresee_closing(store, package, month)


def closings(package: int) -> list[ClosingResult]:
    """Every closing and re-opening of a package, the newest first."""
    return session.read(history, package)


def waiting() -> list[WaitingUpload]:
    """Everything that was ever put on the waiting list, the newest first."""
    return session.read(waiting_uploads)


def closed_months(package: int) -> list[str]:
    """The closed months of a package, in order."""
    return [str(one.month) for one in month_standings(package) if one.state == "closed"]


def packages_shown() -> list[int]:
    """The package that the address names, by package, indicator or system; all of who looks if it names none."""
    address = st.query_params
    named = (address.get("pkg", ""), address.get("code", "")[:1], address.get("id", "")[1:2])
    found = next((one for one in named if one in map(str, visitor.packages())), None)
    return [int(found)] if found else visitor.packages()


def is_closed_everywhere(month: str) -> bool:
    """Whether a month is closed for every package that the page shows."""
    return all(month in closed_months(package) for package in packages_shown())
