"""Who belongs to the house: invitations, roles, teams, what is refused; and what the pages say of it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from cli.web import create_app
from console.acting import By
from console.admission.accounts import Accounts
from console.admission.members import Members
from console.admission.second_factor import SecondFactor
from console.audit.chain import Audit, Looked
from console.audit.words import in_words
from golddust.clock import MovableClock
from golddust.errors import Conflict, Malformed, NotFound, Unauthentic, Unavailable
from tests.console.company import KEYS, PASSWORD, START, Company, without_our_scripts
from tests.console.conftest import form_token, with_templates

BOSS = By("person", "boss")
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def audit(database: Engine, clock: MovableClock) -> Audit:
    return Audit(database, clock, KEYS.pseudonym)


@pytest.fixture
def accounts(database: Engine, clock: MovableClock) -> Accounts:
    made = Accounts(database, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made.add_user("boss", PASSWORD, "admin")
    return made


@pytest.fixture
def members(database: Engine, clock: MovableClock, accounts: Accounts, audit: Audit) -> Members:
    return Members(database, clock, accounts, SecondFactor(database, clock, KEYS.originals), audit)


def test_who_is_invited_chooses_a_password_once(members: Members, accounts: Accounts) -> None:
    token = members.invite("ann", "agent", ["logistics"], BOSS)
    assert members.invited(token) == "ann"
    with pytest.raises(Malformed):
        members.take_invitation(token, "short")
    with pytest.raises(Unauthentic):
        accounts.sign_in("ann", "")
    assert members.take_invitation(token, PASSWORD) == "ann"
    assert accounts.user_of(accounts.sign_in("ann", PASSWORD)) == "ann"
    for again in (members.invited, lambda one: members.take_invitation(one, "another password")):
        with pytest.raises(Unauthentic):
            again(token)


def test_an_invitation_is_over_after_three_days_or_with_the_next_one(members: Members, clock: MovableClock) -> None:
    first = members.invite("ann", "agent", [], BOSS)
    second = members.invite("ann", "admin", [], BOSS)
    assert members.one("ann").role == "agent", "an invitation gives nobody another role who is here already"
    with pytest.raises(Unauthentic):
        members.take_invitation(first, PASSWORD)
    clock.move(timedelta(days=3))
    with pytest.raises(Unauthentic):
        members.take_invitation(second, PASSWORD)
    assert members.one("ann").invited_until is None


def test_of_many_who_take_an_invitation_at_once_one_does(members: Members) -> None:
    token = members.invite("ann", "agent", [], BOSS)
    start, took = threading.Barrier(5), list[str]()

    def take(n: int) -> None:
        start.wait()
        try:
            took.append(members.take_invitation(token, f"password number {n}"))
        except Unauthentic:
            return

    threads = [threading.Thread(target=take, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert took == ["ann"]


def test_the_last_administrator_stays_one(members: Members, accounts: Accounts) -> None:
    for change in (lambda: members.give_role("boss", "agent", BOSS), lambda: members.switch("boss", on=False, by=BOSS)):
        with pytest.raises(Conflict):
            change()
    assert (members.one("boss").role, members.one("boss").active) == ("admin", True)
    accounts.add_user("deputy", PASSWORD, "admin")
    members.give_role("boss", "agent", BOSS)
    with pytest.raises(Conflict):
        members.switch("deputy", on=False, by=BOSS)


def test_who_is_off_is_invited_by_nobody_and_an_invitation_ends_with_it(members: Members) -> None:
    token = members.invite("ann", "agent", [], BOSS)
    members.switch("ann", on=False, by=BOSS)
    with pytest.raises(Unauthentic):
        members.take_invitation(token, PASSWORD)
    with pytest.raises(Conflict):
        members.invite("ann", "agent", [], BOSS)


def test_signing_somebody_out_leaves_their_invitation_good(members: Members, accounts: Accounts) -> None:
    accounts.add_user("ann", PASSWORD)
    cookie, token = accounts.sign_in("ann", PASSWORD), members.invite("ann", "agent", [], BOSS)
    members.send_away("ann", BOSS)
    assert accounts.user_of(cookie) is None
    assert members.take_invitation(token, "another password") == "ann"


def test_what_there_is_not_is_refused(members: Members) -> None:
    with pytest.raises(Malformed):
        members.give_role("boss", "king", BOSS)
    with pytest.raises(NotFound):
        members.give_role("nobody", "agent", BOSS)
    with pytest.raises(NotFound):
        members.forget_code("nobody", BOSS)
    with pytest.raises(Malformed):
        members.invite("a\nb", "agent", [], BOSS)


def test_each_change_is_written_down_with_what_was_before(members: Members, audit: Audit) -> None:
    members.invite("ann", "agent", [], BOSS)
    members.give_role("ann", "manager", BOSS)
    members.give_role("ann", "manager", BOSS)
    members.put_in_teams("ann", ["finance"], By("command", "root"))
    members.switch("ann", on=False, by=BOSS)
    told = [(one.kind, one.actor, in_words(one), dict(one.detail)) for one in reversed(audit.entries(Looked(), 10))]
    assert told == [
        ("person", "boss", "invited ann", {"role": "agent", "teams": []}),
        ("person", "boss", "gave ann another role", {"role": "manager", "before": "agent"}),
        ("command", "root", "put ann in other teams", {"teams": ["finance"], "before": []}),
        ("person", "boss", "switched ann off", {}),
    ]


def test_a_change_whose_line_cannot_be_written_is_not_made(
    members: Members, accounts: Accounts, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    members.make_token("kept", ["read:cases"], BOSS, "boss")

    def away(*_: object, **__: object) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(audit, "_append", away)
    for change in (
        lambda: members.add("ann", PASSWORD, None, BOSS),
        lambda: members.add("boss", "another password", None, BOSS),
        lambda: members.choose("boss", "de", "Europe/Berlin"),
        lambda: members.make_token("robot", ["read:cases"], BOSS, "boss"),
        lambda: members.withdraw_token("kept", BOSS, "boss"),
    ):
        with pytest.raises(Unavailable):
            change()
    assert accounts.users() == ["boss"]
    assert [token.name for token in accounts.tokens()] == ["kept"]
    visitor = accounts.visitor_of(accounts.sign_in("boss", PASSWORD))
    assert visitor is not None
    assert (visitor.language, visitor.zone) == ("", "")


def test_the_lines_about_a_token_say_whose_it_is(members: Members, audit: Audit) -> None:
    members.make_token("robot", ["read:cases"], BOSS, "boss")
    members.withdraw_token("robot", By("command", "root"), "boss")
    told = [(one.actor, one.action, one.subject, one.detail.get("owner")) for one in audit.entries(Looked(), 2)]
    assert told == [("root", "token.withdrawn", "robot", "boss"), ("boss", "token.made", "robot", "boss")]


# --- the pages


@pytest.fixture
def boss(company: Company, inner: Flask) -> FlaskClient:
    """A browser in which an administrator is signed in."""
    company.accounts.add_user("boss", PASSWORD, "admin")
    browser = inner.test_client()
    browser.set_cookie("golddust_session", company.accounts.sign_in("boss", PASSWORD), path="/console")
    return browser


def test_somebody_is_invited_comes_in_and_works(company: Company, boss: FlaskClient, visitor: FlaskClient) -> None:
    csrf = form_token(boss, "/console/people")
    page = boss.post("/console/people", data={"csrf": csrf, "name": "kim", "role": "agent", "teams": ["finance"]}).text
    path = page.split("https://console.example.com")[1].split("<", maxsplit=1)[0]
    assert "invited" in boss.get("/console/people").text
    form = {"csrf": form_token(visitor, path), "password": PASSWORD, "again": "another"}
    assert visitor.post(path, data=form).status_code == 422
    assert visitor.post(path, data=form | {"again": PASSWORD}).location == "/console/"
    assert "kim" in visitor.get("/console/me").text
    assert company.admission.members.one("kim").teams == ("finance",)
    assert visitor.get(path).status_code == 401


def test_a_name_that_attacks_stays_a_name(company: Company, boss: FlaskClient) -> None:
    company.accounts.add_user(ATTACK, PASSWORD)
    company.accounts.add_token(ATTACK, ["read:cases"], "boss")
    company.admission.audit.write("person", ATTACK, "saw.case", ATTACK, how=ATTACK)
    for path in ("people", "me", "audit", f"audit?actor={ATTACK}&subject={ATTACK}&since={ATTACK}"):
        page = boss.get(f"/console/{path}").text
        assert "<script" not in without_our_scripts(page)
        assert "<img src=x" not in page


def test_wrong_forms_say_why_and_change_nothing(company: Company, boss: FlaskClient) -> None:
    csrf = {"csrf": form_token(boss, "/console/me")}
    for path, fields, status in (
        ("people", {"name": "", "role": "agent"}, 422),
        ("people", {"name": "kim", "role": "king"}, 422),
        ("people", {"name": "kim", "role": "agent", "teams": "no such team"}, 422),
        ("people/boss/give-role", {"role": "agent"}, 409),
        ("people/boss/put-in-teams", {"teams": "no such team"}, 422),
        ("people/boss/switch", {"on": "no"}, 409),
        ("people/nobody/switch", {"on": "no"}, 404),
        ("me/password", {"old": "wrong", "new": "another password", "again": "another password"}, 403),
        ("me/password", {"old": PASSWORD, "new": "another password", "again": "not the same"}, 422),
        ("me/password", {"old": PASSWORD, "new": "short", "again": "short"}, 422),
        ("me/tokens", {"name": "x"}, 422),
    ):
        assert boss.post(f"/console/{path}", data=csrf | fields).status_code == status, (path, fields)
    assert [(one.name, one.role, one.active) for one in company.admission.members.all()] == [("boss", "admin", True)]


def test_a_new_password_signs_out_everybody_but_whoever_changed_it(company: Company, boss: FlaskClient) -> None:
    other = company.accounts.sign_in("boss", PASSWORD)
    form = {"csrf": form_token(boss, "/console/me"), "old": PASSWORD, "new": "another password", "again": "another password"}
    assert boss.post("/console/me/password", data=form).status_code == 303
    assert boss.get("/console/me").status_code == 200
    assert company.accounts.user_of(other) is None


def test_a_token_is_shown_once_and_withdrawn_by_its_person(company: Company, boss: FlaskClient, visitor: FlaskClient) -> None:
    form = {"csrf": form_token(boss, "/console/me"), "name": "robot", "scopes": "read:cases"}
    page = boss.post("/console/me/tokens", data=form).text
    secret = "gd_" + page.split(">gd_")[1].split("<", maxsplit=1)[0]
    assert visitor.get("/api/v1/cases", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in boss.get("/console/me").text
    assert boss.post("/console/me/tokens/withdraw", data=form).status_code == 303
    assert visitor.get("/api/v1/cases", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert company.accounts.tokens() == []


def test_settings_are_shown_with_their_origin_and_no_secret(boss: FlaskClient) -> None:
    page = boss.get("/console/settings").text
    assert "golddust.toml" in page
    assert "(set, not shown)" in page


def test_where_the_console_is_behind_https_cookies_go_over_nothing_else(company: Company) -> None:
    admission = replace(company.admission, secure=True)
    door = with_templates(create_app("inner", [company.pages(admission)], checks={})).test_client()
    assert "Secure" in door.get("/console/sign-in").headers["Set-Cookie"]
