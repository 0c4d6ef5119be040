"""What an address of the API is: declared once, for answering and for the OpenAPI document alike."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from access.problem_details import Kind
from access.rights import ApiScope
from data.errors import SupervisionError


class Question(BaseModel):
    """What is asked for in the address. A parameter that there is not is refused, not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What is answered, or a part of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Endpoint(NamedTuple):
    """An address. scope: what the token must allow, None: any token does. question: what may be asked; names in braces
    of the path are among it. work: from the question (and the bytes of a file, where it takes one) to the answer.
    problems: kinds that only it has. most: so many requests a client may send in a minute."""

    path: str
    summary: str
    scope: ApiScope | None
    question: type[Question]
    answer: type[Answer]
    work: Callable[..., Any]
    problems: tuple[Kind, ...] = ()
    takes_file: bool = False
    most: int = 120

    @property
    def method(self) -> str:
        """GET, or POST where a file is handed in."""
        return "POST" if self.takes_file else "GET"

    @property
    def status(self) -> int:
        """200, or 202: a file that was handed in is taken, and checked later."""
        return 202 if self.takes_file else 200


class ApiError(SupervisionError):
    """Something that is asked for in a way that has a kind of problem of its own."""

    def __init__(self, kind: Kind, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.kind = kind
