from datetime import UTC, date, datetime, timedelta

import pytest

from console.insight.periods import series
from golddust.insight import Moods, Note

FIRST, LAST = date(2026, 2, 26), date(2026, 3, 10)
"""A Thursday and a Tuesday."""
DAYS = {date(2026, 2, 28): Moods(3, 2, 1, 0, 1), date(2026, 3, 1): Moods(1, 0, 0, 1), date(2026, 3, 9): Moods(4, 1, 1, 2)}


def test_days_without_a_message_are_zeros() -> None:
    points = series(DAYS, FIRST, LAST, "day")
    assert [point.first for point in points] == [FIRST + timedelta(days=number) for number in range(13)]
    assert [point.moods.said for point in points] == [0, 0, 3, 1, *[0] * 7, 4, 0]
    assert all(point.first == point.last and point.whole for point in points)
    assert points[0].negative is None
    assert points[2].negative is not None
    assert (points[2].negative.part, points[2].negative.whole) == (2, 3)


def test_weeks_begin_on_monday_and_cut_ones_say_so() -> None:
    points = series(DAYS, FIRST, LAST, "week")
    assert [(point.first.day, point.last.day, point.whole, point.moods.said) for point in points] == [
        (26, 1, False, 4),
        (2, 8, True, 0),
        (9, 10, False, 4),
    ]
    assert points[0].moods == Moods(4, 2, 1, 1, 1)


def test_months_end_where_they_end() -> None:
    february, march = series(DAYS, date(2026, 2, 1), date(2026, 3, 30), "month")
    assert (february.first, february.last, february.whole) == (date(2026, 2, 1), date(2026, 2, 28), True)
    assert (march.last, march.whole, march.moods.said) == (date(2026, 3, 30), False, 5)


@pytest.mark.parametrize(("step", "place"), [("day", 4), ("week", 1), ("month", 1)])
def test_a_note_stands_beside_its_day(step: str, place: int) -> None:
    note = Note("n", date(2026, 3, 2), "new courier", "kim", datetime(2026, 3, 3, tzinfo=UTC))
    points = series({}, FIRST, LAST, step, [note])
    assert [bool(point.notes) for point in points].index(True) == place
    assert sum(len(point.notes) for point in points) == 1
