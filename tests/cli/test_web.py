"""The HTTP edge: every error in its one shape, and nothing of our insides in any."""

import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from flask import Blueprint, Flask, Response, request
from flask.testing import FlaskClient

from cli.web import create_app
from golddust.errors import (
    Conflict,
    Full,
    Malformed,
    Misconfigured,
    NotFound,
    Occupied,
    Problem,
    TooLarge,
    Unauthentic,
    Unavailable,
    UnknownVersion,
)

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SECRET = "ann@example.com at line 42"


def nothing() -> None:
    """A dependency that is there."""


def raising(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


def read_body() -> bytes:
    return request.get_data()


def read_form() -> str:
    return request.form["words"]


def door(error: Exception, **options: object) -> Flask:
    blueprint = Blueprint("room", __name__)
    blueprint.add_url_rule("/api/v1/thing", "thing", raising(error), methods=["GET", "POST"])
    blueprint.add_url_rule("/read", "read", read_body, methods=["POST"])
    blueprint.add_url_rule("/form", "form", read_form, methods=["POST"])
    return create_app("test", [blueprint], checks={"log": nothing}, **options)  # type: ignore[arg-type]


@pytest.fixture
def client() -> FlaskClient:
    return door(RuntimeError(SECRET)).test_client()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Malformed("no text in it"), 422),
        (Malformed("no JSON", status=400), 400),
        (TooLarge("more than 5 bytes"), 413),
        (Unauthentic("who are you"), 401),
        (Unauthentic("not you", status=403), 403),
        (UnknownVersion("from tomorrow"), 422),
        (NotFound("nothing here"), 404),
        (Conflict("too late"), 409),
        (Occupied("taken"), 409),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_refusal_is_a_problem_with_its_status_and_reason(error: Malformed, status: int) -> None:
    answer = door(error).test_client().get("/api/v1/thing")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert answer.json["status"] == status
    assert answer.json["detail"] == error.reason


@pytest.mark.parametrize("error", [Unavailable("disk 7 is away", retry_after=2.2), Full("no room", retry_after=2.2)])
def test_what_is_away_is_503_with_a_time_to_try_again_and_without_our_reason(error: Unavailable) -> None:
    answer = door(error).test_client().get("/api/v1/thing")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3"
    assert error.reason not in answer.text


@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["program", "browser"])
@pytest.mark.parametrize("bug", [RuntimeError(SECRET), Misconfigured((Problem("a.b", SECRET, "something else"),))])
def test_a_bug_is_500_with_an_id_that_the_log_knows_and_no_word_of_it(bug: Exception, headers: dict[str, str]) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = door(bug).test_client().get("/api/v1/thing", headers=headers)
    assert answer.status_code == 500
    (entry,) = logged
    assert entry["bug"] in answer.text
    assert entry["exc_info"] is bug
    assert entry["route"] == "/api/v1/thing"
    for word in (SECRET, "RuntimeError", "Traceback", "Misconfigured"):
        assert word not in answer.text


def test_a_bug_told_to_a_program_has_an_id_and_no_detail(client: FlaskClient) -> None:
    told = client.get("/api/v1/thing").json
    assert set(told) == {"type", "title", "status", "id"}


def test_a_browser_gets_a_page_and_a_program_gets_json(client: FlaskClient) -> None:
    assert client.get("/nowhere", headers=BROWSER).mimetype == "text/html"
    for accept in ("*/*", "application/json", "application/problem+json", ""):
        assert client.get("/nowhere", headers={"Accept": accept}).mimetype == "application/problem+json"
    assert client.get("/nowhere").mimetype == "application/problem+json"


def test_a_page_shows_what_was_refused_as_text_only() -> None:
    answer = door(Malformed("<script>alert(1)</script>")).test_client().get("/api/v1/thing", headers=BROWSER)
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_what_the_framework_refuses_has_the_same_shape(client: FlaskClient) -> None:
    assert client.get("/nowhere").json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no such page",
    }
    wrong_method = client.delete("/api/v1/thing")
    assert wrong_method.json["status"] == 405
    assert "POST" in wrong_method.headers["Allow"]


def test_a_body_over_the_limit_is_413_before_it_is_read(client: FlaskClient) -> None:
    answer = client.post("/read", data=b"x", environ_overrides={"CONTENT_LENGTH": str(2**40)})
    assert answer.status_code == 413
    assert answer.json["status"] == 413


