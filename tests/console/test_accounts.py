"""Who may come in, on both engines."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from console.admission.accounts import Accounts
from console.admission.attempts import MOST_FOR_NAME, MOST_FOR_PEER, WINDOW
from console.admission.scopes import SCOPES
from console.admission.tokens import LONGEST_NAME
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import sessions, tokens, users
from golddust.errors import Conflict, Malformed, NotFound, Unauthentic, Unavailable

PASSWORD = "a long enough password"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.fixture
def accounts(database: Engine, clock: MovableClock) -> Accounts:
    made = Accounts(database, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made.add_user("ann", PASSWORD)
    return made


def test_who_signs_in_is_known_by_the_cookie_until_they_sign_out(accounts: Accounts) -> None:
    cookie = accounts.sign_in("ann", PASSWORD)
    assert accounts.user_of(cookie) == "ann"
    accounts.sign_out(cookie)
    assert accounts.user_of(cookie) is None
    accounts.sign_out(cookie)


def test_a_session_ends_by_itself(accounts: Accounts, clock: MovableClock) -> None:
    cookie = accounts.sign_in("ann", PASSWORD)
    clock.move(timedelta(hours=12))
    assert accounts.user_of(cookie) is None


@pytest.mark.parametrize("cookie", ["", "made up", "\udcff", "x" * 10_000])
def test_a_made_up_cookie_is_nobody(accounts: Accounts, cookie: str) -> None:
    assert accounts.user_of(cookie) is None


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("bob", PASSWORD), ("", ""), ("ann", "x" * 100_000)])
def test_a_wrong_name_is_refused_in_the_words_of_a_wrong_password(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(Unauthentic, match=r"^name or password is wrong$"):
        accounts.sign_in(name, password)


def test_an_unknown_name_costs_a_hash_as_well(database: Engine, clock: MovableClock) -> None:
    counted: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the library's name
            counted.append("verify")
            return super().verify(hash, password)

    accounts = Accounts(database, clock, Counting(time_cost=1, memory_cost=8, parallelism=1))
    with pytest.raises(Unauthentic):
        accounts.sign_in("nobody", PASSWORD)
    assert counted == ["verify"]


def test_a_new_password_ends_the_old_one_and_all_sessions(accounts: Accounts) -> None:
    cookie = accounts.sign_in("ann", PASSWORD)
    accounts.add_user("ann", "another long password")
    assert accounts.user_of(cookie) is None
    with pytest.raises(Unauthentic):
        accounts.sign_in("ann", PASSWORD)
    assert accounts.user_of(accounts.sign_in("ann", "another long password")) == "ann"
    assert accounts.users() == ["ann"]


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("a\nb", PASSWORD), ("x" * 121, PASSWORD), ("bob", "short")])
def test_what_is_no_name_and_no_password_is_refused(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(Malformed):
        accounts.add_user(name, password)


def test_after_five_failures_a_peer_waits_even_with_the_right_password(accounts: Accounts, clock: MovableClock) -> None:
    for _ in range(MOST_FOR_NAME):
        with pytest.raises(Unauthentic):
            accounts.sign_in("ann", "wrong", "192.0.2.1")
    with pytest.raises(Unavailable) as refused:
        accounts.sign_in("ann", PASSWORD, "192.0.2.1")
    assert refused.value.retry_after == WINDOW.total_seconds()
    assert accounts.user_of(accounts.sign_in("ann", PASSWORD, "192.0.2.2")) == "ann"
    clock.move(WINDOW)
    assert accounts.user_of(accounts.sign_in("ann", PASSWORD, "192.0.2.1")) == "ann"


def test_a_peer_that_tries_many_names_waits_too(accounts: Accounts) -> None:
    for n in range(MOST_FOR_PEER):
        with pytest.raises(Unauthentic):
            accounts.sign_in(f"name {n}", "wrong", "192.0.2.1")
    with pytest.raises(Unavailable):
        accounts.sign_in("ann", PASSWORD, "192.0.2.1")


def test_one_who_mistypes_now_and_then_never_waits(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(MOST_FOR_NAME - 1):
            with pytest.raises(Unauthentic):
                accounts.sign_in("ann", "wrong", "192.0.2.1")
        accounts.sign_in("ann", PASSWORD, "192.0.2.1")


def test_a_one_time_link_signs_in_once(accounts: Accounts) -> None:
    link = accounts.one_time_link()
    assert accounts.user_of(accounts.redeem(link)) == "operator"
    with pytest.raises(Unauthentic):
        accounts.redeem(link)


def test_a_one_time_link_is_too_old_after_15_minutes(accounts: Accounts, clock: MovableClock) -> None:
    link = accounts.one_time_link()
    clock.move(timedelta(minutes=15))
    with pytest.raises(Unauthentic):
        accounts.redeem(link)


def test_of_many_who_redeem_a_link_at_once_one_comes_in(accounts: Accounts) -> None:
    link = accounts.one_time_link()
    came_in: list[str] = []
    start = threading.Barrier(6)

    def redeem() -> None:
        start.wait()
        try:
            came_in.append(accounts.redeem(link))
        except Unauthentic:
            return

    threads = [threading.Thread(target=redeem) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came_in) == 1


def test_a_token_does_what_its_scopes_say_and_no_more(accounts: Accounts) -> None:
    secret = accounts.add_token("dashboard", ["read:cases"])
    assert secret.startswith("gd_")
    assert accounts.check_token(secret, "read:cases") == "dashboard"
    with pytest.raises(Unauthentic) as refused:
        accounts.check_token(secret, "write:cases")
    assert refused.value.status == 403


@pytest.mark.parametrize("make", [lambda _: "gd_made-up", lambda _: "", lambda accounts: accounts.one_time_link()])
def test_what_is_no_token_is_nobody(accounts: Accounts, make: Callable[[Accounts], str]) -> None:
    with pytest.raises(Unauthentic) as refused:
        accounts.check_token(make(accounts), "read:cases")
    assert refused.value.status == 401


def test_a_token_signs_nobody_in(accounts: Accounts) -> None:
    with pytest.raises(Unauthentic):
        accounts.redeem(accounts.add_token("dashboard", SCOPES))


def test_a_withdrawn_token_is_good_for_nothing(accounts: Accounts) -> None:
    secret = accounts.add_token("dashboard", SCOPES)
    assert [(token.name, token.scopes) for token in accounts.tokens()] == [("dashboard", SCOPES)]
    accounts.withdraw_token("dashboard")
    with pytest.raises(Unauthentic):
        accounts.check_token(secret, "read:cases")
    with pytest.raises(NotFound):
        accounts.withdraw_token("dashboard")


def test_a_program_acts_under_no_persons_name(accounts: Accounts) -> None:
    accounts.add_user("bob", PASSWORD)
    mine = accounts.add_token("bob", ["read:cases"], "ann")
    assert accounts.check_token(mine, "read:cases") == "bob (ann)"
    with pytest.raises(Conflict):
        accounts.add_token("ann", ["read:cases"])
    nobodys = accounts.add_token("kim", ["read:cases"])
    accounts.add_user("kim", PASSWORD)
    assert accounts.check_token(nobodys, "read:cases") == "kim (program)"
    long = accounts.add_token("x" * LONGEST_NAME, ["read:cases"], "ann")
    assert accounts.check_token(long, "read:cases") == "x" * (LONGEST_NAME - len(" (ann)")) + " (ann)"


def test_nobody_has_two_tokens_of_one_name_and_each_is_withdrawn_for_its_owner_alone(accounts: Accounts) -> None:
    accounts.add_user("bob", PASSWORD)
    secrets = {owner: accounts.add_token("robot", ["read:cases"], owner) for owner in ("", "ann", "bob")}
    for owner in secrets:
        with pytest.raises(Conflict):
            accounts.add_token("robot", SCOPES, owner)
    accounts.withdraw_token("robot")
    assert [token.owner for token in accounts.tokens()] == ["ann", "bob"]
    with pytest.raises(Conflict, match="ann, bob"):
        accounts.withdraw_token("robot")
    accounts.withdraw_token("robot", "ann")
    with pytest.raises(NotFound):
        accounts.withdraw_token("robot", "ann")
    assert accounts.check_token(secrets["bob"], "read:cases") == "robot (bob)"


@pytest.mark.parametrize("scopes", [[], ["read:everything"]])
def test_a_token_without_a_scope_that_there_is_is_refused(accounts: Accounts, scopes: list[str]) -> None:
    with pytest.raises(Malformed):
        accounts.add_token("dashboard", scopes)


def test_no_secret_is_in_the_database(accounts: Accounts, database: Engine) -> None:
    secrets = [accounts.sign_in("ann", PASSWORD), accounts.one_time_link(), accounts.add_token("dashboard", SCOPES), PASSWORD]
    with reading(database) as connection:
        stored = repr([connection.execute(select(table)).all() for table in (users, sessions, tokens)])
    assert "$argon2id$" in stored
    assert [secret for secret in secrets if secret in stored] == []
