"""ID tokens of the centre's single sign-on: checked as OpenID Connect Core 3.1.3.7 asks, and turned into role and
packages by configuration alone."""

import hmac
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from access.principal import ALL_PACKAGES
from access.rights import Role
from access.secret import check_secret
from data.errors import AccessError, LoginError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with a public key only: neither 'none' nor one made with the client's secret."""
LEEWAY_SECONDS = 60
_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SUBJECT = re.compile(r"[!-~]{1,255}")


class Grant(BaseModel):
    """What one value of the claim brings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str = Field(min_length=1)
    role: Role
    packages: frozenset[int] = frozenset()


class Configuration(BaseModel):
    """The file that names the provider. person: the claim with the name on screen; grants_by: the claim whose values
    the grants are for; the first grant that fits holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str
    person: str = "name"
    grants_by: str = "groups"
    grant: tuple[Grant, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Person:
    """Somebody whom the provider vouches for. expires_at: in seconds since 1970, when its word ends."""

    subject: str
    display_name: str
    role: Role
    packages: frozenset[int]
    expires_at: float


def read_configuration(path: Path) -> Configuration:
    """The configuration in a TOML file. AccessError for one that cannot be read, is incomplete or is unsafe."""
    try:
        found = Configuration.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccessError("统一身份认证的配置读不出来", "请核对 KPI_OIDC 所指的文件", str(error)) from error
    except ValidationError as error:
        keys = "、".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise AccessError(f"统一身份认证的配置不对：{keys}", "请按部署说明改正这些项") from error
    check_secret("client_secret", found.client_secret)
    if not is_protected(found.issuer):
        raise AccessError("issuer 要以 https:// 开头", "请改正统一身份认证的配置")
    for one in found.grant:
        _check_grant(one)
    return found


def is_protected(address: str) -> bool:
    """Whether what is sent to an address is read by nobody on the way: https, or this very machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OF_THIS_MACHINE)
    )


def _check_grant(grant: Grant) -> None:
    if not grant.packages <= ALL_PACKAGES:
        raise AccessError(f"“{grant.value}”的包件不对", f"包件是 1 至 {max(ALL_PACKAGES)}")
    if grant.role in (Role.SUPERVISOR, Role.CONTRACTOR) and not grant.packages:
        raise AccessError(f"“{grant.value}”是{grant.role.word}，要有包件", "请在配置中写明 packages")


def check_id_token(token: str, keys: KeySet, configuration: Configuration, nonce: str, now: float) -> Person:
    """Who an ID token names. now: seconds since 1970. LoginError if it is not signed by the provider, not for us, over,
    not the answer to this very login, or gives no role."""
    claims = _checked_claims(token, keys, configuration, now)
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise _not_held("nonce")
    subject = claims["sub"]
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise _not_held("sub")
    grant = _grant_of(claims, configuration)
    name = claims.get(configuration.person)
    shown = name.strip()[:40] if isinstance(name, str) else ""
    packages = ALL_PACKAGES if grant.role is Role.VIEWER else grant.packages if grant.role.has_packages else frozenset()
    return Person(subject, shown or subject[:40], grant.role, packages, float(claims["exp"]))


def _checked_claims(token: str, keys: KeySet, configuration: Configuration, now: float) -> dict[str, Any]:
    rules = jwt.JWTClaimsRegistry(
        now=int(now), leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": configuration.issuer},
        aud={"essential": True, "value": configuration.client_id},
        exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
    )  # fmt: skip
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        rules.validate(claims)
    except (JoseError, ValueError) as error:
        raise _not_held(str(error)) from error
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    is_for_others = len(audiences) > 1 or "azp" in claims
    if is_for_others and claims.get("azp") != configuration.client_id:
        raise _not_held("azp")
    return claims


def _grant_of(claims: dict[str, Any], configuration: Configuration) -> Grant:
    said = claims.get(configuration.grants_by)
    values = said if isinstance(said, list) else [said]
    for grant in configuration.grant:
        if grant.value in values:
            return grant
    raise LoginError(
        "统一身份认证没有给您本系统的角色", "请联系管理员", f"{configuration.grants_by}: {str(said)[:200]}"
    )


def _not_held(why: str) -> LoginError:
    return LoginError("统一身份认证的登录没有通过核对", "请重新登录；仍不行时请联系管理员", why)
