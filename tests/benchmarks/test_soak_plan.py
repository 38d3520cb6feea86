"""Which fault comes when."""

from itertools import pairwise

from benchmarks.soak.plan import CALM, FAULTS, KILLED, WARM, Planned, plan

SECONDS, MEMBERS = 7200.0, ("http-2", "tag-2")


def test_the_same_seed_plans_the_same() -> None:
    assert _planned(3) == _planned(3)
    assert _planned(3) != _planned(4)


def test_within_two_hours_every_kind_comes_and_each_member_is_killed() -> None:
    assert {one.what for one in _planned(0)} == {*FAULTS, *(KILLED + name for name in MEMBERS)}


def test_begin_and_end_are_left_in_peace() -> None:
    planned = _planned(0)
    assert planned[0].at == SECONDS * WARM
    assert planned[-1].at + planned[-1].lasts <= SECONDS * CALM + 15


def test_one_fault_ends_before_the_next_begins() -> None:
    planned = _planned(0)
    assert all(one.at + one.lasts <= then.at for one, then in pairwise(planned))


def _planned(seed: int) -> list[Planned]:
    return list(plan(SECONDS, MEMBERS, seed, every=180, lasts=60))
