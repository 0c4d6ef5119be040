"""The configuration of the centre's single sign-on: one TOML file named by KPI_OIDC; without it there is none.

The client's secret stands in KPI_OIDC_SECRET, or in that file where nobody but its owner may read it.
"""

import os
import stat
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from access.gate import SIGN_ON_BACK
from access.principal import ALL_PACKAGES
from access.rights import Role
from access.secret import check_secret
from data.errors import AccessError

_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_TITLE = "统一身份认证的配置"
_FILE, _SECRET = "KPI_OIDC", "KPI_OIDC_SECRET"
_READ_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Grant(BaseModel):
    """What one value of the claim brings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str = Field(min_length=1)
    role: Role
    packages: frozenset[int] = frozenset()


class Configuration(BaseModel):
    """What the file says. redirect_uri: where the provider sends the browser back to, at this server; person: the claim
    with the name on screen; account: the claim that a new account is named after; grants_by: the claim whose values the
    grants are for; the first grant that fits holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str = Field(repr=False)
    redirect_uri: str
    scope: str = "openid profile"
    person: str = "name"
    account: str = "preferred_username"
    grants_by: str = "groups"
    grant: tuple[Grant, ...] = Field(min_length=1)

    @property
    def begins_at(self) -> str:
        """The address at this server where a login begins: of the same origin as where it comes back to, so that what
        the browser keeps in between is there."""
        return self.redirect_uri.rpartition("/")[0]

    @property
    def host(self) -> str:
        """The host, maybe with a port, that the provider sends the browser back to."""
        return urlsplit(self.redirect_uri).netloc


def configured() -> Configuration | None:
    """The configuration of this server; None without one. AccessError for one that is wrong or unsafe."""
    named = os.environ.get(_FILE, "").strip()
    return read_configuration(Path(named)) if named else None


def read_configuration(path: Path) -> Configuration:
    """The configuration in a TOML file. AccessError for one that cannot be read, is incomplete or is unsafe."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        is_open = bool(path.stat().st_mode & _READ_BY_OTHERS)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccessError(f"{_TITLE}读不出来：{path}", f"请核对 {_FILE} 所指的文件", str(error)) from error
    try:
        found = Configuration.model_validate(_with_secret(said, is_open))
    except ValidationError as error:
        keys = "、".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise AccessError(f"{_TITLE}不对：{keys}", "请按部署说明改正这些项") from error
    _check(found)
    return found


def is_protected(address: str) -> bool:
    """Whether what is sent to an address is read by nobody on the way: https, or this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_here = parts.scheme == "http" and parts.hostname in _OF_THIS_MACHINE
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)


def _with_secret(said: dict[str, Any], is_open: bool) -> dict[str, Any]:
    secret = os.environ.get(_SECRET, "").strip()
    if "client_secret" not in said:
        if not secret:
            raise AccessError(f"{_TITLE}里没有 client_secret", f"请写在环境变量 {_SECRET} 里，或写进 0600 的配置文件")
        return said | {"client_secret": secret}
    if secret:
        raise AccessError(f"client_secret 在 {_SECRET} 和配置文件里各有一个", "请去掉一个")
    if is_open:
        raise AccessError("写有 client_secret 的配置文件别人也能读", "请改为 0600，属主为服务的用户")
    return said


def _check(found: Configuration) -> None:
    check_secret("client_secret", found.client_secret)
    if not is_protected(found.issuer):
        raise AccessError(f"{_TITLE}不对：issuer 要以 https:// 开头", "请改正这一项")
    if not is_protected(found.redirect_uri) or not _is_back(found):
        raise AccessError(f"{_TITLE}不对：redirect_uri 要是 https://本系统的主机名{SIGN_ON_BACK}", "请改正这一项")
    if "openid" not in found.scope.split():
        raise AccessError(f"{_TITLE}不对：scope 里要有 openid", "请改正这一项")
    for at, one in enumerate(found.grant):
        _check_grant(one)
        if one.value in {earlier.value for earlier in found.grant[:at]}:
            raise AccessError(f"“{one.value}”有两个 grant", "请只留一个：前一个已经管到它")


def _is_back(found: Configuration) -> bool:
    """Whether what comes back to the redirect_uri comes to the route for it, and nothing is added."""
    return found.redirect_uri == f"{urlsplit(found.redirect_uri).scheme}://{found.host}{SIGN_ON_BACK}"


def _check_grant(grant: Grant) -> None:
    if not grant.packages <= ALL_PACKAGES:
        raise AccessError(f"“{grant.value}”的包件不对", f"包件是 1 至 {max(ALL_PACKAGES)}")
    chooses = grant.role in (Role.SUPERVISOR, Role.CONTRACTOR)
    if chooses and not grant.packages:
        raise AccessError(f"“{grant.value}”是{grant.role.word}，要有包件", "请在配置中写明 packages")
    if grant.packages and not chooses:
        raise AccessError(f"“{grant.value}”是{grant.role.word}，包件不由配置来定", "请去掉 packages")
