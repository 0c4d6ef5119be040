"""A small provider of a single sign-on that really listens, signs with a real key, and checks code, secret and PKCE."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from access.rights import Role
from access.sign_on_configuration import Configuration, Grant

SECRET, BACK = "k7Rw2pXz9LmQ4vTb8NcY1sHd6JfG3aUe", "http://localhost/login/sso/callback"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2))
PERSON = {"sub": "u-17", "preferred_username": "wang.gong", "name": "王工", "groups": ["staff", "jianli"]}


class Listening(ThreadingHTTPServer):
    """codes: those given out and not yet used, with what was asked for; person: who logs in there; changed: claims that
    the tokens have instead of the right ones; signs_with: the key of the tokens, None for no signature."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.codes: dict[str, dict[str, str]] = {}
        self.person: dict[str, object] = dict(PERSON)
        self.changed: dict[str, object] = {}
        self.signs_with: RSAKey | None = KEY

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def configuration(self, **changed: str) -> Configuration:
        """The configuration of this server's client there."""
        grants = (
            Grant(value="guanli", role=Role.ADMIN),
            Grant(value="jianli", role=Role.SUPERVISOR, packages=frozenset({1, 3})),
            Grant(value="yunwei2", role=Role.CONTRACTOR, packages=frozenset({2})),
        )
        return Configuration(
            issuer=self.issuer, client_id="kpi", client_secret=SECRET, grant=grants,
            **{"redirect_uri": BACK} | changed,
        )  # fmt: skip

    def authorize(self, address: str) -> str:
        """Log in there as the browser does that was sent to this address; gives where it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "kpi", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.person | self.changed
        if self.signs_with is None:
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with)


class _Answers(BaseHTTPRequestHandler):
    server: Listening

    def do_GET(self) -> None:
        at = self.server.issuer
        if self.path == "/keys":
            self._say(200, {"keys": [KEY.as_dict(private=False)]})
        elif self.path.startswith("/authorize"):
            self.send_response(303)
            self.send_header("Location", self.server.authorize(self.path))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._say(200, {"issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                            "jwks_uri": f"{at}/keys"})  # fmt: skip

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        asked = self.server.codes.pop(form["code"][0], None)
        is_right = (
            asked is not None and form["redirect_uri"] == [asked["redirect_uri"]]
            and self.headers["Authorization"] == "Basic " + base64.b64encode(f"kpi:{SECRET}".encode()).decode()
            and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        )  # fmt: skip
        if asked is None or not is_right:
            self._say(400, {"error": "invalid_grant"})
        else:
            self._say(200, {"id_token": self.server.token(asked)})

    def _say(self, status: int, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening() -> Iterator[Listening]:
    """The provider, while it listens."""
    with Listening() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
