"""What is proposed as one cause, and what is like a case."""

import json
import random
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from complaints.causes.grouping import groups
from complaints.causes.keeping import SqlCauses
from complaints.causes.likeness import Said, cosine, stems, vectors
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema.people import person_addresses
from golddust.ports import Case
from tests.complaints.made import RESOLUTION, issue, rules

CRASH = (
    "The app crashes when I open the basket.",
    "Your app closes by itself as soon as I go to my basket",
    "Since the update the app crashes every time I tap the basket",
    "App keeps crashing at the basket page, cannot order anything",
    "I can't check out: the app crashes when opening the basket",
)
LIDS = (
    "The lid of my kettle broke off after two weeks.",
    "Kettle lid snapped off the hinge",
    "The hinge of the kettle lid is broken, bought it this month",
    "my new kettle: the lid came off and hot water spilled",
    "Lid of the kettle cracked and does not close any more",
)
HEATING = (
    "Die Heizung im Haus 4 ist seit gestern kalt.",
    "Seit gestern keine Heizung in Haus 4, wir frieren",
    "Haus 4: die Heizung funktioniert nicht",
    "In Haus 4 ist die Heizung kaputt, bitte schnell reparieren",
)
CAUSES = {"crash": CRASH, "lids": LIDS, "heating": HEATING}
BEFORE = ("", "Hello, ", "I am really angry. ", "Dear team, ")
AFTER = ("", " Thanks.", " This is not acceptable.", " I have been a customer for ten years.")
SAMPLES = Path(__file__).parents[1] / "processors" / "kinds.jsonl"
OTHERS = tuple(json.loads(line)["text"] for line in SAMPLES.read_text().splitlines())


