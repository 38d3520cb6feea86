"""The grid agrees with a reference that goes from message to message, as a notebook would; and its intervals hold."""

import numpy as np
import pytest

from console.insight.audit import LEAST, compared, grid, mood
from console.insight.discovery import found
from golddust.insight import Moods

TOPICS = {"delivery": (0.4, -0.6), "price": (0.1, -0.3), "staff": (0.35, 0.5), "website": (0.1, 0.4), "rare": (0.002, 0.0)}
"""How often people speak of it, and how good it is."""
Z = 1.959963984540054


def messages(seed: int, number: int) -> tuple[np.ndarray, np.ndarray]:
    """For each message (row) and topic (column): whether it speaks of it, and in which mood, -1, 0 or 1."""
    chance = np.random.default_rng(seed)
    speaks = np.column_stack([chance.random(number) < often for often, _ in TOPICS.values()])
    draws = chance.random((number, len(TOPICS)))
    good = np.array([(1 + level) / 2 * 0.8 for _, level in TOPICS.values()])
    moods = np.where(draws < good, 1, np.where(draws < 0.8, -1, 0))
    return speaks, moods


def counts(speaks: np.ndarray, moods: np.ndarray) -> dict[str, Moods]:
    """What the store would count."""
    named = {topic: moods[speaks[:, column], column] for column, topic in enumerate(TOPICS)}
    found = {t: Moods(len(m), *(int((m == one).sum()) for one in (-1, 0, 1))) for t, m in named.items() if len(m)}
    return found | {"": Moods(len(moods))}


@pytest.mark.parametrize("seed", range(5))
def test_the_grid_agrees_with_the_reference(seed: int) -> None:
    speaks, moods = messages(seed, 1500)
    found = grid(counts(speaks, moods), Moods(1500))
    mentions = speaks.sum(axis=0)
    across, up = speaks.mean(axis=0)[mentions > 0].mean(), moods[speaks].mean()
    assert (found.importance, found.performance) == pytest.approx((across, up))
    assert [place.topic for place in found.places] == [list(TOPICS)[i] for i in np.argsort(-mentions) if mentions[i] >= LEAST]
    for place in found.places:
        column = list(TOPICS).index(place.topic)
        share, score = speaks[:, column].mean(), moods[speaks[:, column], column]
        roots = np.roots([1 + Z**2 / 1500, -(2 * share + Z**2 / 1500), share**2])  # of |share - p| = z sqrt(p (1 - p) / n)
        assert (place.importance.low, place.importance.high) == pytest.approx(sorted(roots))
        padded = np.append(score, [-1, 0, 1])
        middle, error = padded.mean(), padded.std() / np.sqrt(len(padded))
        assert place.performance.value == pytest.approx(score.mean())
        assert (place.performance.low, place.performance.high) == pytest.approx((middle - Z * error, middle + Z * error))
        expected = {(True, False): "mend first", (True, True): "keep it up", (False, False): "can wait"}
        assert place.field == expected.get((share >= across, score.mean() >= up), "more than is asked for")
        clear = abs(share - across) > np.ptp(roots) and abs(score.mean() - up) > 2 * Z * error
        assert place.sure or not clear


def test_each_field_has_its_name() -> None:
    found = grid(counts(*messages(1, 5000)), Moods(5000))
    assert {place.topic: place.field for place in found.places} == {
        "delivery": "mend first",
        "staff": "keep it up",
        "price": "can wait",
        "website": "more than is asked for",
        "rare": found.places[-1].field,
    }
    assert all(place.sure for place in found.places[:4])


def test_nothing_makes_an_empty_grid() -> None:
    assert grid({}, Moods()).places == ()
    assert grid({"staff": Moods(LEAST - 1, LEAST - 1)}, Moods(100)).places == ()


def test_the_interval_of_a_mood_holds_in_nineteen_of_twenty() -> None:
    chance = np.random.default_rng(3)
    for number, probabilities in ((30, (0.6, 0.2, 0.2)), (12, (0.45, 0.1, 0.45)), (200, (0.05, 0.05, 0.9))):
        drawn = chance.multinomial(number, probabilities, size=1500)
        truth, held = probabilities[2] - probabilities[0], 0
        for negative, neutral, positive in drawn.tolist():
            found = mood(Moods(number, negative, neutral, positive))
            held += found.low <= truth <= found.high
        assert held / 1500 > 0.93  # three standard deviations of a simulation are 1.7 %


def test_what_changed_against_the_baseline_is_found_and_what_did_not_is_not() -> None:
    before, now = counts(*messages(4, 3000)), counts(*messages(5, 3000))
    worse = now | {"staff": Moods(now["staff"].said, now["staff"].said - 100, 50, 50)}
    found = {one.topic: one for one in compared(worse, before)}
    assert [topic for topic, one in found.items() if one.performance_found] == ["staff"]
    assert found["staff"].performance.high < 0
    assert not any(one.importance_found for one in found.values())
    more = now | {"price": Moods(now["price"].said * 2, now["price"].said * 2)}
    moved = {one.topic: one for one in compared(more, before)}["price"]
    assert moved.importance_found
    assert moved.importance.low > 0
    assert compared({}, before) == []


def test_nothing_changed_is_seldom_called_a_change() -> None:
    alarms = 0
    for seed in range(100):
        moved = compared(counts(*messages(2 * seed + 100, 600)), counts(*messages(2 * seed + 101, 600)))
        alarms += any(one.importance_found for one in moved) + any(one.performance_found for one in moved)
    assert alarms <= 20  # of 200; ten are expected


def test_benjamini_and_hochbergs_own_example() -> None:
    """Fifteen comparisons of a trial, of which the first four stand out (JRSS B 57, 1995, section 4.1)."""
    chances = (
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    )
    assert found(dict(enumerate(chances))) == {0, 1, 2, 3}
    assert found({}) == set()
