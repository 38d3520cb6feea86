"""What a promise is measured in, held against counting day by day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.promises.calendar import NEVER, Interval, WorkingHours
from complaints.promises.spans import CalendarTime, Span, WorkingDays, WorkingTime, read_span
from golddust.events import Pause
from tests.complaints.test_calendar import OFFICE, SPLIT, office, some_hours, some_pauses, stands

HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")
SPANS = [
    WorkingTime(timedelta(minutes=90)),
    WorkingTime(40 * HOUR),
    WorkingDays(1),
    WorkingDays(4),
    CalendarTime(2, "day"),
    CalendarTime(1, "month"),
]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("given", "expected", "words"),
    [
        (16, WorkingTime(16 * HOUR), "16 working hours"),
        (0.5, WorkingTime(HOUR / 2), "30 min of working time"),
        ("16 h", WorkingTime(16 * HOUR), "16 working hours"),
        ("1 working hour", WorkingTime(HOUR), "1 working hour"),
        ("1.5 hours", WorkingTime(HOUR * 1.5), "1 h 30 of working time"),
        ("90 min", WorkingTime(HOUR * 1.5), "1 h 30 of working time"),
        ("3 working days", WorkingDays(3), "3 working days"),
        ("1 working day", WorkingDays(1), "1 working day"),
        ("2 days", CalendarTime(2, "day"), "2 days"),
        ("8 weeks", CalendarTime(8, "week"), "8 weeks"),
        ("2 months", CalendarTime(2, "month"), "2 months"),
    ],
)
def test_it_is_written_as_a_number_or_in_words(given: Any, expected: Span, words: str) -> None:
    assert read_span(given) == expected
    assert str(expected) == words


@pytest.mark.parametrize(
    "given",
    [
        *(0, -1, 0.01, 10_001, True, None, [], {}, "", "soon", "h", "8", "0 days", "1.5 days", "99999 days", "3000 working days"),
        *("200 months", "-2 h", "2 h ", "two days", float("nan"), float("inf"), "20000 h", "1 fortnight", "0 min", "2 H", "٢ h"),
    ],
)
def test_a_time_that_means_nothing_is_refused(given: Any) -> None:
    assert read_span(given) is None


@pytest.mark.parametrize(
    ("span", "start", "expected"),
    [
        ("8 weeks", "2026-11-23T10:00", "2027-01-18T23:59"),
        ("6 weeks", "2026-04-08T00:00", "2026-05-20T23:59"),
        ("2 days", "2026-03-28T23:30", "2026-03-30T23:59"),  # over a night when the clocks change
        ("1 day", "2026-11-27T10:00", "2026-11-28T23:59"),  # Saturdays count
        ("2 months", "2026-12-31T10:00", "2027-02-28T23:59"),
        ("2 months", "2027-12-31T10:00", "2028-02-29T23:59"),
        ("1 month", "2026-01-31T10:00", "2026-02-28T23:59"),
        ("12 months", "2028-02-29T10:00", "2029-02-28T23:59"),
        ("3 working days", "2026-11-23T10:00", "2026-11-26T17:00"),
        ("3 working days", "2026-11-23T23:00", "2026-11-26T17:00"),
        ("1 working day", "2026-11-27T16:59", "2026-11-30T17:00"),
        ("1 working day", "2026-11-28T12:00", "2026-11-30T17:00"),  # received on a Saturday
        ("1 working day", "2026-12-24T10:00", "2026-12-28T17:00"),  # the 25th is closed
    ],
)
def test_days_are_counted_as_a_person_with_a_calendar_does(span: str, start: str, expected: str) -> None:
    hours = office("Europe/London", date(2026, 12, 25))
    found = read_span(span)
    assert found
    assert found.due(at(start, "Europe/London"), hours) == at(expected, "Europe/London")


def test_the_day_of_receipt_is_that_of_the_companys_wall() -> None:
    span = WorkingDays(1)
    late = at("2026-11-23T23:30")
    assert span.due(late, office("UTC")) == at("2026-11-24T17:00")
    assert span.due(late, office("Europe/Berlin")) == at("2026-11-25T17:00", "Europe/Berlin")


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("2026-11-24T10:00", "2026-11-24T15:00", "2026-11-25T17:00"),  # within a day: it can still be done that day
        ("2026-11-24T16:00", "2026-11-25T09:00", "2026-11-26T17:00"),  # over an evening: that evening is given back
        ("2026-11-25T16:00", "2026-11-25T17:00", "2026-11-26T17:00"),
        ("2026-11-20T10:00", "2026-11-30T12:00", "2026-12-01T17:00"),
        ("2026-11-25T17:00", "2026-11-27T12:00", "2026-11-25T17:00"),  # it was over
    ],
)
def test_a_working_day_on_whose_end_the_clock_stands_is_given_back(begins: str, ends: str, expected: str) -> None:
    pause = Pause(begins=at(begins), ends=at(ends))
    assert WorkingDays(2).due(at("2026-11-23T10:00"), office(), [pause]) == at(expected)


def slowly_due(days: int, start: datetime, hours: WorkingHours, pauses: Sequence[Pause]) -> datetime:
    """As `WorkingDays.due`: the ends of work are found by looking at every minute."""
    day, left, moment = start.astimezone(hours.zone).date(), days, start
    ends: dict[date, datetime] = {}
    while moment < start + timedelta(days=40):
        local = moment.astimezone(hours.zone)
        wall = timedelta(hours=local.hour, minutes=local.minute)
        if local.date() > day and any(span.opens <= wall < span.closes for span in hours.on(local.date())):
            ends[local.date()] = moment + timedelta(minutes=1)
        moment += timedelta(minutes=1)
    for number, end in sorted(ends.items()):
        if any(pause.ends is None and pause.begins < end for pause in pauses):
            return NEVER
        left -= not stands(end - timedelta(minutes=1), pauses)
        if not left:
            midnight = end.astimezone(hours.zone).date() > number
            return end - timedelta(minutes=1) if midnight else end
    raise AssertionError("not within forty days")


@settings(max_examples=8, deadline=None)
@given(st.data(), some_hours(), st.integers(1, 3))
def test_working_days_agree_with_looking_at_every_minute(
    data: st.DataObject, given_hours: tuple[WorkingHours, datetime], days: int
) -> None:
    hours, start = given_hours
    pauses = data.draw(some_pauses(start))
    assert WorkingDays(days).due(start, hours, pauses) == slowly_due(days, start, hours, pauses)


@settings(max_examples=100, deadline=None)
@given(st.data(), some_hours(), st.sampled_from(SPANS), st.timedeltas(timedelta(0), timedelta(minutes=2)))
def test_every_time_ends_on_a_full_minute_after_its_beginning(
    data: st.DataObject, given_hours: tuple[WorkingHours, datetime], span: Span, more: timedelta
) -> None:
    hours, start = given_hours[0], given_hours[1] + more
    pauses = tuple(pause for pause in data.draw(some_pauses(start)) if pause.ends)
    end = span.due(start, hours, pauses)
    assert end > start
    assert (end.second, end.microsecond, end.tzinfo) == (0, 0, UTC)
    assert span.due(start, hours) <= end, "a pause makes nothing earlier"
    assert span.due(start - timedelta(minutes=7), hours, pauses) <= end, "who comes first is due first"
    assert start <= span.part(0.75, start, hours, pauses) <= end
    assert span.part(0.5, start, hours, pauses) <= span.part(0.75, start, hours, pauses)


@settings(max_examples=100, deadline=None)
@given(some_hours(), st.sampled_from(SPANS))
def test_the_calendar_never_stands_and_working_time_does(given_hours: tuple[WorkingHours, datetime], span: Span) -> None:
    hours, start = given_hours
    for_good = [Pause(begins=start)]
    if isinstance(span, CalendarTime):
        assert span.due(start, hours, for_good) == span.due(start, hours)
        assert span.part(0.5, start, hours, for_good) < NEVER
        assert span.spent(start, start + HOUR, hours, for_good) == HOUR
    else:
        assert span.due(start, hours, for_good) == span.part(0.5, start, hours, for_good) == NEVER
        assert span.spent(start, start + timedelta(days=9), hours, for_good) == timedelta(0)


def test_three_quarters_of_some_weeks_are_over_in_working_time() -> None:
    start = at("2026-11-23T10:00", "Europe/London")
    hours = WorkingHours(LONDON, (SPLIT,) * 5 + ((), ()))
    assert CalendarTime(8, "week").part(0.75, start, hours) == at("2027-01-05T09:00", "Europe/London")
    assert CalendarTime(4, "day").part(0.999, start, hours) == at("2026-11-27T23:59", "Europe/London")


def test_a_night_shift_ends_its_day_before_midnight() -> None:
    night = (Interval(timedelta(0), 6 * HOUR), Interval(22 * HOUR, 24 * HOUR))
    hours = WorkingHours(LONDON, (night,) * 7)
    assert WorkingDays(1).due(at("2026-11-23T10:00"), hours) == at("2026-11-24T23:59")
    assert WorkingHours(LONDON, (OFFICE,) * 7).end_of_work(date(2026, 7, 1)) == at("2026-07-01T17:00", "Europe/London")
