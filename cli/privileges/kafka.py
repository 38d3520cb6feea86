"""What each role's user must be allowed to do at Kafka: made from what its stages read and write (`golddust/topics.py`)."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from golddust import topics
from golddust.bus.kafka.layout import LEDGER, SEEN
from golddust.bus.kafka.log import APPENDER
from golddust.conservation import OUTBOX, SPOOL
from golddust.letters import DECIDING

Kind = Literal["topic", "group", "transactional-id"]
Operation = Literal["Read", "Write", "Describe", "Create"]
STAGES = {
    "forward": ("receive",),
    "tag": ("tag",),
    "store": ("store",),
    "complaints": ("complaints", "reply-outcomes"),
    "replies": ("replies", "reply-statuses", "staff"),
    "mirrors": ("mirrors",),
}
"""The stages that run in each role of `golddust work`; `media`, `promises`, `subscriptions` and the doors have none."""
FOLLOWER = "subscriptions"
"""Reads what may be subscribed to, as nobody's group: its positions are in the database."""
FOLLOWED = (topics.TAGGED, topics.ISSUES, topics.COMPLAINTS, topics.BY_TOPIC)
ERASER = "promises"
"""Erases people: it must see which dead letters are theirs, and decides about those."""
DROPPERS = (ERASER, "store")
"""The other one decides about dead letters about which nobody decided for too long."""
OPERATORS = ("console", "operator")
"""Who looks at every topic and decides about dead letters; an operator's commands also give records again."""
DOORS = ("http", "smtp")
"""They have a user only where what comes in goes straight to the brokers."""
_LETTERS = (topics.DEADLETTERS, topics.PARKED)
_ONCE = {"tag": True, "receive": False}
_COPIED = "golddust.copier."


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Acl:
    """One thing that a user may do; `prefixed`: to all whose names begin so."""

    user: str
    kind: Kind
    prefixed: bool
    operation: Operation
    name: str


def _group(role: str, name: str, operation: Operation) -> Acl:
    return Acl(user=role, kind="group", prefixed=name.endswith("."), operation=operation, name=name)


@dataclass(frozen=True, slots=True)
class Cluster:
    """`prefix` of [log]; `straight`: [ingest] durability is broker; `users`: what stands before a role in its user's name."""

    prefix: str = ""
    straight: bool = False
    users: str = "golddust-"


def acls(cluster: Cluster) -> list[Acl]:
    """Everything that must be allowed, each once, sorted."""
    found: set[Acl] = set()
    for role, stages in STAGES.items():
        found |= {acl for stage in stages for acl in _stage(role, stage, cluster)}
    found |= {*_measuring("forward", cluster), *_copying("forward", SPOOL, topics.WRITTEN_BY["receive"])}
    found |= set(_copying("complaints", OUTBOX, topics.WRITTEN_BY["outbox"]))
    found |= {*_describing(FOLLOWER), *(_topic(FOLLOWER, name, "Read") for name in FOLLOWED)}
    for role in DROPPERS:
        found |= {_topic(role, name, "Read") for name in _LETTERS} | set(_copying(role, DECIDING, _LETTERS))
    for role in OPERATORS:
        found |= set(_operating(role, cluster))
    if cluster.straight:
        found |= {_topic(role, topics.INTAKE, op) for role in DOORS for op in ("Write", "Describe")}
    return sorted(_here(acl, cluster) for acl in found)


def _here(acl: Acl, cluster: Cluster) -> Acl:
    return replace(acl, user=cluster.users + acl.user, name=cluster.prefix + acl.name)


def _stage(role: str, stage: str, cluster: Cluster) -> Iterator[Acl]:
    once = _ONCE.get(stage, False) or (stage == "receive" and cluster.straight)
    reads = [topics.again(stage), *topics.READ_BY[stage]]
    if stage == "receive" and not cluster.straight:
        reads = [topics.again(stage)]  # what comes in is read from this machine's spool
    writes = [*topics.WRITTEN_BY.get(stage, ()), topics.DEADLETTERS, topics.PARKED]
    yield from (_topic(role, name, "Read") for name in reads)
    yield from (_topic(role, name, "Write") for name in writes)
    if once:
        yield from (_topic(role, SEEN + stage, op) for op in ("Read", "Write"))
    yield from _writing(role, f"golddust.{stage}.")
    yield _group(role, f"golddust.{stage}", "Read")
    yield from _describing(role)


