"""What can be set about connectors, and what is noticed before anything starts."""

import pytest
from pydantic import ValidationError

from golddust.clock import MovableClock
from sinks.complaints.hook.options import Options as HookOptions
from sinks.complaints.options import Options
from sinks.complaints.registry import CONNECTORS, mirrors_of, poll_seconds
from sinks.complaints.rt.options import Options as RtOptions
from tests.sinks.complaints.made import MONDAY


def test_every_connector_has_its_table() -> None:
    assert set(Options.model_fields) == set(CONNECTORS)


def test_connectors_are_made_by_name() -> None:
    options = Options.model_validate({"rt": {"url": "https://rt.example.com", "token": "x"}, "printed": {}})
    made = mirrors_of(["printed", "rt"], options, MovableClock(MONDAY))
    assert [mirror.name for mirror in made] == ["printed", "rt"]
    assert (poll_seconds("rt", options), poll_seconds("printed", options)) == (20.0, 1.0)


@pytest.mark.parametrize(
    "url", ["rt.example.com", "ftp://rt.example.com", "https://me:secret@rt.example.com", "https://rt.example.com?a=b"]
)
def test_an_address_that_is_none_or_holds_a_password_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        RtOptions.model_validate({"url": url, "token": "x"})


def test_rt_needs_a_way_to_sign_in() -> None:
    with pytest.raises(ValidationError, match="user and password, or a token"):
        RtOptions.model_validate({"url": "https://rt.example.com", "user": "bridge"})


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!", "not base64 at all"])
def test_a_secret_that_cannot_sign_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError):
        HookOptions.model_validate({"url": "https://example.com/hook", "secret": secret})
