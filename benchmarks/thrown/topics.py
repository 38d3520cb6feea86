"""Records that none of our stages would write, put straight on the topics that our stages read, among good ones."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from benchmarks.fuzz import damaged
from benchmarks.thrown import odd
from golddust import topics, wire
from golddust.events import Event, ReplyOutcome
from golddust.records import Entry
from golddust.specimens import SPECIMENS
from ingest.inbox import new_delivery

BY_TOPIC: Mapping[str, tuple[Event, ...]] = {
    topic: tuple(one for one in SPECIMENS if wire.FORMS[type(one)].topic == topic)
    for topic in {f.topic for f in wire.FORMS.values()}
}
TOPICS = tuple(
    dict.fromkeys(
        [
            topics.INTAKE,
            *BY_TOPIC,
            *(one for read in topics.READ_BY.values() for one in read),
            *map(topics.again, topics.READ_BY),
            topics.PARKED,
        ]
    )
)
"""All that our stages and pages read."""
GOOD_SHARE = 0.6
"""A stage ends itself when more than half of its last 200 records became dead letters, which it should."""
HEADERS = (
    "ce_type",
    "ce_id",
    "ce_time",
    "ce_source",
    "ce_specversion",
    "content-type",
    "traceparent",
    "ce_revision",
    "id",
    "channel",
    "received_at",
    "fact_x",
    "reused",
    "parked_key",
    "gone",
)


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as a broker takes it: any of it may be missing, and names may come twice."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]

    @property
    def entry(self) -> Entry:
        """As the log in a file takes it."""
        named = {name: "" if value is None else value.decode("utf-8", "replace") for name, value in self.headers}
        return Entry(self.topic, (self.key or b"").decode("utf-8", "replace"), self.value or b"", named)


def good(topic: str, number: int, dice: random.Random, case: str = "") -> Entry:
    """What belongs there, each under an id of its own; what is about a case is about that one, which there is."""
    if topic in (topics.INTAKE, topics.again("receive")):
        said = b'{"message": "My parcel is late, and nobody answers. %d"}' % number
        delivery = new_delivery("hook", "shop", f"good-{number}", said, said, datetime.now(UTC), "", {})
        return replace(wire.delivery_entry(delivery), topic=topic)
    event = dice.choice(_for(topic))
    if case and isinstance(event, ReplyOutcome):
        event = msgspec.structs.replace(event, case=case)
    return wire.entry(msgspec.structs.replace(event, id=f"good-{number}"), topic)


def _for(topic: str) -> tuple[Event, ...]:
    """What a topic holds; through those of what is to be tried again goes what the stage reads."""
    if topic in BY_TOPIC:
        return BY_TOPIC[topic]
    read = topics.READ_BY.get(topic.removeprefix(topics.AGAIN), ())
    return tuple(one for name in read for one in BY_TOPIC.get(name, ())) or SPECIMENS


def odd_record(topic: str, number: int, dice: random.Random) -> Raw:
    """A record of the topic with an odd value, odd headers, or an odd key."""
    entry = good(topic, number, dice)
    shape: Any = msgspec.json.decode(entry.value)
    value: bytes | None = entry.value
    for _ in range(dice.randrange(1, 4)):
        shape = odd.changed(shape, dice)
    how = dice.choice((*["shape"] * 6, "bytes", *["as it was"] * 3))
    if how == "shape":
        value = odd.as_json(shape, dice)
    elif how == "bytes":
        value = dice.choice((b"", None, dice.randbytes(50), damaged(entry.value, dice), b"null", b"[]", b'"x"', b"\0" * 1000))
    headers = [(name, content.encode()) for name, content in entry.headers.items()]
    if not dice.randrange(2):
        headers = _odd_headers(headers, dice)
    key = (
        entry.key.encode()
        if dice.randrange(4)
        else dice.choice((b"", None, b"\xff\xfe", b"\0", b"k" * 5000, odd.text(dice).encode("utf-8", "replace")))
    )
    return Raw(topic, key, value, tuple(headers))


def _odd_headers(headers: list[tuple[str, bytes]], dice: random.Random) -> list[tuple[str, Any]]:
    made: list[tuple[str, Any]] = list(headers)
    for _ in range(dice.randrange(1, 4)):
        name = dice.choice(HEADERS)
        content = dice.choice(
            (odd.text(dice).encode("utf-8", "surrogatepass"), b"\xff\xfe", b"", None, b"golddust.feedback.tagged.v2")
        )
        if not dice.randrange(3):
            made = [pair for pair in made if pair[0] != name]
        elif not dice.randrange(3):
            other = dice.choice(sorted(one.type for one in wire.FORMS.values()))
            made = [("ce_type", other.encode()) if pair[0] == "ce_type" else pair for pair in made]
        else:
            made = [*(pair for pair in made if pair[0] != name or not dice.randrange(4)), (name, content)]
    return made


def records(seed: str, count: int, case: str = "") -> Iterator[Raw | Entry]:
    """So many odd records over all topics, and more good ones among them."""
    dice, number = random.Random(seed), 0
    while number < count:
        topic = dice.choice(TOPICS)
        if dice.random() < GOOD_SHARE:
            yield good(topic, number, dice, case)
            continue
        number += 1
        yield odd_record(topic, number, random.Random(f"{seed}/{number}"))
