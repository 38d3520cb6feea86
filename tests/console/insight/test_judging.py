"""Whether a standard is too easy or out of reach, and what of it is said in public."""

import random
from datetime import date
from itertools import pairwise
from math import isclose

import numpy as np
import pytest

from console.insight.publishing import LEAST, to_publish, total
from console.insight.shares import Z, share
from console.insight.standards import ENOUGH, judge, round_hours
from golddust.insight import Kept, Published, Reached

TODAY = date(2026, 11, 30)


def history(taken: list[float], promised: float = 16, unfulfilled: int = 0) -> Reached:
    return Reached("answer", "default", "normal", promised, taken, unfulfilled, ())


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (15, 148, 0.0624, 0.1605)]
)
def test_wilsons_intervals_are_those_of_the_tables(part: int, whole: int, low: float, high: float) -> None:
    """The third is an example of Newcombe, Statistics in Medicine 17 (1998)."""
    found = share(part, whole)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert share(0, 0) is None


def test_wilsons_ends_are_where_the_test_of_the_share_just_fails() -> None:
    for part, whole in ((1, 7), (81, 263), (400, 401)):
        found = share(part, whole)
        for end in (found.low, found.high):
            assert isclose(abs(part / whole - end), Z * np.sqrt(end * (1 - end) / whole), rel_tol=1e-9)


def test_a_standard_that_all_meet_with_ease_is_too_easy() -> None:
    judged = judge(history([1.5] * 190 + [3.0] * 10))
    assert (judged.verdict, judged.suggested, judged.middle, judged.most) == ("too easy", 1.5, 1.5, 1.5)


def test_a_standard_that_few_meet_is_out_of_reach() -> None:
    judged = judge(history([float(hours) for hours in range(1, 61)]))
    assert (judged.verdict, judged.kept.part, judged.kept.whole) == ("out of reach", 16, 60)
    assert judged.suggested == 60  # at least nine of ten, surely: the 58th of 60, rounded up


def test_what_was_never_done_counts_as_longer_than_all_else() -> None:
    judged = judge(history([20.0] * 80, unfulfilled=20))
    assert (judged.verdict, judged.most, judged.suggested) == ("out of reach", None, None)
    assert judge(history([20.0] * 98, unfulfilled=2)).suggested == 20


def test_a_standard_that_is_met_without_slack_is_right() -> None:
    judged = judge(history([float(hours) for hours in range(1, 16)] * 10))
    assert (judged.verdict, judged.suggested) == ("right", None)


def test_nothing_is_said_of_few_cases_nor_by_bad_luck() -> None:
    assert judge(history([40.0] * (ENOUGH - 1))).verdict == "too few"
    assert judge(history([])).kept is None
    assert judge(history([40.0] * 9 + [1.0] * 27)).verdict == "right"  # 75 %, which may well be 80


def test_the_suggested_time_is_kept_to_by_nine_of_ten_in_nineteen_of_twenty_histories() -> None:
    chance, held = random.Random(1), 0  # noqa: S311 - a simulation
    truth = float(np.quantile([chance.lognormvariate(2, 0.8) for _ in range(200_000)], 0.9))
    for _ in range(300):
        judged = judge(history([chance.lognormvariate(2, 0.8) for _ in range(100)], promised=1))
        held += judged.suggested is not None and judged.suggested >= truth
    assert held >= 285 - 12  # three standard deviations


def test_times_are_those_that_people_promise() -> None:
    assert [round_hours(hours) for hours in (0.1, 0.25, 2.1, 7, 481.5)] == [0.25, 0.25, 3, 8, 482]


MONTHS = [date(2026, month, 1) for month in range(1, 12)]


def kept(*numbers: int) -> dict[tuple[str, date], Kept]:
    return {("answer", month): Kept(n, n // 2) for month, n in zip(MONTHS, numbers, strict=False) if n}


def test_small_months_are_put_together_until_nobody_stands_out() -> None:
    found = to_publish(kept(12, 3, 0, 6, 1, 40, 9), [], TODAY)
    assert [(one.first.month, one.last.month, one.cases, one.kept) for one in found] == [
        (1, 1, 12, 6),
        (2, 5, 10, 4),
        (6, 6, 40, 20),
    ]
    assert total(found) == Kept(62, 30)


def test_what_was_said_is_never_said_otherwise() -> None:
    before = to_publish(kept(12, 30), [], date(2026, 3, 4))
    assert to_publish(kept(11, 31, 50), before, date(2026, 4, 4)) == [Published("answer", MONTHS[2], MONTHS[2], 50, 25)]


def test_a_month_is_published_three_days_after_its_end() -> None:
    assert to_publish(kept(12), [], date(2026, 2, 3)) == []
    assert len(to_publish(kept(12), [], date(2026, 2, 4))) == 1


def test_no_month_is_in_two_figures_and_no_figure_is_small_however_it_is_published() -> None:
    chance = random.Random(2)  # noqa: S311 - a simulation
    for _ in range(200):
        figures = {(name, month): Kept(chance.randrange(1, 25), 1) for name in ("answer", "resolve") for month in MONTHS}
        said: list[Published] = []
        for today in [date(2026, month, chance.randrange(1, 29)) for month in range(2, 13)]:
            said += to_publish(figures, said, today)
        assert all(one.cases >= LEAST for one in said)
        for name in ("answer", "resolve"):
            own = [one for one in said if one.standard == name]
            assert own
            assert all(one.last < other.first for one, other in pairwise(own))
