"""The provider of the centre's single sign-on: an authorization-code flow with PKCE, state and nonce.

The provider is asked only while somebody logs in by it, and its keys anew each time, so that a change of keys needs
nothing here.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from access.id_tokens import Person, check_id_token
from access.sign_on_configuration import Configuration, is_protected
from data.errors import AccessError, LoginError

_WAIT_SECONDS = 5
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Attempt:
    """One login under way. address: where the browser goes; the rest is kept for who began it, and nobody else."""

    address: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """The provider that a configuration names."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    def begin(self) -> Attempt:
        """A new login. AccessError while the provider cannot be reached."""
        chosen = self._configuration
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code", "client_id": chosen.client_id, "redirect_uri": chosen.redirect_uri,
            "scope": chosen.scope, "state": state, "nonce": nonce, "code_challenge_method": "S256",
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }  # fmt: skip
        with _client() as client:
            endpoint = self._endpoint(self._metadata(client), "authorization_endpoint")
        return Attempt(f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", state, nonce, verifier)

    def finish(self, code: str, attempt: Attempt, now: float) -> Person:
        """Who has logged in there. The caller has compared the state. now: seconds since 1970. LoginError for a code
        or a token that does not hold, AccessError while the provider cannot be reached."""
        chosen = self._configuration
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": chosen.redirect_uri,
            "code_verifier": attempt.verifier,
        }  # fmt: skip
        with _client() as client:
            metadata = self._metadata(client)
            # RFC 6749 2.3.1: both are encoded before they become a user and a password
            basic = httpx2.BasicAuth(quote(chosen.client_id, safe=""), quote(chosen.client_secret, safe=""))
            answer = _answer(client, "POST", self._endpoint(metadata, "token_endpoint"), data=form, auth=basic)
            keys = _answer(client, "GET", self._endpoint(metadata, "jwks_uri"))
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise LoginError("统一身份认证没有确认您的登录", "请重新登录", str(answer.get("error"))[:200])
        try:
            imported = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # what came is checked by the import
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise _unreachable(f"jwks: {error!r}") from error
        return check_id_token(token, imported, chosen, attempt.nonce, now)

    def _metadata(self, client: httpx2.Client) -> dict[str, Any]:
        found = _answer(client, "GET", self._configuration.issuer.rstrip("/") + _WELL_KNOWN)
        if found.get("issuer") != self._configuration.issuer:
            raise _unreachable(f"issuer {str(found.get('issuer'))[:200]}")
        return found

    def _endpoint(self, metadata: dict[str, Any], name: str) -> str:
        found = metadata.get(name)
        if not isinstance(found, str) or not is_protected(found):
            raise _unreachable(f"{name} {str(found)[:200]}")
        return found


def _client() -> httpx2.Client:
    return httpx2.Client(timeout=_WAIT_SECONDS, follow_redirects=False, trust_env=False)


def _answer(client: httpx2.Client, method: str, address: str, **sent: Any) -> dict[str, Any]:
    """The JSON object that an address answers with; an OAuth error (400, 401) is one too."""
    try:
        answer = client.request(method, address, **sent)
        found = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise _unreachable(f"{address}: {error!r}") from error
    if answer.status_code not in (200, 400, 401) or not isinstance(found, dict):
        raise _unreachable(f"{address}: {answer.status_code}")
    return found


def _unreachable(why: str) -> AccessError:
    return AccessError("统一身份认证现在用不了", "请用本系统的账号登录，或过一会儿再试", why)
