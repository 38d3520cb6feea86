"""Which records of a log are a person's, and what is left of each."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from golddust import topics, wire
from golddust.database.erasing.waiting import Known, said_at
from golddust.erased import emptied, is_erased, without_words
from golddust.errors import GoldDustError, Malformed, UnknownVersion
from golddust.events import CaseEvent, Channel, ConsentChanged, DeadLetter, Delivery, Event, Feedback
from golddust.letters import GONE, KEY, Letters
from golddust.records import Entry, Record

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from golddust.database.erasing.whose import Whose
    from golddust.ports import ChannelReader, Log

Covers = Callable[[str, datetime], bool]
"""Whether what this pseudonym said at that time is to be erased."""
PAGE = 50
SHORTEST_WORD = 6
"""Letters of an address that are looked for in what nobody can read; fewer would be found anywhere."""
_KEPT_AS = re.compile(r"the original is kept as ([0-9a-f]{64})")
NEVER_THEIRS = (topics.DEADLETTERS, topics.CONSENTS)
"""They hold no words: where records lie, and that somebody wants nothing from us, which must be kept."""


@dataclass(slots=True)
class TheirRecords:
    """Knows a person's records, by whoever is named in them, by ids of what is theirs, or by how the original reads.

    What cannot be read by anybody is theirs when it says that it is from an address of theirs; where that stands in it otherwise,
    it may be another's, and people are to look: `mentioned` gathers the places. `originals` gathers what their messages name.
    """

    covers: Covers
    known: Known
    feedback: frozenset[str]
    addresses: tuple[bytes, ...]
    readers: "Mapping[Channel, ChannelReader]"
    pseudonym: Callable[[Feedback], str]
    originals: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)

    def left_of(self, record: Record) -> Entry | None:
        """What is to stand in its place; None where it stays as it is."""
        if is_erased(record) or record.topic in NEVER_THEIRS:
            return None
        if record.topic == topics.PARKED:
            copy = _as_it_was(record)
            return emptied(record) if copy is not None and self.what(copy) is not None else None
        found = self.what(record)
        if isinstance(found, CaseEvent):
            return self._step(record, found)
        return None if found is None else emptied(record)

    def what(self, record: Record) -> Event | Delivery | bytes | None:
        """What they said, or what was said of them; None when it is not theirs. Bytes are what nobody can read."""
        if "ce_type" in record.headers:
            return self._event(record)
        return self._delivery(record) if record.headers.get("channel") else self._unreadable(record)

    def _event(self, record: Record) -> Event | bytes | None:
        try:
            event = wire.event(record)
        except (Malformed, UnknownVersion):
            return self._unreadable(record)
        if isinstance(event, ConsentChanged):
            return None
        theirs = self.covers(getattr(event, "customer", ""), said_at(event, record.appended_at))
        if isinstance(event, CaseEvent):
            theirs = theirs or event.about in self.feedback
        if not (theirs or self.known.has(event)):
            return None
        if isinstance(event, Feedback) and event.original:
            self.originals.add(event.original)
        return event

    def _step(self, record: Record, event: CaseEvent) -> Entry | None:
        """A step without words: the history of the case keeps its numbers."""
        others = not (self.covers(event.customer, event.at) or event.case in self.known.cases)
        goes_on_as = self.known.shared.get(event.case, "")
        left = without_words(event, goes_on_as, told_by=self.feedback if others else None)
        return None if left == event else Entry(record.topic, record.key, wire.entry(left).value, record.headers)

    def _delivery(self, record: Record) -> Delivery | bytes | None:
        try:
            delivery = wire.delivery(record)
        except Malformed:
            return self._unreadable(record)
        if delivery.id in self.feedback:
            return delivery
        try:
            read = self.readers[delivery.channel](delivery)
        except (GoldDustError, LookupError, ValueError):
            return self._unreadable(record)
        return delivery if self.covers(self.pseudonym(read), delivery.received_at) else None

    def _unreadable(self, record: Record) -> bytes | None:
        if self.covers(record.key, record.appended_at):
            return record.value
        values = {value.strip().lower().encode("utf-8", "surrogatepass") for value in record.headers.values()}
        said = b"\n".join((record.value.lower(), *values))
        found = [word for word in self.addresses if _whole(word).search(said)]
        if any(word in values or _sender(word).search(said) for word in found):
            return record.value
        if found:
            self.mentioned.add(str(record.place))
        return None


def their_records(installation: "Installation", theirs: "Sequence[Whose]", covers: Covers) -> TheirRecords:
    """By what is theirs in the database, and by the register."""
    from ingest.registry import readers  # noqa: PLC0415 - what reads mail is loaded by who erases alone

    words = [address.strip().lower().removeprefix("whatsapp:") for one in theirs for address in one.addresses]
    return TheirRecords(
        covers=covers,
        known=Known(
            frozenset(),  # whoever is named is asked for in the register, which knows the time
            frozenset(case for one in theirs for case in one.alone),
            frozenset(reply for one in theirs for reply in one.replies),
            shared={case: customer for one in theirs for case, customer in one.shared.items()},
            feedback=frozenset(message for one in theirs for message in one.feedback),
        ),
        feedback=frozenset(message for one in theirs for message in one.feedback),
        addresses=tuple(word.encode() for word in words if len(word) >= SHORTEST_WORD),
        readers=readers(installation.settings.hooks, installation.keys, installation.settings.sms.words.words),
        pseudonym=lambda read: installation.keys.pseudonym_of(read.address, read.id),
    )


def their_letters(letters: Letters, mine: TheirRecords) -> tuple[list[DeadLetter], set[str]]:
    """Their dead letters, about which is to be decided so that nobody gives them to a stage again; and the originals named."""
    waiting = letters.parked()
    ids = {record.key for record in records(letters.log, topics.PARKED) if mine.left_of(record) is not None} if waiting else set()
    theirs = [letter for letter in waiting if letter.id in ids]
    return theirs, {match[1] for letter in theirs for match in _KEPT_AS.finditer(letter.reason)}


def records(log: "Log", topic: str) -> Iterator[Record]:
    """All that lies on the topic now; nothing where there is no such topic."""
    if topic not in log.topics():
        return
    with closing(log.browse(topic, until_now=True)) as reader:
        while page := reader.read(PAGE, wait=0):
            yield from page


@lru_cache(maxsize=64)
def _whole(word: bytes) -> re.Pattern[bytes]:
    """The address as it is, not as a part of a longer one."""
    return re.compile(rb"(?<![\w.+-])" + re.escape(word) + rb"(?![\w-]|\.\w)")


@lru_cache(maxsize=64)
def _sender(word: bytes) -> re.Pattern[bytes]:
    """Where it is said, in mail, JSON or a form, that it comes from there."""
    return re.compile(
        rb"(?:^|[\W_])(?:from|sender|reply-to|return-path)[\"']?\s*[:=][^\r\n]{0,200}?" + _whole(word).pattern, re.MULTILINE
    )


def _as_it_was(copy: Record) -> Record | None:
    """The record that a parked copy is of; None once it was decided about."""
    if GONE in copy.headers or KEY not in copy.headers:
        return None
    headers = {name: value for name, value in copy.headers.items() if name != KEY}
    return Record("", copy.partition, copy.position, copy.headers[KEY], copy.value, headers, copy.appended_at)
