"""The loop: what becomes of records whose step succeeds, asks for another try, or cannot deal with them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from golddust import marks, topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.errors import Malformed, Unavailable
from golddust.events import DeadLetter
from golddust.metrics import NoMetrics
from golddust.outcomes import Done, Outcome, Reject, Retry
from golddust.records import Entry, Partition, Positions, Record
from golddust.runner import Limits, Runner, StageStopped

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Plant:
    """A stage with a script: what each value's step gives, try by try; after the script, Done."""

    def __init__(self, limits: Limits | None = None, **script: list[Outcome | Exception]) -> None:
        self.log = MemoryLog()
        self.clock = MovableClock(START)
        self.script = script
        self.seen: list[str] = []
        self.runner = Runner("plant", self.log.reader(["in"], "plant"), self.step, self.clock, NoMetrics(), limits)

    def put(self, *values: str, key: str = "k") -> None:
        self.log.append([Entry("in", key, value.encode()) for value in values])

    def step(self, records: Sequence[Record]) -> list[Outcome]:
        return [self.one(record.value.decode()) for record in records]

    def one(self, value: str) -> Outcome:
        left = self.script.get(value, [])
        outcome = left.pop(0) if left else Done((Entry("out", "k", value.encode()),))
        if isinstance(outcome, Exception):
            raise outcome
        self.seen.append(value)
        return outcome

    def rounds(self, count: int) -> None:
        for _ in range(count):
            self.runner.run_once()
            self.clock.move(timedelta(seconds=60))

    def out(self) -> list[str]:
        return [r.value.decode() for r in self.log.browse("out", None).read(999, 0)]

    def letters(self) -> list[DeadLetter]:
        return [wire.event_of(r, DeadLetter) for r in self.log.browse(topics.DEADLETTERS, None).read(999, 0)]


def test_what_is_done_is_written_and_never_read_again() -> None:
    plant = Plant()
    plant.put("a", "b")
    plant.rounds(3)
    assert plant.out() == plant.seen == ["a", "b"]


def test_a_retry_keeps_the_order_of_its_key_and_lets_others_pass() -> None:
    plant = Plant(b=[Retry("not yet"), Retry("not yet")])
    plant.put("a", "b", "c", key="one")
    plant.put("x", key="two")
    plant.rounds(1)
    assert plant.out() == ["a", "x"]
    plant.rounds(3)
    assert plant.out() == ["a", "x", "b", "c"]


def test_a_retry_waits_its_time() -> None:
    plant = Plant(a=[Retry("not yet", after=20)])
    plant.put("a")
    plant.runner.run_once()
    plant.clock.move(timedelta(seconds=19))
    assert plant.runner.run_once() == 0
    plant.clock.move(timedelta(seconds=2))
    assert plant.runner.run_once() == 1
    assert plant.out() == ["a"]


def test_a_retry_waits_its_time_behind_one_that_is_done() -> None:
    plant = Plant(b=[Retry("not yet", after=20)])
    plant.put("a", "b")
    plant.runner.run_once()
    plant.clock.move(timedelta(seconds=19))
    assert plant.runner.run_once() == 0
    plant.clock.move(timedelta(seconds=2))
    assert plant.runner.run_once() == 1
    assert plant.out() == ["a", "b"]


def test_tries_are_those_of_the_record_and_not_of_the_one_before_it() -> None:
    plant = Plant(Limits(tries=3), a=[Retry("broken")] * 3, b=[Retry("broken, too")] * 5)
    plant.put("a", "b")
    plant.rounds(7)
    assert [(letter.reason, letter.tries) for letter in plant.letters()] == [
        ("broken; given up after 3 tries", 3),
        ("broken, too; given up after 3 tries", 3),
    ]
    assert plant.script == {"a": [], "b": []}


def test_counted_retries_end_as_a_dead_letter_and_the_rest_moves_on() -> None:
    plant = Plant(Limits(tries=3), a=[Retry("still broken")] * 9)
    plant.put("a", "b")
    plant.rounds(5)
    (letter,) = plant.letters()
    assert letter.reason == "still broken; given up after 3 tries"
    assert (letter.tries, letter.stage, letter.topic) == (3, "plant", "in")
    assert plant.log.fetch(plant.log.browse("in", None).read(1, 0)[0].place) is not None
    assert plant.out() == ["b"]


def test_an_outage_is_tried_for_ever_and_parks_nothing() -> None:
    plant = Plant(Limits(tries=2), a=[Unavailable("the store is away", 1)] * 40)
    plant.put("a")
    plant.rounds(39)
    assert plant.out() == plant.letters() == []
    plant.rounds(3)
    assert plant.out() == ["a"]


