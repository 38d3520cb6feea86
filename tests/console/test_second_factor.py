"""The second factor: codes that are good once, recovery codes, and the way through the sign-in pages."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from console.acting import By
from console.admission.attempts import MOST_FOR_NAME
from console.admission.second_factor import BEGUN_LASTS, RECOVERY_CODES, STEP, SecondFactor
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import second_factors
from golddust.errors import Conflict, Unauthentic, Unavailable
from tests.console.company import PASSWORD, Company
from tests.console.conftest import form_token

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def codes(database: Engine, clock: MovableClock) -> SecondFactor:
    return SecondFactor(database, clock, b"k" * 32)


def shown(secret: str, clock: MovableClock, steps: int = 0) -> str:
    """What the telephone shows, so many steps of time from now."""
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def test_a_code_of_the_telephone_is_good_once(codes: SecondFactor, clock: MovableClock) -> None:
    secret = codes.begin("ann")
    assert codes.begin("ann") == secret
    codes.confirm("ann", shown(secret, clock))
    with pytest.raises(Unauthentic):
        codes.check("ann", shown(secret, clock))
    clock.move(timedelta(seconds=STEP))
    codes.check("ann", shown(secret, clock))
    with pytest.raises(Unauthentic):
        codes.check("ann", shown(secret, clock))


def test_a_secret_that_nobody_confirmed_is_shown_for_ten_minutes(codes: SecondFactor, clock: MovableClock) -> None:
    secret = codes.begin("ann")
    clock.move(timedelta(seconds=BEGUN_LASTS - 1))
    assert codes.begin("ann") == secret
    clock.move(timedelta(seconds=1))
    with pytest.raises(Unauthentic):
        codes.confirm("ann", shown(secret, clock))
    another = codes.begin("ann")
    assert another != secret
    codes.confirm("ann", shown(another, clock))


def test_of_two_who_begin_at_once_both_see_the_same(codes: SecondFactor, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def while_another_begins(name: str) -> None:
        monkeypatch.undo()
        told.append(codes.begin(name))

    monkeypatch.setattr(codes, "_row", while_another_begins)  # there is none yet, and then there is
    told.append(codes.begin("ann"))
    assert told[0] == told[1]


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute(codes: SecondFactor, clock: MovableClock, steps: int, good: bool) -> None:
    secret = codes.begin("ann")
    codes.confirm("ann", shown(secret, clock))
    clock.move(timedelta(minutes=10))
    if good:
        codes.check("ann", shown(secret, clock, steps))
    else:
        with pytest.raises(Unauthentic):
            codes.check("ann", shown(secret, clock, steps))


def test_each_recovery_code_lets_in_once(codes: SecondFactor, clock: MovableClock) -> None:
    recovery = codes.confirm("ann", shown(codes.begin("ann"), clock))
    assert len(set(recovery)) == RECOVERY_CODES == codes.standing("ann").recovery_left
    codes.check("ann", recovery[3].upper().replace("-", " "))
    assert codes.standing("ann").recovery_left == RECOVERY_CODES - 1
    with pytest.raises(Unauthentic):
        codes.check("ann", recovery[3])


def test_after_five_wrong_codes_even_the_right_one_waits(codes: SecondFactor, clock: MovableClock) -> None:
    secret = codes.begin("ann")
    codes.confirm("ann", shown(secret, clock))
    for _ in range(MOST_FOR_NAME):
        with pytest.raises(Unauthentic):
            codes.check("ann", "000000")
    clock.move(timedelta(minutes=1))
    with pytest.raises(Unavailable):
        codes.check("ann", shown(secret, clock))


def test_it_is_switched_on_by_a_first_code_only_and_once(codes: SecondFactor, clock: MovableClock) -> None:
    secret = codes.begin("ann")
    with pytest.raises(Unauthentic):
        codes.confirm("ann", "000000")
    assert not codes.standing("ann").on
    codes.confirm("ann", shown(secret, clock))
    with pytest.raises(Conflict):
        codes.begin("ann")


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(
    codes: SecondFactor, clock: MovableClock, database: Engine
) -> None:
    secret = codes.begin("ann")
    recovery = codes.confirm("ann", shown(secret, clock))
    with reading(database) as connection:
        stored = repr(connection.execute(select(second_factors)).all())
    assert [one for one in (secret, *recovery, *(one.replace("-", "") for one in recovery)) if one in stored] == []
    with pytest.raises(Unavailable):
        SecondFactor(database, clock, b"another key, 32 bytes in length!").check("ann", shown(secret, clock))


# --- through the pages


def sign_in(browser: FlaskClient, name: str = "ann", way: str = "/console/cases") -> str:
    """Where the right password leads to."""
    data = {"name": name, "password": PASSWORD, "csrf": form_token(browser, "/console/sign-in"), "next": way}
    return browser.post("/console/sign-in", data=data).location


def set_up(company: Company, browser: FlaskClient) -> tuple[str, str]:
    """The telephone's secret, and the page with the recovery codes."""
    path = "/console/code/set-up"
    page = browser.post(path, data={"csrf": form_token(browser, path)}).text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    code = shown(secret, company.clock)
    assert "<svg" in page
    assert 'style="' not in page
    return secret, browser.post(path, data={"csrf": form_token(browser, path), "code": code, "next": "/console/me"}).text


