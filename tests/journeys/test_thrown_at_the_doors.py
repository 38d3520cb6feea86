"""What nobody should send, a little of it at every door (`make fuzz`: ten thousand): nothing falls over, nothing is lost."""

from pathlib import Path

import pytest

from benchmarks.processes import Running
from benchmarks.thrown import topics
from benchmarks.thrown.campaign import DOORS, MAKERS, Campaign, dice_of
from benchmarks.thrown.ground import Ground, settings
from benchmarks.thrown.throw import WITHIN, Answer, Throw, fault_in
from golddust.records import Entry

SEED, A_FEW = "short", 40


@pytest.mark.slow
def test_whatever_is_thrown_at_a_door_is_answered_and_what_was_promised_is_kept(tmp_path: Path) -> None:
    running = Running(tmp_path / "data", settings())
    running.start()
    try:
        report = Campaign(running, SEED, tmp_path, str).go(DOORS, range(A_FEW))
    finally:
        running.stop()
    assert report.faults == []
    assert {door: counts.total() for door, counts in report.counts.items() if door in MAKERS} == dict.fromkeys(MAKERS, A_FEW)
    assert report.counts["topics"]["odd"] == A_FEW
    assert len(report.promised) > len(DOORS)


@pytest.mark.parametrize("door", MAKERS)
def test_what_is_thrown_follows_from_the_seed_and_its_number(door: str, tmp_path: Path) -> None:
    ground = Ground(Running(tmp_path), token="t", cookie="c", csrf="f", nonce="n")
    first, again = ([MAKERS[door](n, dice_of("1", door, n), ground) for n in range(30)] for _ in range(2))
    assert [one.route for one in first] == [one.route for one in again]
    assert len({one.pieces for one in first}) > 20


def test_most_records_put_on_a_topic_are_good_so_that_no_stage_thinks_the_fault_its_own() -> None:
    made = list(topics.records("1", 500))
    good = sum(isinstance(one, Entry) for one in made)
    assert len(made) - good == 500
    assert good / len(made) > 0.55


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nfine", ""),
        (b"HTTP/1.1 503 Busy\r\n\r\nfine", ""),
        (b"HTTP/1.1 500 Oh\r\n\r\nfine", "answered 500"),
        (b"HTTP/1.1 400 Oh\r\n\r\nTraceback (most recent call last)", "insides"),
        (b"HTTP/1.1 400 Oh\r\n\r\nValueError: x", "insides"),
        (b"HTTP/1.1 400 Oh\r\n\r\n/tmp/data/store", "insides"),
        (b"", "hung up"),
    ],
)
def test_a_fault_in_an_answer_is_seen(data: bytes, fault: str) -> None:
    told = fault_in(Throw("hook", "http", ()), Answer(data, 0.1))
    assert fault in told
    assert bool(told) == bool(fault)


def test_an_answer_that_never_comes_is_a_fault() -> None:
    assert "hung" in fault_in(Throw("hook", "http", ()), Answer(b"", 20.0, hung=True))
    assert "hung" in fault_in(Throw("smtp", "smtp", ()), Answer(b"220 x\r\n", WITHIN + 1))