def test_poison_does_not_block_and_its_words_are_not_repeated() -> None:
    plant = Plant(Limits(tries=2), bad=[ValueError("my number is +1 202 555 0142")] * 9)
    plant.put("a", "bad", "b")
    plant.rounds(4)
    assert plant.out() == ["a", "b"]
    (letter,) = plant.letters()
    assert letter.reason == "the stage failed with ValueError; given up after 2 tries"


def test_a_refusal_raised_by_a_step_parks_that_record_alone() -> None:
    plant = Plant(bad=[Malformed("no JSON")] * 2)
    plant.put("a", "bad", "b")
    plant.rounds(1)
    assert plant.out() == ["a", "b"]
    assert [letter.reason for letter in plant.letters()] == ["no JSON"]


def test_a_stage_that_parks_nearly_everything_stops_itself() -> None:
    plant = Plant(Limits(dead_window=10, batch=4), **{f"v{n}": [Reject("no")] for n in range(40)})
    plant.put(*(f"v{n}" for n in range(40)))
    with pytest.raises(StageStopped, match="stopped itself: 10 of its last 10"):
        plant.rounds(20)
    assert len(plant.letters()) == 12


def test_when_the_log_goes_away_at_the_commit_the_batch_is_read_again() -> None:
    plant = Plant()
    plant.put("a", "b")
    reader = plant.runner._reader
    commit, failures = reader.commit, [Unavailable("the log is away")]

    def commit_later(*args: object) -> None:
        if failures:
            raise failures.pop()
        commit(*args)

    reader.commit = commit_later
    with pytest.raises(Unavailable):
        plant.runner.run_once()
    plant.rounds(1)
    assert plant.out() == ["a", "b"]


def test_a_batch_that_takes_longer_than_its_partitions_are_left_to_it_gets_through_in_halves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant = Plant(Limits(batch=80))
    plant.put(*(str(n) for n in range(400)))
    reader = plant.runner._reader
    commit, sizes = reader.commit, []

    def taken_away_from_the_slow(through: Positions, outputs: Sequence[Entry]) -> None:
        sizes.append(len(outputs))
        if len(outputs) > 20:
            raise Unavailable("the group took the records away")
        commit(through, outputs)

    monkeypatch.setattr(reader, "commit", taken_away_from_the_slow)
    for _ in range(40):
        with suppress(Unavailable):
            plant.rounds(1)
    assert plant.out() == [str(n) for n in range(400)]
    assert sizes[:4] == [80, 40, 20, 40]


def test_stopping_ends_the_loop_and_gives_the_place_back() -> None:
    plant = Plant()
    plant.put("a")
    plant.runner.stop()
    plant.runner.run()
    plant.log.reader(["in"], "plant").close()


def test_what_comes_of_a_marked_record_is_marked_too() -> None:
    plant = Plant()
    plant.log.append([marks.answered(Entry("in", "k", b"told")), Entry("in", "k", b"untold")])
    plant.rounds(1)
    assert [marks.is_answered(record) for record in plant.log.browse("out").read(9, 0)] == [True, False]


def test_letters_about_the_same_place_of_two_spools_are_two() -> None:
    letters = []
    for minute in range(2):
        plant = Plant(a=[Reject("no")])
        plant.clock.move(timedelta(minutes=minute))
        plant.log = MemoryLog(plant.clock)
        plant.runner = Runner("plant", plant.log.reader(["in"], "plant"), plant.step, plant.clock, NoMetrics())
        plant.put("a")
        plant.rounds(1)
        letters += plant.letters()
    assert {(letter.topic, letter.partition, letter.position) for letter in letters} == {("in", letters[0].partition, 0)}
    assert len({letter.id for letter in letters}) == 2


class Taken:
    """A reader whose group gives the only record's partition to another worker, who keeps it. Notes how long it may wait."""

    def __init__(self, records: list[Record]) -> None:
        self.left = records
        self.waits: list[float] = []

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        del limit, without
        self.waits.append(wait)
        found, self.left = self.left, []
        return found

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None: ...

    def rewind(self, to: Positions) -> None: ...

    def lag(self) -> int:
        return 0

    def close(self) -> None: ...


def test_a_record_that_went_to_another_worker_leaves_no_hurry_behind() -> None:
    plant = Plant(a=[Retry("not yet", after=2)])
    reader = Taken([Record("in", 0, 0, "k", b"a", {}, START)])
    runner = Runner("plant", reader, plant.step, plant.clock, NoMetrics())
    for _ in range(3):
        runner.run_once(wait=5.0)
        plant.clock.move(timedelta(seconds=1))
    assert reader.waits == [5.0, 1.0, 5.0]
