"""ID tokens of the centre's single sign-on: checked as OpenID Connect Core 3.1.3.7 asks, and turned into role and
packages by configuration alone."""

import hmac
import re
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from access.principal import ALL_PACKAGES
from access.rights import Role
from access.sign_on_configuration import Configuration, Grant
from data.errors import LoginError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with a public key only: neither 'none' nor one made with the client's secret."""
LEEWAY_SECONDS = 60
_MOST_LETTERS = 40
_SUBJECT = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True)
class Person:
    """Somebody whom the provider vouches for. role: None where no grant fits; claimed: what the claim said that the
    grants are for; account: what the person is called there, maybe ''; expires_at: in seconds since 1970, when the
    provider's word ends."""

    issuer: str
    subject: str
    account: str
    display_name: str
    role: Role | None
    packages: frozenset[int]
    claimed: str
    expires_at: float


def check_id_token(token: str, keys: KeySet, configuration: Configuration, nonce: str, now: float) -> Person:
    """Who an ID token names. now: seconds since 1970. LoginError if it is not signed by the provider, not for us, over
    or not the answer to this very login."""
    claims = _checked_claims(token, keys, configuration, now)
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise _not_held("nonce")
    subject = claims["sub"]
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise _not_held("sub")
    grant = _grant_of(claims, configuration)
    shown, account = (_text(claims.get(name)) for name in (configuration.person, configuration.account))
    return Person(
        configuration.issuer, subject, account, shown or account or subject[:_MOST_LETTERS],
        grant.role if grant else None, _packages(grant), str(claims.get(configuration.grants_by))[:200],
        float(claims["exp"]),
    )  # fmt: skip


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


def _grant_of(claims: dict[str, Any], configuration: Configuration) -> Grant | None:
    said = claims.get(configuration.grants_by)
    values = said if isinstance(said, list) else [said]
    return next((grant for grant in configuration.grant if grant.value in values), None)


def _packages(grant: Grant | None) -> frozenset[int]:
    if grant is None or not grant.role.has_packages:
        return frozenset()
    return ALL_PACKAGES if grant.role is Role.VIEWER else grant.packages


def _text(said: object) -> str:
    """A claim as it may stand on a screen; '' for what is no text."""
    text = said if isinstance(said, str) else ""
    return "".join(one for one in text.strip() if one.isprintable())[:_MOST_LETTERS]


def _not_held(why: str) -> LoginError:
    return LoginError("统一身份认证的登录没有通过核对", "请重新登录；仍不行时请联系管理员", why)
