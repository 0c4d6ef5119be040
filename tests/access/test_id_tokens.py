"""ID tokens, signed with real keys, and the configuration: each thing that can be wrong with one is refused."""

from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from access.id_tokens import check_id_token
from access.rights import Role
from access.sign_on_configuration import Configuration, configured, read_configuration
from data.errors import AccessError, LoginError

NOW = 1_780_000_000
ISSUER, SECRET = "https://sso.example.cn", "k7Rw2pXz9LmQ4vTb8NcY1sHd6JfG3aUe"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2))
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
FILE = f"""
issuer = "{ISSUER}"
client_id = "kpi"
client_secret = "{SECRET}"
redirect_uri = "https://kpi.example.cn/login/sso/callback"
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
    path.chmod(0o600)
    return path


def _token(changed: dict[str, object] | None = None, key: RSAKey = KEY) -> str:
    claims = {name: value for name, value in (GOOD | (changed or {})).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def test_a_good_token_gives_role_and_packages(configuration: Configuration) -> None:
    person = check_id_token(_token(), KEYS, configuration, "n1", NOW)
    assert (person.subject, person.display_name, person.role) == ("u-17", "王工", Role.SUPERVISOR)
    assert person.packages == {1, 3}
    assert person.expires_at == NOW + 300


def test_without_a_grant_there_is_no_role(configuration: Configuration) -> None:
    for groups in (["staff"], "staff", 7, None):
        person = check_id_token(_token({"groups": groups}), KEYS, configuration, "n1", NOW)
        assert (person.role, person.packages, person.subject) == (None, frozenset(), "u-17")


def test_a_name_brings_no_signs_that_change_what_stands_around_it(configuration: Configuration) -> None:
    person = check_id_token(_token({"name": " 王\u202e工\n" + "长" * 99}), KEYS, configuration, "n1", NOW)
    assert person.display_name == "王工" + "长" * 38


def test_the_claim_may_be_one_word_and_a_viewer_sees_all(configuration: Configuration) -> None:
    person = check_id_token(_token({"groups": "lingdao"}), KEYS, configuration, "n1", NOW)
    assert (person.role, len(person.packages)) == (Role.VIEWER, 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example.cn"}, {"iss": None}, {"aud": "other"}, {"aud": None}, {"aud": ["kpi", "other"]},
        {"azp": "other"}, {"exp": NOW - 61}, {"exp": None}, {"iat": NOW + 3600}, {"iat": None}, {"nonce": "n2"},
        {"nonce": None}, {"sub": None}, {"sub": ""}, {"sub": "a b"},
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
        (SECRET, "short"), (f'"{SECRET}"', "7"), ("https://sso", "http://sso"), ("https://kpi", "http://kpi"),
        ("sso/callback", "sso"), ("/callback", "/callback?x=1"), ("packages = [1, 3]", ""), ("[1, 3]", "[9]"),
        ('"viewer"', '"viewer"\npackages = [1]'), ("lingdao", "jianli"), ("supervisor", "boss"),
        ("client_id", "client_idd"), ("issuer =", "issuer"), ("https://kpi", "https://["),
        ("client_id", 'scope = "profile"\nclient_id'),
    ],
)  # fmt: skip
def test_an_unsafe_or_wrong_configuration_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in FILE
    with pytest.raises(AccessError):
        read_configuration(_written(tmp_path, FILE.replace(old, new, 1)))


def test_the_secret_lies_where_nobody_else_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_OIDC", raising=False)
    assert configured() is None
    path = _written(tmp_path, FILE)
    monkeypatch.setenv("KPI_OIDC", str(path))
    found = configured()
    assert found is not None
    assert found.client_secret == SECRET
    assert SECRET not in repr(found)
    path.chmod(0o640)
    with pytest.raises(AccessError, match="0600"):
        configured()
    path.write_text(FILE.replace(f'client_secret = "{SECRET}"', ""), encoding="utf-8")
    with pytest.raises(AccessError, match="client_secret"):
        configured()
    monkeypatch.setenv("KPI_OIDC_SECRET", SECRET)
    assert configured() == found
    _written(tmp_path, FILE)
    with pytest.raises(AccessError, match="各有一个"):
        configured()
    monkeypatch.setenv("KPI_OIDC", str(tmp_path / "none.toml"))
    with pytest.raises(AccessError, match="读不出来"):
        configured()
