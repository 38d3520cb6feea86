"""Addresses joined by proof, and split again without loss; on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations, count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from complaints.people import joins
from complaints.people.directory import People
from complaints.people.grouping import grouped
from golddust.clock import MovableClock
from golddust.database.engine import open_database, reading, writing
from golddust.errors import Conflict, NotFound
from tests.complaints.made_people import (
    ANN,
    ANN_AT_WORK,
    ANN_MAILS,
    ANN_PHONE,
    ANN_TEXTS,
    ANN_WORK,
    BEN,
    BEN_MAILS,
    customers_of,
    groups,
    joined,
    people_on,
    write,
)

NAMES = "abcdef"
PAIRS = list(combinations(NAMES, 2))
reuses_its_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


@pytest.fixture
def people(database: Engine, clock: MovableClock) -> People:
    return people_on(database, clock)


@pytest.fixture
def known(database: Engine) -> None:
    """Ann writes from three addresses, Ben from one."""
    for name, address in (("a", ANN_MAILS), ("b", ANN_TEXTS), ("c", ANN_AT_WORK), ("d", BEN_MAILS)):
        write(database, name, address)


@given(st.lists(st.sampled_from(PAIRS), max_size=12), st.randoms())
def test_groups_follow_from_the_set_of_joins_alone(pairs: list[tuple[str, str]], chance: object) -> None:
    shuffled = [(other, one) for one, other in pairs] * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grouped(pairs) == grouped(shuffled)
    found = grouped(pairs)
    assert all(found[one] == found[other] for one, other in pairs)
    assert all(person == min(a for a in found if found[a] == person) for person in found.values())


@given(st.lists(st.sampled_from(PAIRS), max_size=10))
def test_who_is_not_led_to_by_joins_is_another_person(pairs: list[tuple[str, str]]) -> None:
    found = grouped(pairs)
    for one, other in combinations(found, 2):
        reachable = {one}
        for _ in pairs:
            reachable |= {end for pair in pairs if reachable & set(pair) for end in pair}
        assert (found[one] == found[other]) == (other in reachable)


Steps = list[tuple[str, int]]
STEPS = st.lists(st.tuples(st.sampled_from(["join", "join", "split", "again", "take out"]), st.integers(0, 99)), max_size=25)


@reuses_its_database
@given(STEPS)
def test_any_joins_and_splits_leave_the_groups_of_the_joins_that_hold(
    database: Engine, clock: MovableClock, steps: Steps
) -> None:
    people = people_on(database, clock)
    _clear(database)
    for step, number in steps:
        _take(database, people, clock, step, number)
        assert groups(database) == grouped((one.first, one.second) for one in _all(database) if one.split_at is None)


@reuses_its_database
@given(STEPS, st.lists(st.sampled_from(PAIRS), min_size=1, max_size=6), st.randoms())
def test_what_is_joined_and_split_again_is_as_it_was(
    database: Engine, clock: MovableClock, steps: Steps, more: list[tuple[str, str]], chance: object
) -> None:
    people = people_on(database, clock)
    _clear(database)
    for step, number in steps:
        _take(database, people, clock, step, number)
    before = groups(database)
    new = [_join(database, clock, pair) for pair in more]  # diamonds among them, and pairs joined twice
    chance.shuffle(new)  # type: ignore[attr-defined]
    for one in new:
        people.split(one.id, "sam")
    assert groups(database) == before


def _clear(database: Engine) -> None:
    with writing(database) as connection:
        for table in (joins.joins, joins.person_addresses):
            connection.execute(table.delete())


def _take(database: Engine, people: People, clock: MovableClock, step: str, number: int) -> None:
    if step == "join":
        _join(database, clock, PAIRS[number % len(PAIRS)])
    elif step == "take out":
        _or_conflict(lambda: people.take_out(NAMES[number % len(NAMES)], "sam"))
    elif found := _all(database):
        act = people.split if step == "split" else people.join_again
        _or_conflict(lambda: act(found[number % len(found)].id, "sam"))


def _or_conflict(act: Callable[[], object]) -> None:
    try:
        act()
    except Conflict:
        return


def _join(database: Engine, clock: MovableClock, pair: tuple[str, str]) -> joins.Join:
    new = joins.made(*pair, "words", "a feedback", clock.now(), "sam")
    with writing(database) as connection:
        joins.lock(connection)
        joins.add(connection, [new])
    return new


def _all(database: Engine) -> list[joins.Join]:
    with reading(database) as connection:
        return joins.joins_of(connection, list(NAMES))


@pytest.mark.usefixtures("known")
def test_two_addresses_joined_are_one_person_and_split_two_again(database: Engine, people: People) -> None:
    before = people.person(ANN), people.person(ANN_PHONE)
    join = joined(database, people, ANN, ANN_PHONE)
    assert customers_of(people, ANN) == customers_of(people, ANN_PHONE) == sorted([ANN, ANN_PHONE])
    assert {one.address for one in people.person(ANN).addresses} == {"Ann@Example.com", "+12025550142"}
    done = people.split(join.id, "kim")
    assert (done.split_by, done.joined_by, done.proof) == ("kim", "sam", "codes")
    after = people.person(ANN), people.person(ANN_PHONE)
    assert [one.addresses for one in after] == [one.addresses for one in before]
    assert groups(database) == {}
    assert [one.id for one in people.person(ANN).joins] == [join.id]  # that it was, and who took it back, stays known


@pytest.mark.usefixtures("known")
def test_a_person_of_three_addresses_loses_the_one_that_is_taken_out(database: Engine, people: People) -> None:
    for one, other in ((ANN, ANN_PHONE), (ANN_PHONE, ANN_WORK), (ANN_WORK, ANN)):
        _join_directly(database, people, one, other)
    assert len(customers_of(people, ANN)) == 3
    people.take_out(ANN_PHONE, "kim")
    assert customers_of(people, ANN) == sorted([ANN, ANN_WORK])
    assert customers_of(people, ANN_PHONE) == [ANN_PHONE]


def _join_directly(database: Engine, people: People, one: str, other: str) -> None:
    with writing(database) as connection:
        joins.lock(connection)
        joins.add(connection, [joins.made(one, other, "words", "x", people._clock.now(), "sam")])


@pytest.mark.usefixtures("known")
def test_a_join_is_taken_back_once_and_can_be_made_again_once(database: Engine, people: People) -> None:
    join = joined(database, people, ANN, BEN)
    with pytest.raises(Conflict):
        people.join_again(join.id, "kim")
    people.split(join.id, "kim")
    with pytest.raises(Conflict):
        people.split(join.id, "kim")
    again = people.join_again(join.id, "kim")
    assert (again.proof, again.about, again.joined_by) == (join.proof, join.about, "kim")
    assert customers_of(people, ANN) == sorted([ANN, BEN])
    with pytest.raises(Conflict):
        people.join_again(join.id, "kim")


@pytest.mark.usefixtures("known")
def test_what_is_not_joined_cannot_be_split(people: People) -> None:
    with pytest.raises(NotFound):
        people.split("nothing", "kim")
    with pytest.raises(Conflict):
        people.take_out(BEN, "kim")


def test_joins_made_at_the_same_time_all_count(database_url: str, clock: MovableClock) -> None:
    chain = [f"cust_{number:026}" for number in range(17)]
    numbers = count()

    def join(pair: tuple[str, str]) -> None:
        engine = open_database(database_url)
        clock_now = clock.now() + timedelta(seconds=next(numbers))
        with writing(engine) as connection:
            joins.lock(connection)
            joins.add(connection, [joins.made(*pair, "words", "x", clock_now, "sam")])
        engine.dispose()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(join, pairwise(chain)))
    engine = open_database(database_url)
    assert groups(engine) == dict.fromkeys(chain, chain[0])
    engine.dispose()
