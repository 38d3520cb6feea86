"""The only loop: read, step, outcomes, commit; with back-off, dead letters, limits and a clean stop."""

import threading
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from golddust import marks, wire
from golddust.erased import is_erased, passed_on
from golddust.errors import GoldDustError, Refused, TooLarge, Unavailable
from golddust.events import DeadLetter
from golddust.identity import derived_id
from golddust.letters import parked_copy
from golddust.outcomes import Done, Outcome, Reject, Retry
from golddust.ports import Clock, Metrics, Reader, Step
from golddust.records import Entry, Partition, Record
from golddust.traces import NoTraces, Traces

log = structlog.get_logger()

SHORTEST_PAUSE = 0.05
FEWEST = 10
"""Records of the smallest batch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How a stage behaves when things go wrong. Times are in seconds.

    Counted retries of one record end after `tries`. The stage stops itself when more than `dead_share` of its last
    `dead_window` records became dead letters: then the fault is the stage's own, not the records'.
    """

    batch: int = 500
    wait: float = 0.5
    tries: int = 6
    first_pause: float = 0.5
    longest_pause: float = 30.0
    dead_share: float = 0.5
    dead_window: int = 200


class StageStopped(GoldDustError):
    """A stage stopped itself, because going on would have parked what it should have dealt with."""


@dataclass(slots=True)
class _Held:
    """A partition that waits for the next try of its record at this position."""

    position: int
    tries: int
    outages: int
    until: float


@dataclass(slots=True)
class _Settled:
    """What a batch came to: the records that are dealt with, in order, and the partitions whose next record is tried again."""

    ended: list[tuple[Record, Done | Reject]] = field(default_factory=list)
    held: dict[Partition, _Held] = field(default_factory=dict)


