"""A login by a small provider that really listens, signs with a real key and checks the code, the secret and PKCE."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from access.id_tokens import Configuration, Grant
from access.provider import Attempt, Provider
from access.rights import Role
from data.errors import AccessError, LoginError

SECRET, BACK = "k7Rw2pXz9LmQ4vTb8NcY1sHd6JfG3aUe", "http://localhost/login/sso"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2))


class _Listening(ThreadingHTTPServer):
    """asked: what the browser brought to it; signs_with: the key of its tokens."""

    asked: dict[str, str]
    signs_with = KEY

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: _Listening

    def do_GET(self) -> None:
        at = self.server.issuer
        if self.path == "/keys":
            self._say(200, {"keys": [KEY.as_dict(private=False)]})
        else:
            self._say(200, {"issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                            "jwks_uri": f"{at}/keys"})  # fmt: skip

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        is_right = (
            form["code"] == ["c1"] and form["redirect_uri"] == [BACK]
            and self.headers["Authorization"] == "Basic " + base64.b64encode(f"kpi:{SECRET}".encode()).decode()
            and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.server.asked["code_challenge"]
        )  # fmt: skip
        if not is_right:
            self._say(400, {"error": "invalid_grant"})
            return
        now = int(time.time())
        claims = {"iss": self.server.issuer, "aud": "kpi", "sub": "u-17", "iat": now, "exp": now + 300, "name": "王工",
                  "nonce": self.server.asked["nonce"], "groups": ["jianli"]}  # fmt: skip
        self._say(200, {"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.server.signs_with)})

    def _say(self, status: int, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listening() -> Iterator[_Listening]:
    with _Listening(("127.0.0.1", 0), _Answers) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _provider(issuer: str) -> Provider:
    grant = Grant(value="jianli", role=Role.SUPERVISOR, packages=frozenset({1}))
    return Provider(Configuration(issuer=issuer, client_id="kpi", client_secret=SECRET, grant=(grant,)), BACK)


def _begun(listening: _Listening) -> Attempt:
    attempt = _provider(listening.issuer).begin()
    listening.asked = {name: values[0] for name, values in parse_qs(urlsplit(attempt.address).query).items()}
    return attempt


def test_a_login_from_its_beginning_to_its_end(listening: _Listening) -> None:
    attempt = _begun(listening)
    assert listening.asked["state"] == attempt.state
    assert listening.asked["redirect_uri"] == BACK
    person = _provider(listening.issuer).finish("c1", attempt, time.time())
    assert (person.subject, person.role, person.packages) == ("u-17", Role.SUPERVISOR, frozenset({1}))


def test_a_wrong_code_another_login_or_another_key_is_refused(listening: _Listening) -> None:
    other, attempt = _begun(listening), _begun(listening)
    provider = _provider(listening.issuer)
    with pytest.raises(LoginError, match="没有确认"):
        provider.finish("c2", attempt, time.time())
    with pytest.raises(LoginError, match="没有确认"):
        provider.finish("c1", other, time.time())
    stolen = Attempt(attempt.address, attempt.state, other.nonce, attempt.verifier)
    with pytest.raises(LoginError, match="核对"):
        provider.finish("c1", stolen, time.time())
    listening.signs_with = OTHER_KEY
    with pytest.raises(LoginError, match="核对"):
        provider.finish("c1", attempt, time.time())


def test_a_provider_that_is_away_or_calls_itself_otherwise_is_one_clear_sentence(listening: _Listening) -> None:
    for issuer in ("http://127.0.0.1:1", f"{listening.issuer}/other"):
        with pytest.raises(AccessError, match="现在用不了"):
            _provider(issuer).begin()
