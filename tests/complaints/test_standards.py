from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.promises.policy import NEEDED
from complaints.promises.standards import PRIORITIES
from golddust.errors import Misconfigured
from tests.complaints.promised import MONDAY, standards

WEEK = {"zone": "Europe/London", "monday": ["09:00-17:00"]}


def paths(**changes: Any) -> set[str]:
    with pytest.raises(Misconfigured) as caught:
        standards(**changes)
    return {problem.path for problem in caught.value.problems}


def test_our_own_standards_promise_more_the_higher_the_priority() -> None:
    ours = standards()
    for standard in NEEDED:
        times = [ours.default.due(standard, priority, MONDAY) for priority in PRIORITIES]
        assert times == sorted(times, reverse=True)
    for priority in PRIORITIES:
        acknowledge, answer, resolve = ours.default.promises(priority, MONDAY, MONDAY)
        assert MONDAY < acknowledge.due <= answer.due <= resolve.due


def test_every_problem_is_named_at_once() -> None:
    found = paths(
        working_hours={"zone": "Mars/Base", "monday": ["9-17"], "tuesday": ["09:00-12:00", "11:00-13:00"], "funday": []},
        answer={"low": 0, "normal": "soon", "high": True, "critical": 1},
        aswer={},
    )
    assert found == {
        "standards.working_hours.zone",
        "standards.working_hours.monday",
        "standards.working_hours.tuesday",
        "standards.working_hours.funday",
        "standards.answer.low",
        "standards.answer.normal",
        "standards.answer.high",
        "standards.aswer",
    }


@pytest.mark.parametrize(
    "table",
    [
        {"zone": "UTC"},
        {**WEEK, "monday": []},
        {**WEEK, "monday": "09:00-17:00"},
        {**WEEK, "monday": ["22:00-06:00"]},
        {**WEEK, "monday": ["23:00-24:30"]},
        {**WEEK, "zone": 3},
        {**WEEK, "zone": ""},
        {**WEEK, "zone": "Europe"},
        {**WEEK, "holidays": "Atlantis"},
        {**WEEK, "holidays": "DE-Atlantis"},
        {**WEEK, "holidays": 49},
        {**WEEK, "closed_on": "2026-12-31"},
        {**WEEK, "closed_on": ["31.12.2026"]},
        {**WEEK, "closed_on": [5]},
        "always",
    ],
)
def test_working_hours_that_cannot_be_are_refused(table: Any) -> None:
    assert all(path.startswith("standards.working_hours") for path in paths(working_hours=table))


def test_a_file_without_a_standard_is_refused() -> None:
    assert paths(resolve=None) >= {"standards.resolve", "standards.resolve.low"}


def test_public_holidays_and_own_days_off_are_no_working_days() -> None:
    friday = ["09:00-17:00"]
    table = {"holidays": "DE-BY", "closed_on": ["2026-12-24"], "monday": friday, "thursday": friday, "friday": friday}
    wednesday = datetime(2026, 12, 23, tzinfo=UTC)
    found = standards(working_hours=table).default.due("acknowledge", "normal", wednesday)
    assert found == datetime(2026, 12, 28, 11, 0, tzinfo=UTC)  # Christmas Day is a Friday


def test_a_promise_ends_on_a_full_minute() -> None:
    start = MONDAY + timedelta(seconds=12, microseconds=345)
    assert standards().default.due("acknowledge", "normal", start) == MONDAY + timedelta(hours=2, minutes=1)


def test_what_customers_are_told_is_never_in_the_past() -> None:
    now = MONDAY + timedelta(days=30)
    acknowledge, answer, resolve = standards().default.promises("normal", MONDAY, now)
    assert acknowledge.due < now < answer.due < resolve.due
