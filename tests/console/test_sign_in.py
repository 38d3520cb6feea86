"""Coming in and going out, as a browser does it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.admission.attempts import MOST_FOR_NAME
from tests.console.company import Company

PASSWORD = "a long enough password"
PAGES = ("/console/", "/console/feedback", "/console/feedback/x", "/console/cases", "/console/cases/GD-7K3M-Q2XW")


def csrf_of(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]


def try_in(browser: FlaskClient, **fields: str) -> object:
    page = browser.get("/console/sign-in").text
    return browser.post("/console/sign-in", data={"csrf": csrf_of(page), "name": "ann", "password": PASSWORD, **fields})


@pytest.fixture
def account(company: Company) -> None:
    company.accounts.add_user("ann", PASSWORD)


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/console/sign-in?next=")


@pytest.mark.usefixtures("account")
def test_after_signing_in_the_wanted_page_comes(visitor: FlaskClient) -> None:
    answer = try_in(visitor, next="/console/feedback?kind=praise")
    assert (answer.status_code, answer.location) == (303, "/console/feedback?kind=praise")
    assert visitor.get(answer.location).status_code == 200


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example.com/",
        "//evil.example.com/",
        "/\\evil.example.com",
        "/console/\\..",
        "javascript:alert(1)",
        "",
        "/console/\r\nX: y",
    ],
)
def test_the_way_after_signing_in_leads_nowhere_else(visitor: FlaskClient, wanted: str) -> None:
    assert try_in(visitor, next=wanted).location == "/console/"


@pytest.mark.usefixtures("account")
def test_a_wrong_password_shows_the_form_again_with_the_name(visitor: FlaskClient) -> None:
    answer = try_in(visitor, password="wrong")
    assert answer.status_code == 401
    assert "Name or password is wrong" in answer.text
    assert 'value="ann"' in answer.text
    assert "wrong password" not in answer.text
    assert visitor.get("/console/").status_code == 303


@pytest.mark.usefixtures("account")
def test_too_many_tries_are_429_with_a_time(visitor: FlaskClient) -> None:
    for _ in range(MOST_FOR_NAME):
        try_in(visitor, password="wrong")
    answer = try_in(visitor)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 600


@pytest.mark.usefixtures("account")
def test_the_session_cookie_is_out_of_reach_of_scripts_and_new_each_time(visitor: FlaskClient) -> None:
    visitor.set_cookie("golddust_session", "chosen-by-somebody-else", path="/console")
    cookies = [header for header in try_in(visitor).headers.getlist("Set-Cookie") if header.startswith("golddust_session=")]
    (cookie,) = cookies
    for part in ("HttpOnly", "SameSite=Lax", "Path=/console"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "chosen-by-somebody-else" not in cookie


@pytest.mark.usefixtures("account")
def test_over_https_the_cookie_goes_over_https_only(inner: Flask) -> None:
    browser = inner.test_client()
    over = {"base_url": "https://console.example.com"}
    page = browser.get("/console/sign-in", **over).text
    answer = browser.post("/console/sign-in", data={"csrf": csrf_of(page), "name": "ann", "password": PASSWORD}, **over)
    assert answer.status_code == 303
    assert all("Secure" in header for header in answer.headers.getlist("Set-Cookie") if header.startswith("golddust_session="))


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(ann: FlaskClient) -> None:
    kept = ann.get_cookie("golddust_session", path="/console").value
    answer = ann.post("/console/sign-out", data={"csrf": csrf_of(ann.get("/console/").text)})
    assert answer.status_code == 303
    ann.set_cookie("golddust_session", kept, path="/console")
    assert ann.get("/console/").status_code == 303


def test_looking_at_a_one_time_link_does_not_use_it_up(company: Company, visitor: FlaskClient, inner: Flask) -> None:
    path = f"/console/sign-in/{company.accounts.one_time_link()}"
    for _ in range(3):
        assert inner.test_client().get(path).status_code == 200
        inner.test_client().head(path)
    page = visitor.get(path).text
    assert visitor.post(path, data={"csrf": csrf_of(page)}).location == "/console/"
    assert "operator" in visitor.get("/console/").text


def test_a_link_that_was_used_says_so(company: Company, visitor: FlaskClient, inner: Flask) -> None:
    path = f"/console/sign-in/{company.accounts.one_time_link()}"
    visitor.post(path, data={"csrf": csrf_of(visitor.get(path).text)})
    late = inner.test_client()
    answer = late.post(path, data={"csrf": csrf_of(late.get(path).text)})
    assert answer.status_code == 401
    assert "used already" in answer.text


@pytest.mark.parametrize("token", ["", "made up", None])
@pytest.mark.parametrize("path", ["/console/sign-in", "/console/sign-in/x", "/console/sign-out", "/console/cases/x/acknowledge"])
def test_a_form_that_is_not_ours_does_nothing(ann: FlaskClient, path: str, token: str | None) -> None:
    answer = ann.post(path, data={} if token is None else {"csrf": token})
    assert answer.status_code == 403
    assert ann.get("/console/").status_code == 200


def test_the_form_of_another_session_does_nothing(ann: FlaskClient, inner: Flask) -> None:
    other = inner.test_client()
    assert ann.post("/console/sign-out", data={"csrf": csrf_of(other.get("/console/sign-in").text)}).status_code == 403


def test_a_post_of_nobody_changes_nothing(visitor: FlaskClient) -> None:
    assert visitor.post("/console/cases/x/acknowledge").location == "/console/sign-in"
