"""Figures are asked for one after the other, while messages come in."""

from console.insight.shares import share


def test_a_part_that_was_counted_later_than_its_whole_is_all_of_it() -> None:
    assert share(11, 10) == share(10, 10)
