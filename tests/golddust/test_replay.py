"""Giving a stage again what is on the log: all of it, in order, to that stage alone, with what must not be said twice marked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from golddust import marks, topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.errors import Unavailable
from golddust.events import Issue, ReplyOutcome, ReplyRequest
from golddust.ports import Log
from golddust.records import Entry, Record
from golddust.replay import MOST_BYTES, Given, Replay
from tests.complaints.made import issue

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def nothing(_: int) -> None:
    """Nobody watches."""


def given_to(stage: str, log: MemoryLog, since: datetime | None = None, deliveries: Log | None = None) -> list[Record]:
    """What the stage got, after a replay."""
    Replay(stage, since, log, deliveries or log).give(nothing)
    return log.browse(topics.again(stage)).read(10_000, 0)


def request(about: Issue, **changes: object) -> ReplyRequest:
    given = {
        "id": "r" + about.feedback[1:], "case": "c", "feedback": about.feedback, "customer": about.customer, "channel": "email",
        "purpose": "acknowledgement", "subject": "", "text": "Thank you.", "language": "en", "requested_at": START,
    }  # fmt: skip
    return ReplyRequest(**(given | changes))


def ended(asked: ReplyRequest, state: str = "sent") -> ReplyOutcome:
    return ReplyOutcome(
        id="o" + asked.id, request=asked.id, case=asked.case, customer=asked.customer, channel="email", state=state, at=START
    )


def test_everything_a_stage_reads_comes_again_in_order_as_it_was() -> None:
    log = MemoryLog()
    said = [Entry(topics.RECEIVED, f"k{n % 3}", str(n).encode(), {"ce_id": str(n)}) for n in range(1200)]
    log.append([*said, Entry(topics.TAGGED, "k", b"tagged", {"a": "b"}), Entry(topics.ISSUES, "k", b"not for the store", {})])
    again = given_to("store", log)
    assert [(r.key, r.value, r.headers) for r in again[:-1]] == [(e.key, e.value, e.headers) for e in said]
    assert (again[-1].value, again[-1].headers) == (b"tagged", {"a": "b"})
    assert topics.again("tag") not in log.topics()


def test_it_begins_at_a_time_and_can_be_repeated() -> None:
    clock = MovableClock(START)
    log = MemoryLog(clock)
    log.append([Entry(topics.RECEIVED, "k", b"before")])
    clock.move(timedelta(hours=1))
    log.append([Entry(topics.RECEIVED, "k", b"after")])
    for times in (1, 2):
        assert [r.value for r in given_to("tag", log, START + timedelta(minutes=1))] == [b"after"] * times


def test_counting_gives_nothing() -> None:
    clock = MovableClock(START)
    log, seen = MemoryLog(clock), []
    log.append([Entry(topics.RECEIVED, "k", b"x") for _ in range(3)])
    clock.move(timedelta(hours=1))
    log.append([Entry(topics.RECEIVED, "k", b"x")])
    replay = Replay("tag", None, log, log)
    assert replay.count(seen.append) == [Given(topics.RECEIVED, 4, START, START + timedelta(hours=1))]
    assert (replay.ahead(), sum(seen), log.topics()) == (4, 4, [topics.RECEIVED])


def test_what_was_never_there_is_nothing() -> None:
    log = MemoryLog()
    assert Replay("complaints", None, log, log).give(nothing) == []
    assert log.topics() == []


def test_deliveries_come_from_the_spool_and_large_ones_alone() -> None:
    log, spool = MemoryLog(), CountingLog()
    large = b"x" * (MOST_BYTES - 10)
    spool.append([Entry(topics.INTAKE, "k", value, {"id": "d"}) for value in (b"a", large, b"b", b"c", large + large, b"d")])
    Replay("receive", None, spool, spool).give(nothing)
    assert [[len(e.value) for e in batch] for batch in spool.batches[1:]] == [
        [1, len(large), 1, 1], [2 * len(large)], [1],
    ]  # fmt: skip
    assert len(given_to("receive", log, deliveries=spool)) == 6


class CountingLog(MemoryLog):
    """Remembers what was appended together."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[Entry]] = []

    def append(self, entries: list[Entry]) -> None:
        self.batches.append(list(entries))
        super().append(entries)


@pytest.mark.parametrize(
    ("stage", "entry_of"),
    [
        ("complaints", wire.entry),
        ("tag", lambda about: Entry(topics.RECEIVED, "k", b"{}", {"ce_subject": about.feedback})),
        ("receive", lambda about: Entry(topics.INTAKE, "k", b"raw", {"id": about.feedback})),
    ],
)
def test_what_was_acknowledged_is_marked(stage: str, entry_of: Callable[[Issue], Entry]) -> None:
    log, told, resolved, untold = MemoryLog(), issue("told"), issue("resolved"), issue("untold")
    log.append([entry_of(about) for about in (told, resolved, untold)])
    log.append([wire.entry(request(told)), wire.entry(request(resolved, purpose="resolution"))])
    log.append([Entry(topics.REPLIES_REQUESTED, "k", b"no request", {})])
    assert [marks.is_answered(record) for record in given_to(stage, log)] == [True, False, False]


def test_requests_come_with_how_they_ended() -> None:
    log, told, untold = MemoryLog(), request(issue("told")), request(issue("untold"))
    log.append([wire.entry(told), wire.entry(untold), wire.entry(ended(told, "suppressed"))])
    assert [marks.outcome_of(record) for record in given_to("replies", log)] == [ended(told, "suppressed"), None]


def test_a_log_that_goes_away_leaves_whole_batches() -> None:
    class Away(CountingLog):
        def append(self, entries: list[Entry]) -> None:
            if len(self.batches) == 2:
                raise Unavailable("the log is away")
            super().append(entries)

    log = Away()
    log.append([Entry(topics.RECEIVED, "k", b"x") for _ in range(1200)])
    with pytest.raises(Unavailable):
        Replay("tag", None, log, log).give(nothing)
    assert len(log.browse(topics.again("tag")).read(9999, 0)) == 500
