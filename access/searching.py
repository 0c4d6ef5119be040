"""What the auditor looks for in the trail."""

from dataclasses import dataclass

from access.audit import Entry, moment_text
from access.database import Database


@dataclass(frozen=True)
class Search:
    """What is looked for in the trail; '' and None: anything. since, until: seconds since 1970, UTC, until excluded."""

    who: str = ""
    action: str = ""
    result: str = ""
    text: str = ""
    since: float | None = None
    until: float | None = None


def search(database: Database, wanted: Search, most: int) -> tuple[list[Entry], int]:
    """The newest entries that fit, at most so many, and how many fit in all."""
    conditions: list[tuple[str, list[object]]] = []
    for column in ("who", "action", "result"):
        if getattr(wanted, column):
            conditions.append((f"{column} = ?", [getattr(wanted, column)]))
    if wanted.text:
        found = f"%{wanted.text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        places = ("object", "note", "source", "who")
        conditions.append((" OR ".join(f"{one} LIKE ? ESCAPE '!'" for one in places), [found] * len(places)))
    for sign, moment in ((">=", wanted.since), ("<", wanted.until)):
        if moment is not None:
            conditions.append((f"at {sign} ?", [moment_text(moment)]))
    where = " AND ".join(f"({words})" for words, _ in conditions) or "1"
    values = [value for _, given in conditions for value in given]
    with database.reading() as cursor:
        (count,) = cursor.execute(f"SELECT count(*) FROM audit WHERE {where}", values).fetchone()
        rows = cursor.execute(f"SELECT * FROM audit WHERE {where} ORDER BY seq DESC LIMIT ?", [*values, most])
        return [Entry(**dict(row)) for row in rows.fetchall()], int(count)


def everybody(database: Database) -> list[str]:
    """Every name that stands in the trail."""
    with database.reading() as cursor:
        return [row["who"] for row in cursor.execute("SELECT DISTINCT who FROM audit WHERE who <> '' ORDER BY who")]
