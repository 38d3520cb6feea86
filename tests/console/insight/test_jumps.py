"""Alarms are rare where nothing happened, and come where something did."""

from datetime import date, timedelta

import numpy as np
import pytest

from console.insight.jumps import HISTORY, changes, history_of
from golddust.insight import Moods

MONDAY = date(2026, 11, 30)
WEEK = np.array([1.3, 1.2, 1.1, 1.0, 1.0, 0.8, 0.6])
MEANS = np.array([0.2, 0.5, 1, 1, 2, 2, 3, 4, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 120])


def counts(chance: np.random.Generator, dispersion: float, days: int) -> np.ndarray:
    """Counts by topic and day, with that variance for each mean, in a company that is quieter at weekends."""
    weekdays = [(MONDAY + timedelta(days=n - HISTORY)).weekday() for n in range(HISTORY + days)]
    means = MEANS[:, None] * WEEK[weekdays]
    if dispersion == 1:
        return chance.poisson(means)
    return chance.poisson(chance.gamma(means / (dispersion - 1), dispersion - 1))


def topics(numbers: np.ndarray) -> dict[str, dict[date, Moods]]:
    begins = history_of(MONDAY)[0]
    return {
        f"{row}": {begins + timedelta(days=n): Moods(int(said)) for n, said in enumerate(days) if said}
        for row, days in enumerate(numbers)
    }


@pytest.mark.parametrize(("dispersion", "days"), [(1, 1), (2, 1), (2, 7)])
def test_where_nothing_happened_an_alarm_is_rare(dispersion: float, days: int) -> None:
    """Of twenty topics with nothing to find, any alarm at all on one day in twenty."""
    chance = np.random.default_rng(1)
    last = MONDAY + timedelta(days=days - 1)
    alarms = sum(any(one.found for one in changes(topics(counts(chance, dispersion, days)), MONDAY, last)) for _ in range(120))
    assert alarms <= 13  # six are expected; three standard deviations more


@pytest.mark.parametrize(("row", "times"), [(6, 5), (10, 2.5), (15, 2), (19, 1.6)])
def test_where_a_topic_jumps_it_is_said(row: int, times: float) -> None:
    chance, hits, others = np.random.default_rng(2), 0, 0
    for _ in range(40):
        numbers = counts(chance, 1.5, 1)
        numbers[row, -1] = chance.poisson(MEANS[row] * WEEK[0] * times)
        said = {one.topic for one in changes(topics(numbers), MONDAY, MONDAY) if one.found}
        hits += f"{row}" in said
        others += len(said - {f"{row}"})
    assert hits >= 34
    assert others <= 8


def test_a_busy_monday_is_no_jump_and_a_busy_sunday_is() -> None:
    numbers = np.round(np.tile(20 * WEEK, (3, HISTORY // 7 + 1))).astype(int)
    monday = topics(numbers[:, : HISTORY + 1])
    assert not any(one.found for one in changes(monday, MONDAY, MONDAY))
    sunday = MONDAY + timedelta(days=6)
    numbers[1, HISTORY + 6] = 26 * 2
    shifted = topics(numbers)
    (jumped,) = [one for one in changes(shifted, sunday, sunday) if one.found]
    assert (jumped.topic, jumped.said, jumped.direction) == ("1", 52, "rising")
    assert jumped.expected == pytest.approx(12, abs=1)


def test_a_topic_that_falls_silent_is_found() -> None:
    chance = np.random.default_rng(3)
    numbers = counts(chance, 1.5, 7)
    numbers[12, HISTORY:] = 0
    found = [one for one in changes(topics(numbers), MONDAY, MONDAY + timedelta(days=6)) if one.found]
    assert [(one.topic, one.direction) for one in found] == [("12", "falling")]


def test_few_messages_and_young_topics_are_no_jump() -> None:
    numbers = np.zeros((2, HISTORY + 1), dtype=int)
    numbers[0, 0], numbers[0, -1] = 1, 4
    numbers[1, -10:] = 30
    assert [(one.topic, one.found) for one in changes(topics(numbers), MONDAY, MONDAY)] == [("0", False)]
    numbers[0, -1] = 5
    assert [(one.topic, one.found) for one in changes(topics(numbers), MONDAY, MONDAY)] == [("0", True)]
    assert changes({}, MONDAY, MONDAY) == []
