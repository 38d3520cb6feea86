"""Working time, held against a count of minutes one by one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.promises.calendar import Interval, WorkingHours, due

MINUTE = timedelta(minutes=1)
OFFICE = (Interval(timedelta(hours=9), timedelta(hours=17)),)
SPLIT = (Interval(timedelta(hours=9), timedelta(hours=12)), Interval(timedelta(hours=14), timedelta(hours=18)))
WHOLE_DAY = (Interval(timedelta(0), timedelta(hours=24)),)
BERLIN = ZoneInfo("Europe/Berlin")
CHANGES = [  # zone, and a day near which its clocks change
    ("UTC", date(2026, 3, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("America/Sao_Paulo", date(2018, 2, 18)),  # back at midnight
    ("America/Sao_Paulo", date(2018, 11, 4)),  # forward at midnight
    ("America/St_Johns", date(2010, 11, 7)),  # back at one minute past midnight, into the day before
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
]


def slowly_due(start: datetime, minutes: int, hours: WorkingHours) -> datetime:
    """As `due`, for a start on a full minute, by looking at the wall every minute."""
    moment, left = start, minutes
    while left:
        left -= is_working_time(moment, hours)
        moment += MINUTE
    return moment


def is_working_time(moment: datetime, hours: WorkingHours) -> bool:
    local = moment.astimezone(hours.zone)
    wall = timedelta(hours=local.hour, minutes=local.minute)
    if any(local.date() in days for days in hours.closed):
        return False
    return any(interval.opens <= wall < interval.closes for interval in hours.week[local.weekday()])


@st.composite
def some_intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 24 * 60), max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Interval(opens * MINUTE, closes * MINUTE) for opens, closes in pairs)


@st.composite
def some_cases(draw: st.DrawFn) -> tuple[datetime, int, WorkingHours]:
    zone, near = draw(st.sampled_from(CHANGES))
    week = draw(st.lists(some_intervals(), min_size=6, max_size=6))
    closed = draw(st.sets(st.integers(-3, 6), max_size=3))
    days = frozenset(near + timedelta(days=day) for day in closed)
    hours = WorkingHours(ZoneInfo(zone), (*week, OFFICE), (days,))
    start = datetime.combine(near, datetime.min.time(), UTC) + draw(st.integers(-3 * 24 * 60, 2 * 24 * 60)) * MINUTE
    return start, draw(st.integers(1, 30 * 60)), hours


@settings(max_examples=60, deadline=None)
@given(some_cases())
def test_it_agrees_with_counting_minutes_one_by_one(case: tuple[datetime, int, WorkingHours]) -> None:
    start, minutes, hours = case
    assert due(start, minutes * MINUTE, hours) == slowly_due(start, minutes, hours)


def office(zone: str = "UTC", *closed: date) -> WorkingHours:
    return WorkingHours(ZoneInfo(zone), (OFFICE,) * 5 + ((), ()), (frozenset(closed),))


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-23T10:00", 2, "2026-11-23T12:00"),
        ("2026-11-23T10:00", 7, "2026-11-23T17:00"),  # the end of the day, not the next morning
        ("2026-11-23T10:00", 8, "2026-11-24T10:00"),
        ("2026-11-27T16:00", 2, "2026-11-30T10:00"),  # over a week-end
        ("2026-11-28T03:00", 1, "2026-11-30T10:00"),
        ("2026-11-23T20:00", 8, "2026-11-24T17:00"),
        ("2026-11-23T05:00", 0.5, "2026-11-23T09:30"),
    ],
)
def test_office_hours_run_as_a_person_would_count_them(start: str, hours: float, expected: str) -> None:
    found = due(datetime.fromisoformat(start + "+00:00"), timedelta(hours=hours), office())
    assert found == datetime.fromisoformat(expected + "+00:00")


def test_a_start_within_a_minute_keeps_its_seconds() -> None:
    start = datetime(2026, 11, 23, 10, 0, 30, 5, tzinfo=UTC)
    assert due(start, timedelta(hours=1), office()) == start + timedelta(hours=1)


def test_a_split_shift_over_a_holiday_and_a_night_when_the_clocks_change() -> None:
    hours = WorkingHours(BERLIN, (SPLIT,) * 7, (frozenset({date(2026, 10, 26)}),))
    start = datetime(2026, 10, 24, 17, 0, tzinfo=BERLIN)  # an hour left today, seven on Sunday, Monday is a holiday
    assert due(start, timedelta(hours=9), hours) == datetime(2026, 10, 27, 10, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(("day", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_has_as_many_hours_as_it_really_has(day: date, length: int) -> None:
    hours = WorkingHours(BERLIN, (WHOLE_DAY,) * 7)
    midnight = datetime.combine(day, datetime.min.time(), BERLIN)
    next_midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), BERLIN)
    assert due(midnight, timedelta(hours=length), hours) == next_midnight


def test_hours_are_those_of_the_companys_wall_not_of_utc() -> None:
    start = datetime(2026, 7, 6, 0, 0, tzinfo=UTC)
    assert due(start, timedelta(hours=1), office("America/New_York")) == datetime(2026, 7, 6, 14, 0, tzinfo=UTC)
