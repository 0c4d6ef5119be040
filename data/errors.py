"""The exceptions that stop work.

    SupervisionError
    ├── UploadError        an upload that cannot be read or taken
    ├── StoreError         the store cannot be opened, read or written
    ├── AccessError        somebody asks for what they may not see or do
    │   └── LoginError     nobody is logged in, or the login is over
    ├── ReportError        a report cannot be made
    └── DefinitionError    a contract, measure or dataset declared wrongly

Bad data in single rows raises nothing: it becomes a Problem in a Receipt.
"""


class SupervisionError(Exception):
    """What went wrong (`message`) and what the person should do (`hint`), both Chinese and safe to show.

    `detail` is for the log only: it may name paths, statements or the words of a library.
    """

    def __init__(self, message: str, hint: str, detail: str = "") -> None:
        super().__init__(message, hint, detail)
        self.message = message
        self.hint = hint
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message}。{self.hint}"


class UploadError(SupervisionError):
    """The upload as a whole cannot be read or taken."""


class StoreError(SupervisionError):
    """The store cannot be opened, read or written."""


class AccessError(SupervisionError):
    """The person may not see or do this."""


class LoginError(AccessError):
    """The person is not logged in, or no longer."""


class ReportError(SupervisionError):
    """A report cannot be made here: a font or a program is missing, or it failed."""


class DefinitionError(SupervisionError):
    """A declaration (contract, measure, dataset) is wrong; nothing that depends on it can run."""