def _writing(role: str, names: str) -> Iterator[Acl]:
    """Transactions under these names, each with its page of the ledger, where they find out how far they came."""
    yield from (_topic(role, LEDGER, op) for op in ("Read", "Write"))
    for op in ("Write", "Describe"):
        yield Acl(user=role, kind="transactional-id", prefixed=True, operation=op, name=names)


def _copying(role: str, name: str, writes: Iterable[str]) -> Iterator[Acl]:
    """What a copier writes."""
    yield from (_topic(role, topic, "Write") for topic in writes)
    yield from _writing(role, _COPIED + name)
    yield from _describing(role)


def _describing(role: str) -> Iterator[Acl]:
    """Names of our topics and how many records they have: nothing of what is in them."""
    yield from (_topics(role, start, "Describe") for start in _STARTS)


_STARTS = sorted({name.partition(".")[0] for name in (*topics.PUBLIC, topics.INTAKE)})


def _measuring(role: str, cluster: Cluster) -> Iterator[Acl]:
    """How far each stage is behind: its position, and the time of the first record that it has not read."""
    yield _group(role, "golddust.", "Describe")
    read = {topic for one in topics.READ_BY.values() for topic in one}
    yield from (_topic(role, topic, "Read") for topic in (read if cluster.straight else read - {topics.INTAKE}))
    yield from (_topic(role, topics.again(stage), "Read") for stage in topics.READ_BY)
    yield from (_topic(role, topic, "Read") for topic in (topics.DEADLETTERS, LEDGER))


def _operating(role: str, cluster: Cluster) -> Iterator[Acl]:
    yield from _describing(role)
    yield from _measuring(role, cluster)
    yield from (_topic(role, topic, "Read") for topic in (*topics.PUBLIC, topics.PARKED))
    given = [topics.DEADLETTERS, topics.PARKED, *map(topics.again, topics.READ_BY)]
    yield from _copying(role, DECIDING, given)
    if role == "operator":
        yield from (_topics(role, start, "Read") for start in _STARTS)
        yield from _writing(role, f"golddust.{APPENDER}.")


def _topic(role: str, name: str, operation: Operation) -> Acl:
    """BY_TOPIC stands for all that begin so."""
    return Acl(user=role, kind="topic", prefixed=name == topics.BY_TOPIC, operation=operation, name=name)


def _topics(role: str, start: str, operation: Operation) -> Acl:
    return Acl(user=role, kind="topic", prefixed=True, operation=operation, name=start)


def as_script(wanted: Iterable[Acl]) -> str:
    """A shell script that allows all this by Kafka's own `kafka-acls`, asked with the words in $KAFKA_ACLS."""
    lines = [
        "#!/bin/sh",
        "# Written by `golddust privileges kafka`. Say how your kafka-acls is called, and as whom it may change ACLs:",
        '# KAFKA_ACLS="kafka-acls.sh --bootstrap-server broker:9093 --command-config admin.properties" sh this',
        "set -eu",
        ': "${KAFKA_ACLS:?how kafka-acls is called}"',
    ]
    key = _alike
    for (user, kind, prefixed, operations), named in groupby(sorted(_by_name(wanted), key=key), key=key):
        words = [f"--operation {operation}" for operation in operations]
        words += [f"--{kind} {shlex.quote(name)}" for *_, name in named]
        pattern = "prefixed" if prefixed else "literal"
        lines.append(
            f"$KAFKA_ACLS --add --allow-principal {shlex.quote(f'User:{user}')} --resource-pattern-type {pattern} "
            + " ".join(words)
        )
    return "\n".join(lines) + "\n"


_Named = tuple[str, Kind, bool, tuple[Operation, ...], str]


def _by_name(wanted: Iterable[Acl]) -> Iterator[_Named]:
    """All operations on one name together."""

    def key(acl: Acl) -> tuple[str, Kind, bool, str]:
        return acl.user, acl.kind, acl.prefixed, acl.name

    for (user, kind, prefixed, name), same in groupby(sorted(wanted, key=key), key=key):
        yield user, kind, prefixed, tuple(sorted({acl.operation for acl in same})), name


def _alike(named: _Named) -> tuple[str, Kind, bool, tuple[Operation, ...]]:
    return named[:4]