def test_only_the_api_asks_for_a_bearer_token() -> None:
    app = door(Unauthentic("who are you"))
    app.add_url_rule("/hooks/shop", "hook", raising(Unauthentic("forged")), methods=["POST"])
    client = app.test_client()
    assert client.get("/api/v1/thing").headers["WWW-Authenticate"].startswith("Bearer")
    assert "WWW-Authenticate" not in client.post("/hooks/shop").headers


def test_every_answer_has_the_headers_that_keep_pages_safe(client: FlaskClient) -> None:
    for path in ("/healthz", "/nowhere", "/api/v1/thing", "/look/look.css"):
        with client.get(path) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"
    with client.get("/look/look.css") as style:
        assert style.headers["Cache-Control"] != "no-store"


def test_a_view_keeps_a_header_that_it_set_itself() -> None:
    app = door(RuntimeError())
    app.add_url_rule("/own", "own", lambda: ("", 200, {"Cache-Control": "private, no-cache"}))
    assert app.test_client().get("/own").headers.getlist("Cache-Control") == ["private, no-cache"]


def test_alive_says_ok_whatever_is_away() -> None:
    app = create_app("test", [], checks={"log": raising(Unavailable("gone"))})  # type: ignore[dict-item]
    assert app.test_client().get("/healthz").text == "ok\n"


def test_ready_names_what_is_away_and_not_why() -> None:
    checks = {"database": raising(Unavailable("password of db7 is wrong")), "log": nothing, "relay": raising(OSError("no"))}
    with structlog.testing.capture_logs():
        answer = create_app("test", [], checks=checks).test_client().get("/readyz")  # type: ignore[arg-type]
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "checks": {"database": "away", "log": "ok", "relay": "failed"}}


def test_ready_is_200_when_everything_is_there(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "checks": {"log": "ok"}})


def test_metrics_are_there_only_when_asked_for(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404
    answer = door(RuntimeError(), metrics=lambda: b"golddust_up 1\n").test_client().get("/metrics")
    assert answer.data == b"golddust_up 1\n"
    assert answer.headers["Content-Type"].startswith("text/plain; version=")


@pytest.mark.parametrize(("proxies", "seen"), [(0, "http://localhost/where"), (1, "https://feedback.example.com/where")])
def test_forwarded_headers_count_only_behind_a_proxy_of_ours(proxies: int, seen: str) -> None:
    app = create_app("test", [], checks={}, trusted_proxies=proxies)
    app.add_url_rule("/where", "where", lambda: request.url)
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "feedback.example.com"}
    assert app.test_client().get("/where", headers=forged).text == seen


def test_the_command_line_loads_no_database_before_a_command_needs_it() -> None:
    """Every door is started through it, and an idle door must not hold what it never uses."""
    heavy = ("sqlalchemy", "textblob", "kafka", "phonenumbers")
    ask = f"import sys, cli.main, cli.commands.all; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


class HungUp(io.RawIOBase):
    """What a client sends who is gone after a few bytes of many."""

    def __init__(self) -> None:
        self._left = [b"words=half"]

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The few bytes, then nothing more. Raises ConnectionResetError."""
        if not self._left:
            raise ConnectionResetError
        piece = self._left.pop()
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("type_", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_form_of_a_client_that_hung_up_is_refused_even_where_it_is_read_again(type_: str) -> None:
    app = door(RuntimeError(SECRET))
    again: list[str] = []

    def look_again(answer: Response) -> Response:
        again.append(request.form.get("words", ""))
        return answer

    app.after_request(look_again)
    given = {"CONTENT_TYPE": type_, "CONTENT_LENGTH": "5000", "wsgi.input": HungUp()}
    answer = app.test_client().post("/form", environ_overrides=given)
    assert answer.status_code == 400
    assert again == [""]


@pytest.mark.parametrize("fields", [{"words": "a\0b"}, {"words": "fine", "x\0": "y"}, {"words": ["fine", "\0"]}])
@pytest.mark.parametrize("type_", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_nul_in_a_posted_form_is_refused(client: FlaskClient, fields: dict[str, Any], type_: str) -> None:
    answer = client.post("/form", data=fields, content_type=type_)
    assert (answer.status_code, answer.json["detail"]) == (400, "a form has no NUL in it")


@pytest.mark.parametrize(
    ("url", "told"), [("https://feedback.example.com", "max-age=31536000"), ("http://127.0.0.1:8080", None), ("", None)]
)
def test_only_where_people_come_by_https_is_a_browser_told_to_keep_to_it(url: str, told: str | None) -> None:
    answer = create_app("test", [], checks={}, public_url=url).test_client().get("/healthz")
    assert answer.headers.get("Strict-Transport-Security") == told
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