class Runner:
    """Runs one stage: gives batches of its reader to its step, and commits what came of them.

    A record that must be tried again holds up its own partition only: what stands before it is committed, what stands behind
    it is read again later, so the order of each key is kept. `last_round` is when it last came round, by the clock's monotonic
    seconds; None while it is not at work.

    A batch that could not be committed is read again in halves: on a busy machine it may have taken so long that a group gave its
    partitions to another worker, for whom it would take as long.
    """

    def __init__(
        self,
        stage: str,
        reader: Reader,
        step: Step,
        clock: Clock,
        metrics: Metrics,
        limits: Limits | None = None,
        traces: Traces | None = None,
    ) -> None:
        self.stage = stage
        self._reader = reader
        self._step = step
        self._clock = clock
        self._metrics = metrics
        self._limits = limits or Limits()
        self._traces = traces or NoTraces()
        self._began = clock.now()
        self._held: dict[Partition, _Held] = {}
        self._batch = self._limits.batch
        self._recent: deque[bool] = deque(maxlen=self._limits.dead_window)
        self._stop = threading.Event()
        self.last_round: float | None = None

    def run(self) -> None:
        """Go on until `stop`. Raises StageStopped when too many records in a row had to be parked."""
        self._metrics.gauge("golddust_stage_up", 1, stage=self.stage)
        outages = 0
        try:
            while not self._stop.is_set():
                self.last_round = self._clock.monotonic()
                self._metrics.gauge("golddust_stage_seen_timestamp_seconds", self._clock.now().timestamp(), stage=self.stage)
                try:
                    self.run_once(self._limits.wait)
                    outages = 0
                except Unavailable as away:
                    outages += 1
                    log.warning("the log is away", stage=self.stage, reason=away.reason)
                    self._clock.sleep(max(SHORTEST_PAUSE, min(self._pause(outages), away.retry_after)), self._stop)
        finally:
            self.last_round = None
            self._metrics.gauge("golddust_stage_up", 0, stage=self.stage)
            self._reader.close()

    def stop(self) -> None:
        """End after the batch under way; it is committed, or left to be read again."""
        self._stop.set()

    def run_once(self, wait: float = 0.0) -> int:
        """Deal with one batch and return how many records were read. Raises Unavailable when the log is away."""
        records = self._reader.read(self._batch, self._until_next_try(wait), self._waiting_partitions())
        if not records:
            return 0
        started, self._began = self._clock.monotonic(), self._clock.now()
        self._metrics.count("golddust_records_read_total", len(records), stage=self.stage)
        settled = self._settle(records, self._attempt(records))
        if settled.held:
            self._reader.rewind({home: held.position for home, held in settled.held.items()})
        self._commit(settled)
        self._held |= settled.held  # only now: until its letter is written, a record's own tries are needed
        self._metrics.time("golddust_batch_seconds", self._clock.monotonic() - started, stage=self.stage)
        self._refuse_to_park_everything()
        return len(records)

    def _until_next_try(self, wait: float) -> float:
        now = self._clock.monotonic()
        # One whose time has come shortens nothing: its partition may be another worker's by now, and would never be read again.
        return min([wait, *(held.until - now for held in self._held.values() if held.until > now)])

    def _waiting_partitions(self) -> frozenset[Partition]:
        now = self._clock.monotonic()
        return frozenset(partition for partition, held in self._held.items() if held.until > now)

    def _attempt(self, records: Sequence[Record]) -> Sequence[Outcome]:
        """What becomes of each; of one whose person was erased there is nothing to be made."""
        there = [record for record in records if not is_erased(record)]
        made = iter(self._made_of(there) if there else ())
        return [passed_on(self.stage) if is_erased(record) else next(made) for record in records]

    def _made_of(self, records: Sequence[Record]) -> Sequence[Outcome]:
        try:
            outcomes = self._step(records)
        except Unavailable as away:
            return [Retry(away.reason, away.retry_after, counted=False)] * len(records)
        except Exception as bug:  # noqa: BLE001 - the edge where a step's bug becomes an outcome
            if len(records) == 1:
                return [self._outcome_of(bug, records[0])]
            return [self._made_of([record])[0] for record in records]
        if len(outcomes) != len(records):
            raise StageStopped(f"stage {self.stage!r} gave {len(outcomes)} outcomes for {len(records)} records")
        return outcomes

    def _outcome_of(self, bug: Exception, record: Record) -> Outcome:
        if isinstance(bug, Refused):
            return Reject(bug.reason)
        kind = type(bug).__name__  # its words may quote a customer's, so they are left out
        log.error("a stage failed on a record", stage=self.stage, **_which(record), error=kind)
        return Retry(f"the stage failed with {kind}")

    def _settle(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> _Settled:
        settled = _Settled()
        for record, outcome in zip(records, outcomes, strict=True):
            home = _home(record)
            if home in settled.held:
                continue  # behind a record that is tried again
            ended = self._ended(record, outcome)
            if isinstance(ended, Retry):
                settled.held[home] = self._hold(record, ended)
                continue
            settled.ended.append((record, ended))
        return settled

    def _ended(self, record: Record, outcome: Outcome) -> Outcome:
        """The outcome, or a Reject where a counted retry has used up its tries."""
        if not isinstance(outcome, Retry) or not outcome.counted:
            return outcome
        tries = self._tries(record) + 1
        return Reject(f"{outcome.why}; given up after {tries} tries") if tries >= self._limits.tries else outcome

    def _tries(self, record: Record) -> int:
        return self._last_hold(record).tries

    def _last_hold(self, record: Record) -> _Held:
        """How it was held before; one of another record of the partition counts for nothing."""
        held = self._held.get(_home(record))
        return held if held is not None and held.position == record.position else _Held(record.position, 0, 0, 0.0)

    def _hold(self, record: Record, retry: Retry) -> _Held:
        held = self._last_hold(record)
        tries, outages = held.tries + retry.counted, held.outages + (not retry.counted)
        pause = self._pause(tries + outages) if retry.after is None else min(retry.after, self._limits.longest_pause)
        self._metrics.count("golddust_retries_total", stage=self.stage)
        return _Held(record.position, tries, outages, self._clock.monotonic() + pause)

    def _pause(self, tries: int) -> float:
        return min(self._limits.first_pause * 2.0 ** min(tries - 1, 20), self._limits.longest_pause)

    def _commit(self, settled: _Settled) -> None:
        """Commit what ended: all together, or one by one when together it is more than the log takes."""
        try:
            self._commit_together(settled.ended)
        except TooLarge:
            for number, (record, outcome) in enumerate(settled.ended):
                self._commit_alone(record, outcome, settled.ended[number:])

    def _commit_alone(self, record: Record, outcome: Done | Reject, waiting: Sequence[tuple[Record, Done | Reject]]) -> None:
        try:
            self._commit_together([(record, outcome)], waiting)
        except TooLarge as large:
            self._commit_together([(record, Reject(large.reason))], waiting)

    def _commit_together(
        self, ended: Sequence[tuple[Record, Done | Reject]], waiting: Sequence[tuple[Record, Done | Reject]] = ()
    ) -> None:
        """Commit these; when the log is away, they and those waiting behind them are read again. Raises TooLarge, Unavailable."""
        if not ended:
            return
        outputs = [entry for record, outcome in ended for entry in self._outputs(record, outcome)]
        through = {_home(record): record.position + 1 for record, _ in ended}
        try:
            self._reader.commit(through, outputs)
        except Unavailable:
            self._reader.rewind({_home(record): record.position for record, _ in reversed(waiting or ended)})
            self._batch = max(
                FEWEST, len(ended) // 2
            )  # one that took so long that its partitions went to others never got through
            raise
        self._batch = min(self._limits.batch, 2 * self._batch)
        for home in through:
            self._held.pop(home, None)
        self._count(ended, outputs)

    def _outputs(self, record: Record, outcome: Done | Reject) -> Sequence[Entry]:
        """What the outcome adds to the log: a dead letter goes with a copy of its record."""
        if isinstance(outcome, Done):
            return self._traces.carried(self.stage, record, marks.carried(record, outcome.outputs))
        letter = self._dead_letter(record, outcome.why)
        return wire.entry(letter), parked_copy(letter, record)

    def _count(self, ended: Sequence[tuple[Record, Done | Reject]], outputs: Sequence[Entry]) -> None:
        for record, outcome in ended:
            self._recent.append(isinstance(outcome, Reject))
            if isinstance(outcome, Reject):
                log.warning("a record was parked", stage=self.stage, **_which(record), reason=outcome.why)
        parked = sum(isinstance(outcome, Reject) for _, outcome in ended)
        self._metrics.count("golddust_records_done_total", len(ended) - parked, stage=self.stage)
        self._metrics.count("golddust_records_parked_total", parked, stage=self.stage)
        for topic, written in Counter(entry.topic for entry in outputs).items():
            self._metrics.count("golddust_records_written_total", written, stage=self.stage, topic=topic)
        self._traces.dealt_with(self.stage, ended, self._began)

    def _dead_letter(self, record: Record, why: str) -> DeadLetter:
        tries = self._tries(record) + 1
        place = record.place
        return DeadLetter(
            id=derived_id("dead letter", self.stage, str(place), record.appended_at.isoformat()),  # a place is one spool's own
            topic=place.topic,
            partition=place.partition,
            position=place.position,
            stage=self.stage,
            reason=why,
            tries=tries,
            at=self._clock.now(),
        )

    def _refuse_to_park_everything(self) -> None:
        parked = sum(self._recent)
        if len(self._recent) == self._limits.dead_window and parked > self._limits.dead_share * self._limits.dead_window:
            raise StageStopped(
                f"stage {self.stage!r} stopped itself: {parked} of its last {self._limits.dead_window} records could not be "
                "dealt with, so the fault is likely its own; see `golddust letters list`, mend it, and start again"
            )


def _which(record: Record) -> dict[str, str]:
    """What a log line names a record by: where it is, and the id of its event or, before there is one, of its delivery."""
    return {"place": str(record.place), "id": record.headers.get("ce_id") or record.headers.get("id", "")}


def _home(record: Record) -> Partition:
    return (record.topic, record.partition)
