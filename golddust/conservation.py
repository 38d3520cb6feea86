"""In equals out plus parked: what the log counted, as one account a stage.

Two equations must hold. Of each topic that a stage reads, what was written by everybody is what it has read and what still
waits for it. And what a stage has read is what it is done with, what it passed over as repeated, and what it parked; a stage
that makes one record of each shows in the log that it is done with it.

A pipeline at work moves between two looks at it, so an account is made of three: what was counted before, how the stages
stand, what was counted after. What is missing by these is missing; on a pipeline at rest they are exact.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from golddust import topics
from golddust.events import DeadLetter
from golddust.ports import Standing
from golddust.records import Tally

SPOOL, OUTBOX = "spool.", "outbox."
"""How the names of copiers begin; what follows names one file or database."""
RECEIVE = "receive"


@dataclass(frozen=True, slots=True)
class Flow:
    """One topic that a stage reads: written by everybody, read and parked by the stage, and waiting for it.

    `missing` were written, and neither read nor do they wait. `foreign` were read, and written by no stage of ours. `parked` is
    None where nobody looked at the dead letters.
    """

    stage: str
    topic: str
    written: int
    read: int
    waiting: int
    missing: int
    foreign: int
    parked: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One stage: what it read is what it is done with, what it passed over as repeated, and what it parked.

    `lost` is by how much that is not so; `unlettered` counts parked records whose dead letter is gone.
    """

    stage: str
    flows: tuple[Flow, ...]
    read: int
    done: int
    repeated: int
    parked: int
    unlettered: int = 0

    @property
    def waiting(self) -> int:
        """What the stage has still to read."""
        return sum(flow.waiting for flow in self.flows)

    @property
    def lost(self) -> int:
        """By how many records in is not out plus parked."""
        return abs(self.read - self.done - self.repeated - self.parked)

    @property
    def gap(self) -> int:
        """How many records are unaccounted for: 0 when all is well."""
        return sum(flow.missing for flow in self.flows) + self.lost + self.unlettered


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at one log: its tallies before, how the stages then stood, its tallies after."""

    before: Sequence[Tally]
    standings: Sequence[Standing]
    after: Sequence[Tally]


@dataclass(frozen=True, slots=True)
class SpoolLook:
    """What was found at this machine's spool, before the log's last tallies; `name` is that of the copier that empties it."""

    name: str
    tallies: Sequence[Tally]
    standings: Sequence[Standing]


def stage_of(name: str) -> str:
    """The stage that a tally's name belongs to: copiers bear the name of what they copy, too."""
    return RECEIVE if name.startswith(SPOOL) else OUTBOX.rstrip(".") if name.startswith(OUTBOX) else name


def accounts(look: Look, spool: SpoolLook | None = None, letters: Iterable[DeadLetter] | None = None) -> list[Account]:
    """The account of each stage, in the order of one message's way; one that has not begun has everything still to read.

    With a spool, the account of `receive` is this machine's. With all letters, those that are gone are noticed, too.
    """
    standings = {standing.group: standing for standing in look.standings}
    order = [*topics.READ_BY, *sorted(standings.keys() - topics.READ_BY.keys())]
    parked = None if letters is None else Counter((letter.stage, letter.topic) for letter in letters)
    found = []
    for stage in order:
        standing = standings.get(stage) or _not_begun(look, stage)
        flows = [_flow(look, standing, topic, parked) for topic in standing.waiting]
        if stage == RECEIVE and spool is not None:
            flows.insert(0, _spooled(look, spool, parked))
        if flows:
            found.append(_account(look, stage, flows, spool, parked))
    return found


def _not_begun(look: Look, stage: str) -> Standing:
    """Where a stage stands that never committed."""
    waiting = {topic: _written(look.after, topic) for topic in topics.READ_BY[stage]}
    return Standing(stage, {topic: count for topic, count in waiting.items() if count}, None)


def _flow(look: Look, standing: Standing, topic: str, parked: Mapping[tuple[str, str], int] | None) -> Flow:
    stage, waiting = standing.group, standing.waiting[topic]
    read_before, read = (_read(tallies, stage, topic) for tallies in (look.before, look.after))
    written_before, written = (_written(tallies, topic) for tallies in (look.before, look.after))
    return Flow(
        stage=stage,
        topic=topic,
        written=written,
        read=read,
        waiting=waiting,
        missing=max(0, written_before - read - waiting),
        foreign=max(0, read_before - written) if written or topic != topics.INTAKE else 0,  # doors write straight to brokers
        parked=None if parked is None else parked[stage, topic],
    )


def _spooled(look: Look, spool: SpoolLook, parked: Mapping[tuple[str, str], int] | None) -> Flow:
    """The deliveries of this machine. What was taken from the spool is what the log knows of it, whatever the spool noted."""
    taken = sum(_written(look.after, topic, (spool.name,)) for topic in (*topics.WRITTEN_ONCE_BY[RECEIVE], topics.DEADLETTERS))
    written = _written(spool.tallies, topics.INTAKE)
    waiting = sum(standing.waiting.get(topics.INTAKE, 0) for standing in spool.standings)
    waiting = min(waiting, max(0, written - taken))  # after a crash the spool notes only with the next commit what was taken
    return Flow(
        stage=RECEIVE,
        topic=topics.INTAKE,
        written=written,
        read=taken,
        waiting=waiting,
        missing=max(0, written - taken - waiting),
        foreign=0,
        parked=None if parked is None else parked[RECEIVE, topics.INTAKE],
    )


def _account(
    look: Look, stage: str, flows: Sequence[Flow], spool: SpoolLook | None, letters: Mapping[tuple[str, str], int] | None
) -> Account:
    spooled = stage == RECEIVE and spool is not None
    names = (stage, spool.name) if spool is not None and spooled else (stage,)  # of spools, the one that is seen from here
    mine = [tally for tally in look.after if tally.stage == stage]
    read = sum(tally.read for tally in mine) + (flows[0].read if spooled else 0)
    repeated = sum(tally.repeated for tally in mine)
    parked = _written(look.after, topics.DEADLETTERS, names)
    makes = topics.WRITTEN_ONCE_BY.get(stage, ())
    done = sum(_written(look.after, topic, names) for topic in makes) if makes else read - repeated - parked
    unlettered = 0
    if letters is not None:
        ever = sum(t.written for t in look.before if stage_of(t.stage) == stage and t.topic == topics.DEADLETTERS)
        unlettered = max(0, ever - sum(count for (of, _), count in letters.items() if of == stage))
    return Account(stage, tuple(flows), read, done, repeated, parked, unlettered)


def _read(tallies: Iterable[Tally], stage: str, topic: str) -> int:
    return sum(tally.read for tally in tallies if (tally.stage, tally.topic) == (stage, topic))


def _written(tallies: Iterable[Tally], topic: str, names: tuple[str, ...] | None = None) -> int:
    """How many records were written to the topic: by these, or by everybody."""
    return sum(tally.written for tally in tallies if tally.topic == topic and (names is None or tally.stage in names))
