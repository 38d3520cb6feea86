"""What a clock says of itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.promises.explaining import explain
from complaints.promises.policy import Policy
from complaints.promises.standards import PRIORITIES
from golddust.events import Pause, Promise
from tests.complaints.promised import standards
from tests.complaints.test_policies import POLICIES

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
OURS = standards(
    """
    update = "2 days"
    [[policies]]
    name = "days"
    segments = ["a"]
    acknowledge = "90 min"
    answer = "3 working days"
    resolve = "8 weeks"
    [[policies]]
    name = "law"
    pauses = false
    """
)
MANY = standards(POLICIES)


def policy(name: str) -> Policy:
    found = OURS.named(name)
    assert found
    return found


def promise(standard: str, name: str = "default", **changes: Any) -> Promise:
    found = next(one for one in policy(name).promises("normal", FRIDAY, FRIDAY) if one.standard == standard)
    return msgspec.structs.replace(found, **changes)


def pause(begins: float, ends: float | None = None) -> Pause:
    """So many hours after the clock began."""
    return Pause(begins=FRIDAY + begins * HOUR, ends=None if ends is None else FRIDAY + ends * HOUR)


def said(standard: str, after: float, *pauses: Pause, name: str = "default", **changes: Any) -> str:
    """What the clock says so many hours after it began; its due time is that of its pauses."""
    found = policy(name).recomputed(promise(standard, name, **changes), "normal", pauses)
    return explain(found, "normal", pauses, policy(name), FRIDAY + after * HOUR)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (said("answer", 0), "0 min of 16 working hours used; due Tue 10:00"),
        (said("answer", 5), "5 h of 16 working hours used; due Tue 10:00"),
        (said("answer", 76 + 1 / 3, pause(7, 71)), "12 h 20 of 16 working hours used; paused Fri-Mon; due Tue 10:00"),
        (said("answer", 74, pause(5, 72)), "7 h of 16 working hours used; paused Fri-Mon; due Tue 13:00"),
        (said("answer", 6, pause(1, 3)), "4 h of 16 working hours used; paused Fri 11:00-13:00; due Tue 12:00"),
        (
            said("answer", 6, pause(1, 2), pause(3, 4)),
            "4 h of 16 working hours used; paused Fri 11:00-12:00 and Fri 13:00-14:00; due Tue 12:00",
        ),
        (
            said("answer", 6, pause(1, 2), pause(3, 4), pause(5, 5.5)),
            "3 h 30 of 16 working hours used; paused 3 times, for 2 h 30; due Tue 12:30",
        ),
        (said("answer", 6, pause(5)), "paused since Fri 15:00: waits for the customer; 5 h of 16 working hours used"),
        (said("answer", 500, pause(5)), "paused since Fri 20 Nov, 15:00: waits for the customer; 5 h of 16 working hours used"),
        (said("answer", 97), "broken since Tue 10:00"),
        (said("answer", 24 * 60), "broken since Tue 24 Nov 2026, 10:00"),
        (said("answer", 200, pause(100)), "broken since Tue 10:00"),  # before the pause began
        (said("acknowledge", 1, name="days"), "1 h of 1 h 30 of working time used; due Fri 11:30"),
        (said("answer", 78, name="days"), "0 of 3 working days used; due Wed 17:00"),
        (said("answer", 80, name="days"), "1 of 3 working days used; due Wed 17:00"),
        (said("answer", 80, pause(78, 79.5), name="days"), "0 of 3 working days used; paused Mon 16:00-17:30; due Thu 17:00"),
        (said("resolve", 24 * 12, pause(5, 72), name="days"), "12 days of 8 weeks used; due Fri 15 Jan 2027, 23:59"),
        (said("resolve", 24 * 50, pause(5), name="days"), "50 days of 8 weeks used; due Fri 23:59"),
        (said("update", 30), "30 h of 2 days used; due Sun 23:59"),
        (said("answer", 6, pause(5), name="law"), "6 h of 16 working hours used; due Tue 10:00"),
        (said("answer", 9, kept_at=FRIDAY + 3 * HOUR), "kept 13 h before its time"),
        (said("answer", 9, kept_at=FRIDAY + 96 * HOUR), "kept in time"),
        (said("answer", 9, kept_at=FRIDAY + 96.5 * HOUR), "kept 30 min late"),
        (said("answer", 9, kept_at=FRIDAY + 106 * HOUR), "kept 7 h late"),
        (said("resolve", 9, kept_at=FRIDAY + 300 * HOUR, name="days"), "kept 44 days before its time"),
        (said("answer", 9, since=None), "due Tue 10:00"),
        (said("answer", 99, since=None), "broken since Tue 10:00"),
    ],
)
def test_a_clock_explains_itself_in_one_line(line: str, expected: str) -> None:
    assert line == expected


def test_a_promise_whose_policy_is_gone_says_so() -> None:
    assert explain(promise("answer"), "normal", (), None, FRIDAY) == "due Tue 10:00, as it was promised: its policy is gone"
    assert explain(promise("answer"), "normal", (), None, FRIDAY + 97 * HOUR) == "broken since Tue 10:00"
    without = standards().default
    expected = "due Sun 23:59, as it was promised: its policy sets no such time any more"
    assert explain(promise("update"), "normal", (), without, FRIDAY) == expected


def test_a_pledge_tells_its_date() -> None:
    pledge = Promise(standard="pledge", due=FRIDAY + timedelta(days=20), since=FRIDAY, policy="default", words="We call you.")
    assert explain(pledge, "normal", (), policy("default"), FRIDAY) == "due Thu 10 Dec, 10:00"
    assert explain(pledge, "normal", (), None, FRIDAY) == "due Thu 10 Dec, 10:00"
    assert explain(msgspec.structs.replace(pledge, kept_at=FRIDAY), "low", (), None, FRIDAY) == "kept 20 days before its time"


def test_times_are_those_of_the_policys_wall() -> None:
    ours = standards(working_hours={"zone": "Asia/Kolkata", "friday": ["09:00-17:00"]})
    answer = ours.default.promises("critical", FRIDAY, FRIDAY)[1]
    assert explain(answer, "critical", (), ours.default, FRIDAY) == "0 min of 2 working hours used; due Fri 27 Nov, 09:30"


moments = st.datetimes(datetime(2020, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis wants naive bounds


@given(
    st.builds(
        Promise,
        standard=st.sampled_from(["acknowledge", "answer", "resolve", "update", "pledge"]),
        due=moments,
        since=st.none() | moments,
        kept_at=st.none() | moments,
    ),
    st.sampled_from(PRIORITIES),
    st.lists(st.builds(Pause, begins=moments, ends=st.none() | moments), max_size=4),
    st.sampled_from([None, OURS.default, *(found for _, found in (*OURS.chosen, *MANY.chosen))]),
    moments,
)
def test_whatever_a_promise_holds_it_is_explained_in_one_line_and_always_the_same(
    given_promise: Promise, priority: Any, pauses: list[Pause], which: Policy | None, now: datetime
) -> None:
    line = explain(given_promise, priority, pauses, which, now)
    assert line
    assert "\n" not in line
    assert len(line) < 160
    assert explain(given_promise, priority, list(reversed(pauses)), which, now) == line
