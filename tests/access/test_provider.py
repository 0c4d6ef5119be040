"""The flow with a provider that really listens: what it is asked, and what of its answers is taken."""

import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from access.provider import Attempt, Provider
from access.rights import Role
from data.errors import AccessError, LoginError
from tests.access.listening import BACK, OTHER_KEY, Listening, listening


@pytest.fixture
def provider() -> Iterator[Listening]:
    with listening() as server:
        yield server


def _begun(provider: Listening) -> tuple[Attempt, str]:
    """A login that has begun, and the code that the provider gave for it."""
    attempt = Provider(provider.configuration()).begin()
    return attempt, _of(provider.authorize(attempt.address))["code"]


def _of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_login_from_its_beginning_to_its_end(provider: Listening) -> None:
    attempt, code = _begun(provider)
    assert _of(attempt.address)["state"] == attempt.state
    assert _of(attempt.address)["redirect_uri"] == BACK
    assert attempt.verifier not in attempt.address
    person = Provider(provider.configuration()).finish(code, attempt, time.time())
    assert (person.subject, person.account, person.display_name) == ("u-17", "wang.gong", "王工")
    assert (person.role, person.packages) == (Role.SUPERVISOR, frozenset({1, 3}))


def test_a_wrong_code_another_login_or_another_key_is_refused(provider: Listening) -> None:
    client = Provider(provider.configuration())
    attempt, code = _begun(provider)
    other, others_code = _begun(provider)
    with pytest.raises(LoginError, match="没有确认"):
        client.finish("c99", attempt, time.time())
    with pytest.raises(LoginError, match="没有确认"):
        client.finish(others_code, attempt, time.time())
    with pytest.raises(LoginError, match="核对"):
        client.finish(code, replace(attempt, nonce=other.nonce), time.time())
    attempt, code = _begun(provider)
    provider.signs_with = OTHER_KEY
    with pytest.raises(LoginError, match="核对"):
        client.finish(code, attempt, time.time())


def test_a_provider_that_is_away_or_calls_itself_otherwise_is_one_clear_sentence(provider: Listening) -> None:
    for issuer in ("http://127.0.0.1:1", f"{provider.issuer}/other"):
        with pytest.raises(AccessError, match="现在用不了"):
            Provider(provider.configuration().model_copy(update={"issuer": issuer})).begin()