def test_who_has_set_it_up_shows_a_code_before_anything_else(company: Company, ann: FlaskClient, inner: Flask) -> None:
    before = ann.get_cookie("golddust_session", path="/console").value
    secret, page = set_up(company, ann)
    assert len(re.findall(r"<code>[0-9a-f]{5}-[0-9a-f]{5}</code>", page)) == RECOVERY_CODES
    assert ann.get_cookie("golddust_session", path="/console").value != before
    assert company.accounts.user_of(before) is None
    assert ann.get("/console/me").status_code == 200

    company.clock.move(timedelta(minutes=1))
    other = inner.test_client()
    assert sign_in(other) == "/console/code?next=/console/cases"
    halfway = other.get_cookie("golddust_session", path="/console").value
    for path in ("/console/", "/console/me", "/console/people"):
        assert other.get(path).location.startswith("/console/code?next=")
    assert other.post("/console/me/tokens", data={"csrf": form_token(other, "/console/code")}).status_code == 303
    wrong = other.post("/console/code", data={"csrf": form_token(other, "/console/code"), "code": "000000"})
    assert wrong.status_code == 401
    good = {"csrf": form_token(other, "/console/code"), "code": shown(secret, company.clock), "next": "/console/cases"}
    assert other.post("/console/code", data=good).location == "/console/cases"
    assert other.get("/console/cases").status_code == 200
    assert other.get_cookie("golddust_session", path="/console").value != halfway
    assert company.accounts.visitor_of(halfway) is None


def test_half_a_session_cannot_set_up_another_telephone(company: Company, ann: FlaskClient, inner: Flask) -> None:
    set_up(company, ann)
    other = inner.test_client()
    sign_in(other)
    path = "/console/code/set-up"
    answer = other.post(path, data={"csrf": form_token(other, "/console/code")})
    assert (answer.status_code, "secret" in answer.text) == (303, False)
    assert other.get("/console/").location.startswith("/console/code")


def test_half_a_session_is_over_after_ten_minutes(company: Company, ann: FlaskClient, inner: Flask) -> None:
    secret, _ = set_up(company, ann)
    other = inner.test_client()
    sign_in(other)
    form = {"csrf": form_token(other, "/console/code")}
    company.clock.move(timedelta(minutes=10))
    assert other.post("/console/code", data=form | {"code": shown(secret, company.clock)}).location == "/console/sign-in"


def test_a_role_that_needs_it_sets_it_up_before_anything_else(company: Company, inner: Flask) -> None:
    company.accounts._code_for = frozenset({"admin"})
    company.accounts.add_user("boss", PASSWORD, "admin")
    company.accounts.add_user("bob", PASSWORD, "agent")
    boss, bob = inner.test_client(), inner.test_client()
    assert sign_in(bob, "bob") == "/console/cases"
    assert sign_in(boss, "boss").startswith("/console/code?next=")
    assert boss.get("/console/people").location.startswith("/console/code")
    assert boss.get("/console/code").location.startswith("/console/code/set-up")
    set_up(company, boss)
    assert boss.get("/console/people").status_code == 200


def test_who_is_given_a_role_that_needs_it_sets_it_up_with_the_next_step(company: Company, ann: FlaskClient) -> None:
    company.accounts._code_for = frozenset({"admin"})
    company.admission.members.give_role("ann", "manager", By("person", "boss"))
    assert ann.get("/console/people").status_code == 200
    company.admission.members.give_role("ann", "admin", By("person", "boss"))
    assert ann.get("/console/audit").location.startswith("/console/sign-in")
    assert sign_in(ann).startswith("/console/code?next=")
    secret, _ = set_up(company, ann)
    assert ann.get("/console/audit").status_code == 200
    company.clock.move(timedelta(minutes=1))
    form = {"csrf": form_token(ann, "/console/me"), "code": shown(secret, company.clock)}
    assert ann.post("/console/me/code", data=form).status_code == 303
    assert ann.get("/console/audit").location.startswith("/console/code"), "removing it is no way around it"


def test_who_has_a_code_already_stays_signed_in_with_the_new_role(company: Company, ann: FlaskClient) -> None:
    company.accounts._code_for = frozenset({"admin"})
    set_up(company, ann)
    company.admission.members.give_role("ann", "admin", By("person", "boss"))
    assert ann.get("/console/audit").status_code == 200


def test_switching_it_off_needs_a_code_and_who_lost_the_telephone_asks_an_administrator(
    company: Company, ann: FlaskClient, inner: Flask
) -> None:
    set_up(company, ann)
    form = {"csrf": form_token(ann, "/console/me"), "code": "000000"}
    assert ann.post("/console/me/code", data=form).status_code == 403
    assert company.admission.codes.standing("ann").on
    company.accounts.add_user("boss", PASSWORD, "admin")
    boss = inner.test_client()
    sign_in(boss, "boss")
    assert boss.post("/console/people/ann/forget-code", data={"csrf": form_token(boss, "/console/me")}).status_code == 303
    assert not company.admission.codes.standing("ann").on
    assert ann.get("/console/").status_code == 303
    assert sign_in(ann) == "/console/cases"
