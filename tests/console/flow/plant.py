"""A log with stages at work on it, and verbs for what happens to it in a test."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from console.flow.seen import Seen
from golddust import topics
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.findings import Connection
from golddust.letters import Letters, ParkedLetters
from golddust.metrics import NoMetrics
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Log
from golddust.records import Entry, Record
from golddust.runner import Limits, Runner
from golddust.watching import AtWork, FlowWatch


@dataclass
class Plant:
    """The stages tag and store; `poison` is what tag parks, with these words. `away` is raised when the log is asked for."""

    clock: MovableClock
    log: Log = field(default_factory=MemoryLog)
    poison: dict[bytes, str] = field(default_factory=dict)
    at_work: AtWork = field(default_factory=AtWork)
    connections: list[Connection] = field(default_factory=list)
    away: Exception | None = None
    letters: Letters = field(init=False)
    stages: dict[str, Runner] = field(init=False)

    def __post_init__(self) -> None:
        if isinstance(self.log, MemoryLog):
            self.log = MemoryLog(self.clock)
        self.letters = Letters(self.log, self.clock.now)
        self.stages = {"tag": self._stage("tag", self._tag), "store": self._stage("store", lambda rs: [Done() for _ in rs])}

    def _stage(self, name: str, step: Callable[[Sequence[Record]], Sequence[Outcome]]) -> Runner:
        reader = self.log.reader([*topics.READ_BY[name], topics.again(name)], name)
        return Runner(name, reader, step, self.clock, NoMetrics(), Limits(dead_window=1_000_000))  # poison is what is tested

    def _tag(self, records: Sequence[Record]) -> list[Outcome]:
        return [
            Reject(self.poison[r.value]) if r.value in self.poison else Done((Entry(topics.TAGGED, r.key, r.value),))
            for r in records
        ]

    def say(self, *values: bytes, key: str = "k", **headers: str) -> None:
        """Records come to the stage tag."""
        self.log.append([Entry(topics.RECEIVED, key, value, headers) for value in values])

    def park(self, value: bytes, why: str, **more: str) -> str:
        """The stage tag parks it; returns the letter's id."""
        self.poison[value] = why
        self.say(value, **more)
        self.work("tag")
        return self.letters.parked()[-1].id

    def work(self, *stages: str) -> None:
        """These stages do what there is to do."""
        for name in stages:
            while self.stages[name].run_once():
                pass

    def again(self, stage: str = "tag") -> list[bytes]:
        """What the stage was given once more."""
        reader = self.log.browse(topics.again(stage), until_now=True)
        try:
            return [record.value for record in reader.read(1000, 0)]
        finally:
            reader.close()

    def seen(self) -> Seen:
        """What the pages are given."""
        return Seen(
            flow=FlowWatch(self._log, lambda: None, self.clock, over=60.0),
            letters=lambda: self.letters,
            parked=ParkedLetters(lambda: self.letters),
            at_work=lambda: self.at_work,
            connections=lambda: self.connections,
            size=lambda: 12_345_678,
        )

    def _log(self) -> Log:
        if self.away:
            raise self.away
        return self.log
