"""The access database, opened with everything that works on it."""

import time
from pathlib import Path

from access.accounts import Accounts
from access.clients import Clients
from access.database import Database, Now
from access.logins import Logins
from access.passwords import Passwords
from access.second_step import SecondStep
from access.sign_on import SignOn
from access.totp import Totp
from access.trail import Trail
from access.watching import Watch


class Access:
    """Accounts, logins, clients and the trail of one access database. now, passwords: others in tests only."""

    def __init__(self, path: Path, now: Now = time.time, passwords: Passwords | None = None) -> None:
        self.database = Database(path, now)
        self.trail = Trail(self.database)
        self.watch = Watch(self.database, self.trail)
        self.passwords = passwords or Passwords()
        self.accounts = Accounts(self.database, self.trail, self.passwords)
        self.totp = Totp(self.database, self.trail)
        self.logins = Logins(self.database, self.trail, self.passwords, self.accounts, self.totp)
        self.second_step = SecondStep(self.database, self.trail, self.accounts, self.logins, self.totp)
        self.sign_on = SignOn(self.database, self.trail, self.passwords, self.logins)
        self.clients = Clients(self.database, self.trail)

    def __enter__(self) -> "Access":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.watch.end()
        self.database.close()
