"""Where charts put things: within their frame, in proportion, and no name on another."""

from itertools import pairwise

import pytest

from console.insight.charts import LINE, NARROW, WIDE, Bar, Size, Spot, columns, quadrants, spark, ticks


def bar(*values: int) -> Bar:
    return Bar("3 Nov", "", "/", [(str(place), value) for place, value in enumerate(values)])


def spot(name: str, share: float, mood: float) -> Spot:
    return Spot(name, "", "/", "wait", (share * 0.8, share, share * 1.2), (mood - 0.1, mood, mood + 0.1))


@pytest.mark.parametrize(
    ("most", "marks"), [(0, [0, 1]), (1, [0, 1]), (7, [0, 2, 4, 6, 8]), (51, [0, 20, 40, 60]), (1200, [0, 500, 1000, 1500])]
)
def test_marks_are_round_and_reach_over_the_greatest(most: int, marks: list[int]) -> None:
    assert ticks(most) == marks


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_columns_stand_on_the_ground_in_proportion(size: Size) -> None:
    drawn = columns([bar(10, 20), bar(0, 0), bar(30, 0)], size)
    first, second, third = drawn.columns
    ground = drawn.plot[3]
    assert second.parts == []
    (_, low, height), (_, top, taller) = first.parts
    assert low + height == pytest.approx(ground)
    assert top + taller == pytest.approx(low)
    assert taller == pytest.approx(2 * height)
    assert third.parts[0][2] == pytest.approx(height + taller)
    assert first.x >= drawn.plot[0]
    assert third.x + third.width <= drawn.plot[2]


def test_there_are_never_more_labels_than_have_room() -> None:
    drawn = columns([bar(1)] * 90, NARROW)
    assert 2 <= sum(one.label for one in drawn.columns) <= 4
    assert drawn.columns[-1].label


def test_spots_lie_where_their_figures_say_and_no_name_on_another() -> None:
    spots = [spot("delivery", 0.3, -0.8), *(spot(f"topic {number}", 0.05, -0.9) for number in range(6)), spot("staff", 0.1, 0.6)]
    drawn = quadrants(spots, 0.08, -0.2)
    left, top, right, bottom = drawn.plot
    for one in drawn.spots:
        assert left <= one.x[0] <= one.x[1] <= one.x[2] <= right
        assert top <= one.y[2] <= one.y[1] <= one.y[0] <= bottom
    by_name = {one.spot.name: one for one in drawn.spots}
    assert by_name["delivery"].x[1] > drawn.across > by_name["topic 0"].x[1]
    assert by_name["staff"].y[1] < drawn.up < by_name["delivery"].y[1]
    heights = sorted(by_name[f"topic {number}"].label[1] for number in range(6))
    assert all(below - above >= LINE for above, below in pairwise(heights))
    assert [one.number for one in drawn.spots] == list(range(1, 9))


def test_a_name_that_has_no_room_on_the_right_stands_on_the_left() -> None:
    (only,) = quadrants([spot("a very long name of a topic", 0.3, 0.0)], 0.1, 0.1).spots
    assert only.flip


def test_a_small_line_stays_in_its_cell() -> None:
    points = [tuple(map(float, point.split(","))) for point in spark([0, 5, 10]).split()]
    assert points == [(2.0, 26.0), (60.0, 14.0), (118.0, 2.0)]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_mark_below_the_grid_touches_another_or_reaches_over_the_edge(size: Size) -> None:
    drawn = quadrants([spot("a", 0.05, 0.0), spot("b", 0.82, 0.0)], 0.3, 0.0, size)
    right = drawn.plot[2]
    middles = [(min(x, right - 4 * len(words)), 4 * len(words)) for x, words in drawn.x_ticks]
    assert len(middles) > 3
    assert all(b[0] - a[0] >= a[1] + b[1] for a, b in pairwise(middles))
