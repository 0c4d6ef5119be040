"""Tables of the contract's files as objects; what is wrong is said by file, key and the nearest known key."""

import re
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from data import contract as contract_data
from data.errors import DefinitionError
from kpi.contract_checks import nearest, refuse_key

Model = TypeVar("Model", bound=BaseModel)


class Block(BaseModel):
    """A table in a TOML file: unknown keys refused, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def read_file(path: Path, model: type[Model]) -> Model:
    """The file as an object; DefinitionError naming file and key for anything unclear."""
    return validated(model, contract_data.read_toml(path), path.name)


def validated(model: type[Model], raw: Any, place: str) -> Model:
    """The table as an object; the first thing wrong with it as DefinitionError: place, key, nearest known key."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        *path, key = map(str, first["loc"])
        where = ".".join([*path, key])
        if first["type"] == "extra_forbidden":
            refuse_key(place, where, _fields(model, path))
        if first["type"] == "missing":
            raise DefinitionError(f"{place}：缺少 {where}", "请补上后重试", str(error)) from error
        if first["type"] == "literal_error":
            known = re.findall(r"'(\w+)'", first["ctx"]["expected"])
            raise DefinitionError(
                f"{place}：{where} 不能是 {first['input']}", nearest(str(first["input"]), known)
            ) from error
        raise DefinitionError(f"{place}：{where} 的值不对", "请按目标表的写法改正", str(error)) from error


def _fields(model: type[BaseModel], path: list[str]) -> list[str]:
    """The known keys of a table inside a table."""
    for step in path:
        annotation = model.model_fields[step].annotation
        model = next(one for one in (*get_args(annotation), annotation) if isinstance(one, type))
    return list(model.model_fields)
