"""Working time, held against a count of minutes one by one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.promises.calendar import NEVER, Interval, WorkingHours, due, end_of_day, spent
from golddust.events import Pause

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
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # another
    ("Antarctica/Troll", date(2026, 3, 29)),  # by two hours
    ("Pacific/Chatham", date(2026, 9, 27)),  # at a quarter to three
    ("Africa/Casablanca", date(2026, 2, 15)),  # back for Ramadan
    ("Asia/Pyongyang", date(2015, 8, 15)),  # for good, by half an hour
    ("Europe/London", date(2026, 1, 1)),  # where one year of the table ends and another begins
]


def slowly_due(start: datetime, minutes: int, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
    """As `due`, for a start on a full minute, by looking at the wall every minute."""
    moment, left = start, minutes
    while left:
        if any(pause.ends is None and pause.begins <= moment for pause in pauses):
            return NEVER
        left -= is_working_time(moment, hours) and not stands(moment, pauses)
        moment += MINUTE
    return moment


def slowly_spent(start: datetime, end: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> timedelta:
    """As `spent`, for times on full minutes."""
    minutes = (start + number * MINUTE for number in range(max(0, (end - start) // MINUTE)))
    return MINUTE * sum(is_working_time(moment, hours) and not stands(moment, pauses) for moment in minutes)


def stands(moment: datetime, pauses: Sequence[Pause]) -> bool:
    return any(pause.begins <= moment and (pause.ends is None or moment < pause.ends) for pause in pauses)


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
def some_hours(draw: st.DrawFn) -> tuple[WorkingHours, datetime]:
    """Working hours, and a start near a change of the clocks."""
    zone, near = draw(st.sampled_from(CHANGES))
    week = draw(st.lists(some_intervals(), min_size=6, max_size=6))
    closed = draw(st.sets(st.integers(-3, 6), max_size=3))
    days = frozenset(near + timedelta(days=day) for day in closed)
    hours = WorkingHours(ZoneInfo(zone), (*week, OFFICE), (days,))
    return hours, datetime.combine(near, datetime.min.time(), UTC) + draw(st.integers(-3 * 24 * 60, 2 * 24 * 60)) * MINUTE


@st.composite
def some_pauses(draw: st.DrawFn, start: datetime) -> tuple[Pause, ...]:
    """Pauses around the start, in any order, which may overlap, be empty or go on."""
    found = []
    for begins in draw(st.lists(st.integers(-24 * 60, 5 * 24 * 60), max_size=4)):
        length = draw(st.integers(0, 3 * 24 * 60) | st.just(None)) if begins > 0 else draw(st.integers(0, 3 * 24 * 60))
        ends = None if length is None else start + (begins + length) * MINUTE
        found.append(Pause(begins=start + begins * MINUTE, ends=ends))
    return tuple(found)


@settings(max_examples=150, deadline=None)
@given(some_hours(), st.integers(1, 30 * 60))
def test_it_agrees_with_counting_minutes_one_by_one(given_hours: tuple[WorkingHours, datetime], minutes: int) -> None:
    hours, start = given_hours
    assert due(start, minutes * MINUTE, hours) == slowly_due(start, minutes, hours)


@settings(max_examples=150, deadline=None)
@given(st.data(), some_hours(), st.integers(1, 20 * 60))
def test_with_pauses_it_agrees_with_counting_minutes_one_by_one(
    data: st.DataObject, given_hours: tuple[WorkingHours, datetime], minutes: int
) -> None:
    hours, start = given_hours
    pauses = data.draw(some_pauses(start))
    assert due(start, minutes * MINUTE, hours, pauses) == slowly_due(start, minutes, hours, pauses)


@settings(max_examples=150, deadline=None)
@given(st.data(), some_hours(), st.integers(-60, 8 * 24 * 60))
def test_what_was_spent_agrees_with_counting_minutes_one_by_one(
    data: st.DataObject, given_hours: tuple[WorkingHours, datetime], minutes: int
) -> None:
    hours, start = given_hours
    pauses, end = data.draw(some_pauses(start)), start + minutes * MINUTE
    assert spent(start, end, hours, pauses) == slowly_spent(start, end, hours, pauses)


@settings(max_examples=150, deadline=None)
@given(st.data(), some_hours(), st.timedeltas(timedelta(microseconds=1), timedelta(hours=9_000)))
def test_at_the_moment_when_it_is_due_exactly_that_much_was_spent(
    data: st.DataObject, given_hours: tuple[WorkingHours, datetime], within: timedelta
) -> None:
    hours, start = given_hours
    pauses = tuple(pause for pause in data.draw(some_pauses(start)) if pause.ends)
    end = due(start, within, hours, pauses)
    assert spent(start, end, hours, pauses) == within
    assert spent(start, end - timedelta(microseconds=1), hours, pauses) < within


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


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-11-23T11:00", "2026-11-23T12:00")], "2026-11-24T11:00"),
        ([("2026-11-23T17:00", "2026-11-24T09:00")], "2026-11-24T10:00"),  # a night costs nothing
        ([("2026-11-20T10:00", "2026-11-23T11:00")], "2026-11-24T11:00"),  # it was on before the clock began
        ([("2026-11-23T11:00", "2026-11-23T13:00"), ("2026-11-23T12:00", "2026-11-23T14:00")], "2026-11-24T13:00"),
        ([("2026-11-24T10:00", "2026-11-24T12:00")], "2026-11-24T10:00"),  # it was over when the pause began
        ([("2026-11-23T16:00", "2026-11-30T09:00")], "2026-11-30T11:00"),
    ],
)
def test_in_a_pause_no_working_time_passes(pauses: list[tuple[str, str]], expected: str) -> None:
    moments = [tuple(datetime.fromisoformat(moment + "+00:00") for moment in pause) for pause in pauses]
    found = due(
        datetime(2026, 11, 23, 10, tzinfo=UTC), timedelta(hours=8), office(), [Pause(begins=b, ends=e) for b, e in moments]
    )
    assert found == datetime.fromisoformat(expected + "+00:00")


def test_a_clock_that_stands_for_now_is_never_due() -> None:
    start = datetime(2026, 11, 23, 10, tzinfo=UTC)
    pause = Pause(begins=start + timedelta(hours=3))
    assert due(start, timedelta(hours=4), office(), [pause]) == NEVER
    assert due(start, timedelta(hours=3), office(), [pause]) == start + timedelta(hours=3)
    assert spent(start, start + timedelta(days=30), office(), [pause]) == timedelta(hours=3)


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/London", date(2026, 7, 1), "2026-07-01T22:59"),
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-18T02:59"),  # its last hour comes twice
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-05T01:59"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T09:59"),  # it never came
    ],
)
def test_a_day_ends_a_minute_before_midnight_on_the_wall(zone: str, day: date, expected: str) -> None:
    assert end_of_day(day, ZoneInfo(zone)) == datetime.fromisoformat(expected + "+00:00")


def test_the_last_working_time_of_a_day_ends_its_work() -> None:
    hours = WorkingHours(BERLIN, (SPLIT, WHOLE_DAY, (), (), (), (), SPLIT))
    assert hours.end_of_work(date(2026, 3, 23)) == datetime(2026, 3, 23, 18, tzinfo=BERLIN)
    assert hours.end_of_work(date(2026, 3, 24)) == datetime(2026, 3, 24, 23, 59, tzinfo=BERLIN)
    assert hours.end_of_work(date(2026, 3, 25)) is None


def test_a_day_whose_only_working_hour_is_skipped_has_no_work() -> None:
    night = (Interval(timedelta(hours=2), timedelta(hours=3)),)
    hours = WorkingHours(BERLIN, (night,) * 7)
    assert hours.end_of_work(date(2026, 3, 29)) is None
    assert hours.end_of_work(date(2026, 10, 25)) == datetime(2026, 10, 25, 2, tzinfo=UTC)
