"""ID tokens, signed with real keys: each thing that can be wrong with one is refused."""

from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from access.id_tokens import Configuration, check_id_token, read_configuration
from access.rights import Role
from data.errors import AccessError, LoginError

NOW = 1_780_000_000
ISSUER, SECRET = "https://sso.example.cn", "k7Rw2pXz9LmQ4vTb8NcY1sHd6JfG3aUe"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2))
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
FILE = f"""
issuer = "{ISSUER}"
client_id = "kpi"
client_secret = "{SECRET}"
[[grant]]
value = "jianli"
role = "supervisor"
packages = [1, 3]
[[grant]]
value = "lingdao"
role = "viewer"
"""
GOOD = {
    "iss": ISSUER, "aud": "kpi", "sub": "u-17", "exp": NOW + 300, "iat": NOW, "nonce": "n1", "name": "王工",
    "groups": ["staff", "jianli"],
}  # fmt: skip


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    return read_configuration(_written(tmp_path_factory.mktemp("oidc"), FILE))


def _written(folder: Path, text: str) -> Path:
    path = folder / "oidc.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _token(changed: dict[str, object] | None = None, key: RSAKey = KEY) -> str:
    claims = {name: value for name, value in (GOOD | (changed or {})).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def test_a_good_token_gives_role_and_packages(configuration: Configuration) -> None:
    person = check_id_token(_token(), KEYS, configuration, "n1", NOW)
    assert (person.subject, person.display_name, person.role) == ("u-17", "王工", Role.SUPERVISOR)
    assert person.packages == {1, 3}
    assert person.expires_at == NOW + 300


def test_the_claim_may_be_one_word_and_a_viewer_sees_all(configuration: Configuration) -> None:
    person = check_id_token(_token({"groups": "lingdao"}), KEYS, configuration, "n1", NOW)
    assert (person.role, len(person.packages)) == (Role.VIEWER, 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example.cn"}, {"iss": None}, {"aud": "other"}, {"aud": None}, {"aud": ["kpi", "other"]},
        {"azp": "other"}, {"exp": NOW - 61}, {"exp": None}, {"iat": NOW + 3600}, {"iat": None}, {"nonce": "n2"},
        {"nonce": None}, {"sub": None}, {"sub": ""}, {"groups": ["staff"]}, {"groups": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_claim_is_refused(configuration: Configuration, changed: dict[str, object]) -> None:
    with pytest.raises(LoginError):
        check_id_token(_token(changed), KEYS, configuration, "n1", NOW)


def test_another_key_no_signature_or_the_secret_as_key_is_refused(configuration: Configuration) -> None:
    unsigned = "eyJhbGciOiJub25lIn0." + _token().split(".")[1] + "."
    with_secret = jwt.encode({"alg": "HS256", "kid": "one"}, GOOD, OctKey.import_key(SECRET))
    for token in (_token(key=OTHER_KEY), unsigned, with_secret, "nonsense", ""):
        with pytest.raises(LoginError):
            check_id_token(token, KEYS, configuration, "n1", NOW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SECRET, "short"), ("https://sso", "http://sso"), ("packages = [1, 3]", ""), ("[1, 3]", "[9]"),
        ("supervisor", "boss"), ("client_id", "client_idd"), ("issuer =", "issuer"),
    ],
)  # fmt: skip
def test_an_unsafe_or_wrong_configuration_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(AccessError):
        read_configuration(_written(tmp_path, FILE.replace(old, new, 1)))
