"""The facts of a package without its accepted claims 申诉: made beside the official ones, where there are any."""

from data.closings import closed_months
from data.store import Cursor

_ASIDE = (("unclaimed_facts", "daily_facts"), ("unclaimed_cases", "cases"))


def has_claims(cursor: Cursor, package: int, version: int) -> bool:
    """Whether any claim is accepted at a version, or was when a month was closed that is closed still."""
    row = cursor.execute(
        """SELECT count(*) FROM (
               SELECT number FROM claim_decisions WHERE package = ? AND version <= ?
               GROUP BY number HAVING arg_max(decision, version) = 'accepted')""",
        [package, version],
    ).fetchone()
    if row and row[0]:
        return True
    row = cursor.execute(
        "SELECT count(*) FROM sealed_unclaimed WHERE list_contains(?::VARCHAR[], closing_id)",
        [list(closed_months(cursor, package, version).values())],
    ).fetchone()
    return bool(row and row[0])


def set_unclaimed_aside(cursor: Cursor, package: int, version: int) -> None:
    """Put what was just made without claims where it is kept, so that the official facts can be made."""
    here = [version, package]
    for aside, table in _ASIDE:
        cursor.execute(f"INSERT INTO {aside} BY NAME SELECT * FROM {table} WHERE version = ? AND package = ?", here)
    for table in ("daily_facts", "cases", "coverage", "vetoes", "deviations"):
        cursor.execute(f"DELETE FROM {table} WHERE version = ? AND package = ?", here)


def has_unclaimed(cursor: Cursor, package: int, version: int) -> bool:
    """Whether the facts of a version stand without claims too."""
    row = cursor.execute(
        "SELECT count(*) FROM (SELECT 1 FROM unclaimed_facts WHERE version = ? AND package = ? LIMIT 1)",
        [version, package],
    ).fetchone()
    return bool(row and row[0])
