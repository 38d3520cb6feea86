"""What a system's answers mean, and what is never said of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from golddust.errors import Conflict, GoldDustError, NotFound, Refused, TooLarge, Unauthentic, Unavailable
from golddust.mirroring import InDoubt, Throttled
from sinks.complaints.web import NotLetInError, Web, bearing
from tests.services.complaint_systems.served import Asked, Said, Served, serving

SECRET = "not-to-be-shown"


@dataclass(slots=True)
class Echo:
    """A system that says what a test wants."""

    said: Said

    def respond(self, _: Asked) -> Said:
        return self.said


@pytest.fixture
def echo() -> Iterator[Served]:
    with serving(Echo(Said(200, {}))) as served:
        yield served


def answer_to(echo: Served, status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> Exception:
    echo.system.said = Said(status, body, headers or {})
    web = Web("it", echo.url, bearing("Authorization", f"Bearer {SECRET}"), 5.0, (SECRET,))
    with pytest.raises(GoldDustError) as raised:
        web.get("x")
    assert SECRET not in str(raised.value)
    assert str(raised.value).startswith("it ")
    return raised.value


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (302, NotLetInError),
        (401, NotLetInError),
        (400, Refused),
        (301, Refused),
        (403, Unauthentic),
        (404, NotFound),
        (410, NotFound),
        (409, Conflict),
        (412, Conflict),
        (413, TooLarge),
        (422, Refused),
        (408, InDoubt),
        (423, InDoubt),
        (429, Throttled),
        (500, InDoubt),
        (502, InDoubt),
        (503, Unavailable),
        (504, InDoubt),
    ],
)
def test_every_status_has_its_meaning(echo: Served, status: int, meaning: type[Exception]) -> None:
    assert type(answer_to(echo, status, {"message": "words"})) is meaning


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "999999"}, 3600),
        ({"Retry-After": "soon"}, 60),
        ({}, 60),
        ({"Retry-After": "Mon, 02 Mar 2026 09:02:00 GMT", "Date": "Mon, 02 Mar 2026 09:00:00 GMT"}, 120),
    ],
)
def test_a_rest_is_as_long_as_asked_for_within_reason(echo: Served, headers: Mapping[str, str], seconds: float) -> None:
    throttled = answer_to(echo, 429, None, headers)
    assert isinstance(throttled, Throttled)
    assert throttled.retry_after == seconds or "Date" in headers  # the server's own date goes before ours


def test_a_limit_that_is_said_with_403_is_one(echo: Served) -> None:
    assert isinstance(answer_to(echo, 403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0"}), Throttled)
    assert isinstance(answer_to(echo, 403, {"message": "secondary rate limit"}, {"Retry-After": "60"}), Throttled)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "title is missing"}, "title is missing"),
        ({"errors": [{"field": "email", "message": "is no address"}]}, "errors: field: email is no address"),
        ({"message": {"title": ["can't be blank"]}}, "title: can't be blank"),
        (["one", "two"], "one two"),
        ({"message": f"token {SECRET} is wrong"}, "token *** is wrong"),
        ({"message": "x" * 500}, "x" * 160),
    ],
)
def test_the_systems_own_words_are_handed_on_shortened_and_without_secrets(echo: Served, body: Any, words: str) -> None:
    assert str(answer_to(echo, 422, body)) == f"it answered 422: {words}"


def test_what_is_no_json_leaves_us_in_doubt(echo: Served) -> None:
    echo.system.said = Said(200, None, {"Content-Type": "text/html"})
    web = Web("it", echo.url, bearing("X", "y"), 5.0)
    assert web.get("x").body is None
    assert web.get("x").status == 200


def test_a_request_takes_no_longer_than_allowed(echo: Served) -> None:
    echo.lost = 1
    with pytest.raises(InDoubt, match="did not answer"):
        Web("it", echo.url, bearing("X", "y"), 5.0).get("x")
    echo.stop()
    with pytest.raises(Unavailable, match="away"):
        Web("it", echo.url, bearing("X", "y"), 5.0).get("x")
