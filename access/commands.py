"""What is done by a command on the server is in the audit trail too, under the name of who runs it; so is what the
server does by itself."""

import getpass
import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from access.audit import Action, Changed
from access.database import FILE_NAME, Database, access_path
from access.principal import Principal
from access.rights import Role
from access.trail import Trail
from data.backup import Backup
from data.errors import StoreError, SupervisionError
from data.store import database_path

_log = logging.getLogger("kpi.access")


def operator() -> Principal:
    """Who runs the command: somebody who may log in to the server itself."""
    return Principal(f"命令行:{getpass.getuser()}"[:60], "命令行", Role.ADMIN, source="本机")


@contextmanager
def on_record(action: Action, object: str) -> Iterator[Changed]:
    """Record what comes of what is done inside, as on the pages; StoreError where the trail cannot be opened, before
    anything is done."""
    with (
        closing(Database(access_path(database_path()))) as database,
        Trail(database).audited(operator(), action, object) as changed,
    ):
        yield changed


@contextmanager
def on_record_of_restoring(to: Path, object: str) -> Iterator[None]:
    """As `on_record`, of bringing a backup to a new place, where it may bring the accounts and the trail with it: that
    one goes on from where the backup was made, and says so. A server that has no trail yet gets none besides."""
    brought = to.parent / FILE_NAME
    is_there, live = brought.exists(), access_path(database_path())
    with on_record(Action.RECOVER, object) if live.exists() else nullcontext():
        yield
    if brought.exists() and not is_there:
        with closing(Database(brought)) as database:
            Trail(database).go_on(operator(), object, "账号和审计随备份恢复，备份之后的审计记录不在其中")


def record_backup(trail: Callable[[], Trail], folder: Path, outcome: Backup | SupervisionError) -> None:
    """Put on record what came of a backup that the server made into a folder. A record that fails is in the log, and
    stops no backup."""
    said = {"who": "系统", "source": "本机"}
    if isinstance(outcome, Backup):
        said |= {"note": f"{outcome.name} 第 {outcome.version} 版，{outcome.why}", "after": outcome.digest}
    else:
        said |= {"note": outcome.message, "result": "failed"}
    try:
        trail().record(None, Action.BACKUP, str(folder), **said)
    except StoreError as error:
        _log.error("%s | %s", error, error.detail)