def crowd(count: int, seed: int) -> tuple[list[Said], dict[str, str]]:
    """Cases of which one in eight has one of three causes, in words of its own; and which has which."""
    rng, said, cause = random.Random(seed), list[Said](), dict[str, str]()  # noqa: S311 - made up for a test
    for _ in range(count):
        case = f"{rng.getrandbits(60):015x}"
        name = rng.choice([*CAUSES]) if rng.random() < 1 / 8 else ""
        one, other = rng.choice(OTHERS).split(), rng.choice(OTHERS).split()
        words = rng.choice(CAUSES[name]) if name else " ".join(one[: len(one) // 2 + 1] + other[len(other) // 2 :])
        said.append(Said(case, rng.choice(BEFORE) + words + rng.choice(AFTER), ("defects",) if rng.random() < 0.3 else ()))
        cause[case] = name
    return said, cause


# --- likeness


def test_words_are_cut_and_masks_numbers_and_letters_are_left_out() -> None:
    assert stems("Crashes, CRASHING! [phone] 4711 a x200 Größe") == ["crashe", "crashi", "x200", "grösse"]
    assert stems("返品したい") == ["返品", "品し", "した", "たい"]
    assert stems("[name] 12 . !") == []


def test_the_same_words_are_wholly_alike_and_others_not_at_all() -> None:
    one, same, other, nothing = vectors([Said("a", LIDS[0]), Said("b", LIDS[0]), Said("c", "Niemand antwortet"), Said("d", "")])
    assert cosine(one, same) == pytest.approx(1)
    assert cosine(one, other) == 0
    assert (nothing, cosine(one, nothing)) == ({}, 0)


def test_nothing_is_alike_by_its_topics_alone() -> None:
    about = ("delivery", "payment", "staff")
    said = [Said(case, text, about) for case, text in (("a", "Awful!"), ("b", "Terrible."), ("c", ""), ("d", "[name] 12"))]
    assert groups(said, {}) == []


texts = st.lists(st.sampled_from([*CRASH, *LIDS, *HEATING, *OTHERS, "", "[name]", "!"]), max_size=4).map(" ".join)
about = st.lists(st.sampled_from(["defects", "website"]), max_size=2, unique=True).map(tuple)
some_cases = st.lists(st.tuples(texts, about), max_size=25).map(
    lambda drawn: [Said(f"{n:03}", *one) for n, one in enumerate(drawn)]
)


@given(some_cases, st.randoms(use_true_random=False))
def test_the_order_in_which_cases_come_changes_no_group(said: list[Said], rng: random.Random) -> None:
    shuffled = said[:]
    rng.shuffle(shuffled)
    assert groups(shuffled, {}) == groups(said, {})


@given(some_cases, st.sets(st.integers(0, 24), max_size=5))
def test_a_case_is_in_one_group_at_most_and_no_group_is_of_one(said: list[Said], planted: set[int]) -> None:
    seeds = {one.case: "cause" for number, one in enumerate(said) if number in planted}
    found = groups(said, seeds)
    members = [case for group in found for case in group.cases]
    assert len(members) == len(set(members))
    assert set(members) <= {one.case for one in said} - set(seeds)
    assert all(len(group.cases) + bool(group.seed) > 1 for group in found)
    assert all(0 < group.likeness <= 1 for group in found)


@given(some_cases)
def test_likeness_is_between_none_and_whole(said: list[Said]) -> None:
    for one, other in pairwise(vectors(said)):
        assert 0 <= cosine(one, other) <= 1


def test_causes_are_found_among_other_complaints_whatever_their_words() -> None:
    said, cause = crowd(2_000, 1)
    found = sorted(groups(said, {}), key=lambda group: -len(group.cases))[:3]
    shares = dict.fromkeys(CAUSES, 0.0)
    for group in found:
        (name, number), *_ = Counter(cause[case] for case in group.cases).most_common()
        assert number / len(group.cases) > 0.95
        shares[name] = number / sum(one == name for one in cause.values())
    assert min(shares.values()) > 0.6, shares


def test_ten_thousand_cases_are_grouped_as_well() -> None:
    said, _ = crowd(10_000, 2)
    assert groups(said, {})


def test_half_of_all_cases_may_be_the_same() -> None:
    said = [Said(f"{n:05}", CRASH[n % 5] if n % 2 else OTHERS[n % len(OTHERS)]) for n in range(2_000)]
    largest = max(groups(said, {}), key=lambda group: len(group.cases))
    assert len(largest.cases) > 500


# --- what is proposed


@pytest.fixture
def causes(database: Engine, clock: MovableClock, register: SqlRegister) -> SqlCauses:
    return SqlCauses(database, clock, rules(), register)


def opened(register: SqlRegister, text: str, name: str = "", **changes: Any) -> Case:
    one = issue(name or text, **({"customer": f"cust_{name or text}"[:40], "text": text, "subject": "", "topics": ()} | changes))
    register.open([one])
    return register.find(case_id_of(one))


def test_cases_of_several_customers_that_are_alike_are_proposed(causes: SqlCauses, register: SqlRegister) -> None:
    lids = [opened(register, text, topics=("defects",), owner="design") for text in LIDS[:3]]
    for text in ("Nobody answers the phone", "Where is my refund?", "The shop was cold"):
        opened(register, text)
    (found,) = causes.suggest()
    assert set(found.cases) == {case.reference for case in lids}
    assert (found.customers, found.topics, found.owner, found.cause) == (3, ("defects",), "design", 0)
    assert found.example in LIDS


def test_one_customer_alone_is_no_cause_however_often_they_write(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    opened(register, LIDS[0], customer="cust_mail")
    opened(register, LIDS[1], customer="cust_text")
    assert [one.customers for one in causes.suggest()] == [2]
    with writing(database) as connection:
        rows = [{"customer": customer, "person": "cust_mail"} for customer in ("cust_mail", "cust_text")]
        connection.execute(person_addresses.insert(), rows)
    assert causes.suggest() == []


def test_what_has_a_cause_is_proposed_no_more_and_what_is_like_it_names_it(causes: SqlCauses, register: SqlRegister) -> None:
    known = [opened(register, text) for text in LIDS[:3]]
    causes.create("Lids", [case.id for case in known], "kim")
    assert causes.suggest() == []
    new = opened(register, LIDS[4])
    (found,) = causes.suggest()
    assert (found.cases, found.cause, found.customers) == ((new.reference,), 1, 1)
    causes.add(str(found.cause), found.cases, "kim")
    assert causes.suggest() == []


def test_what_concerns_most_customers_comes_first(causes: SqlCauses, register: SqlRegister) -> None:
    for name, text in (("ann", CRASH[0]), ("ben", CRASH[0]), *zip(("cem", "dee", "eve", "fay"), AFTER, strict=True)):
        opened(register, text if name in {"ann", "ben"} else LIDS[0] + text, name)
    assert [one.customers for one in causes.suggest()] == [4, 2]
    assert len(causes.suggest(limit=1)) == 1


def test_old_cases_ideas_and_merged_ones_are_left_out(causes: SqlCauses, register: SqlRegister, clock: MovableClock) -> None:
    old = opened(register, LIDS[0], customer="cust_ann")
    register.resolve(old.id, RESOLUTION, "sam")
    clock.move(timedelta(days=61))
    opened(register, LIDS[1], kind="suggestion")
    twice = opened(register, LIDS[2], customer="cust_ann")
    into = opened(register, "Something else", customer="cust_ann")
    register.merge(twice.id, into.id, "sam")
    opened(register, LIDS[3])
    assert causes.suggest() == []
    again = opened(register, LIDS[4])
    assert again.reference in causes.suggest()[0].cases


def test_a_case_page_shows_what_says_much_the_same(causes: SqlCauses, register: SqlRegister) -> None:
    lids = [opened(register, text) for text in LIDS]
    opened(register, "Nobody answers the phone")
    causes.create("Lids", [lids[1].id], "kim")
    found = causes.similar(lids[0].reference, limit=3)
    assert {one.reference for one in found} <= {case.reference for case in lids[1:]}
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
    assert {one.reference: one.cause for one in causes.similar(lids[0].id, limit=9)}.get(lids[1].reference, 1) == 1


def test_nothing_is_like_a_case_without_words(causes: SqlCauses, register: SqlRegister) -> None:
    opened(register, LIDS[0])
    assert causes.similar(opened(register, "", "silent").id) == []
