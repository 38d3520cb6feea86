"""What the console asks of a log to show how it stands: the same on every log, a real Kafka among them, and no topic is read."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from golddust import topics, wire
from golddust.clock import SystemClock
from golddust.errors import Conflict
from golddust.events import DeadLetter
from golddust.letters import Letters, ParkedLetters, parked_copy
from golddust.records import Entry
from golddust.watching import Flow, FlowWatch
from tests.contracts.test_log import AnyLog, Open, lag_becomes, open_log, read

__all__ = ["open_log"]
pytestmark = [pytest.mark.slow]
POISON = b"\xff{ no JSON"


@pytest.fixture
def log(open_log: Open) -> AnyLog:
    return open_log()


def watch(log: AnyLog) -> FlowWatch:
    return FlowWatch(lambda: log, lambda: None, SystemClock(), over=60.0)


def work(log: AnyLog, count: int, park: bool = False) -> list[str]:
    """The stage tag deals with so many records; returns the ids of letters."""
    letters: list[str] = []
    with closing(log.reader([*topics.READ_BY["tag"], topics.again("tag")], "tag")) as reader:
        records = read(reader, count)
        outputs: list[Entry] = []
        for record in records:
            if park and record.value == POISON:
                letter = DeadLetter(
                    id=f"letter{record.key}",
                    topic=record.topic,
                    partition=record.partition,
                    position=record.position,
                    stage="tag",
                    reason="the body is no JSON",
                    tries=1,
                    at=SystemClock().now(),
                )
                outputs += [wire.entry(letter), parked_copy(letter, record)]
                letters.append(letter.id)
            else:
                outputs.append(Entry(topics.TAGGED, record.key, record.value))
        through: dict[tuple[str, int], int] = {}
        for record in records:
            through[record.topic, record.partition] = record.position + 1
        reader.commit(through, outputs)
        lag_becomes(reader, 0)
    return letters


def settled(look: Callable[[], Flow], wanted: Callable[[Flow], bool]) -> Flow:
    """The first look that is as wanted; a broker tells all partitions of a transaction only in a moment."""
    for _ in range(200):
        flow = look()
        if wanted(flow):
            return flow
    raise AssertionError(f"it did not become so: {flow}")


def test_the_flow_is_told_from_positions_and_tallies(log: AnyLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append([Entry(topics.RECEIVED, f"k{n}", b"%d" % n) for n in range(9)])
    work(log, 9)
    log.append([Entry(topics.RECEIVED, f"k{n}", b"more") for n in range(4)])
    read_topics: list[Any] = []
    monkeypatch.setattr(log, "browse", lambda *given, **_: read_topics.append(given))
    seen = watch(log)
    flow = settled(seen.look, lambda flow: {one.account.stage: one.account.waiting for one in flow.stages}.get("tag", 0) >= 4)
    (tag,) = (one for one in flow.stages if one.account.stage == "tag")
    assert (tag.account.read, tag.account.done, tag.account.gap) == (9, 9, 0)
    assert tag.oldest.total_seconds() >= 0
    found = {one.name: one for one in flow.topics}
    assert found[topics.RECEIVED].written == 13
    assert 4 <= found[topics.RECEIVED].waiting["tag"] <= 4 + 4, (
        "on Kafka a mark of the transaction counts, at most one a partition"
    )
    assert found[topics.TAGGED].written == 9
    assert all(one.rate is not None for one in seen.look().stages)
    assert read_topics == []


def test_letters_are_retried_and_dropped_together_and_each_once(log: AnyLog) -> None:
    log.append([Entry(topics.RECEIVED, f"{n}", POISON) for n in range(6)])
    parked, letters = ParkedLetters(lambda: letters), Letters(log, SystemClock().now)
    assert parked.all(log.tallies()) == (), "where nothing was parked, no topic is made by looking"
    assert len(work(log, 6, park=True)) == 6
    found = list(parked.all(log.tallies()))
    assert len(found) == 6
    assert letters.record(found[0]).value == POISON
    came = letters.decide(found[:3], "retried")
    assert (came.done, came.before, came.gone) == (3, 0, 0)
    assert letters.decide(found, "dropped").before == 3
    with pytest.raises(Conflict, match="retried already"):
        Letters(log, SystemClock().now).retry(found[0])
    assert parked.all(log.tallies()) == []
    with closing(log.browse(topics.again("tag"), until_now=True)) as reader:
        assert [record.value for record in read(reader, 3)] == [POISON] * 3
    work(log, 3)
    flow = settled(watch(log).look, lambda flow: all(one.account.gap == 0 for one in flow.stages))
    (tag,) = (one.account for one in flow.stages if one.account.stage == "tag")
    assert (tag.read, tag.done, tag.parked) == (9, 3, 6)
