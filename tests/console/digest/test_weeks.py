"""Which week is due, and how weeks are named: ISO 8601, whatever the year and the clock do."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.digest.weeks import Week, due, named, over, week_of
from golddust.errors import Malformed

BERLIN = ZoneInfo("Europe/Berlin")


@given(st.dates(date(1990, 1, 8), date(2999, 12, 20)))
def test_a_week_is_found_by_its_name(day: date) -> None:
    week = week_of(day)
    assert named(week.name) == week
    assert week.first <= day <= week.last
    assert week.first.weekday() == 0


@pytest.mark.parametrize(("day", "name"), [(date(2027, 1, 1), "2026-W53"), (date(2024, 12, 30), "2025-W01")])
def test_a_week_belongs_to_the_year_of_its_thursday(day: date, name: str) -> None:
    assert week_of(day).name == name


@pytest.mark.parametrize(
    "text", ["2026-W54", "2026-48", "W48", "2026-W00", "9999-W99", "0000-W01", "1066-W41", "2026-W48\n<script>", "next"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        named(text)


def test_only_a_week_that_is_over_is_shown() -> None:
    today = date(2026, 11, 29)  # a Sunday
    assert over("", today).name == "2026-W47"
    assert over("2020-W01", today).first == date(2019, 12, 30)
    with pytest.raises(Malformed, match="not over"):
        over("2026-W48", today)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 30, 5, 59, tzinfo=UTC), "2026-W47"),  # a minute to seven in Berlin on Monday
        (datetime(2026, 11, 30, 6, 0, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 12, 6, 22, 59, tzinfo=UTC), "2026-W48"),  # late on Sunday, still the same
        (datetime(2026, 12, 7, 6, 0, tzinfo=UTC), "2026-W49"),
        (datetime(2026, 3, 30, 5, 0, tzinfo=UTC), "2026-W13"),  # the first Monday of summer time: seven is five o'clock UTC
        (datetime(2026, 3, 30, 4, 59, tzinfo=UTC), "2026-W12"),
    ],
)
def test_on_monday_at_seven_the_last_week_is_due(now: datetime, week: str) -> None:
    assert due(now, 0, 7, BERLIN).name == week


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), st.integers(0, 6), st.integers(0, 23))  # noqa: DTZ001 - made UTC below
def test_what_is_due_is_over_and_no_older_than_two_weeks(moment: datetime, weekday: int, hour: int) -> None:
    week = due(moment.replace(tzinfo=UTC), weekday, hour, UTC)
    assert 1 <= (moment.date() - week.last).days <= 14


def test_weeks_go_back() -> None:
    assert Week(date(2026, 1, 5)).back(1).name == "2026-W01"
