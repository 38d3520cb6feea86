"""The dead letters: what was parked, and what people decided about it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from golddust import topics, wire
from golddust.errors import Conflict, NotFound
from golddust.events import DeadLetter
from golddust.ports import Log
from golddust.records import Entry, Place, Record

PAGE = 1000
PAGE_OF_COPIES = 20
"""A copy may have 25 MiB, and a page is held in memory."""
KEY = "parked_key"
"""Header of a parked copy: the record's own key."""
GONE = "gone"
"""Header of what takes a parked copy's place once its letter was decided about."""
_KINDS = (
    ("given_up", re.compile(r"; given up after \d+ tries$")),
    ("unknown_type", re.compile(r"^(no reader for events of type|expected|not for the store)\b")),
    ("too_large", re.compile(r"\bmore (than the \d+ )?bytes\b")),
    ("malformed", re.compile(r"^(the body is no|no delivery)\b|; the original is kept as ")),
)


def kind_of(reason: str) -> str:
    """The kind of a letter's reason, in a word, for counting: a reason itself is written for people."""
    return next((kind for kind, pattern in _KINDS if pattern.search(reason)), "refused")


@dataclass(frozen=True, slots=True)
class Letters:
    """The dead letters on a log. What is decided about one is a later event of the same id."""

    log: Log
    now: Callable[[], datetime]

    def all(self) -> list[DeadLetter]:
        """Every letter in its latest state, oldest first."""
        latest: dict[str, DeadLetter] = {}
        for record in _records(self.log, topics.DEADLETTERS):
            letter = wire.event_of(record, DeadLetter)
            latest[letter.id] = letter
        return list(latest.values())

    def parked(self) -> list[DeadLetter]:
        """The letters that nobody has decided about."""
        return [letter for letter in self.all() if letter.state == "parked"]

    def find(self, letter_id: str) -> DeadLetter:
        """The letter of that id, or of the only id that begins so. Raises NotFound."""
        found = [letter for letter in self.all() if letter.id.startswith(letter_id)]
        if len(found) != 1:
            raise NotFound(f"{len(found) or 'no'} dead letters have an id that begins with {letter_id!r}")
        return found[0]

    def record(self, letter: DeadLetter) -> Record:
        """The record that the letter is about. Raises NotFound when the log no longer holds it.

        It is the copy that was parked with the letter: the place itself may be on a spool elsewhere, or have expired.
        """
        found: Record | None = None
        for copy in _records(self.log, topics.PARKED, PAGE_OF_COPIES):
            if copy.key == letter.id and GONE not in copy.headers:
                found = copy
        if found is not None:
            return _as_it_lay(found, letter)
        place = Place(letter.topic, letter.partition, letter.position)
        record = self.log.fetch(place)
        if record is None:
            raise NotFound(f"the log no longer holds {place}")
        return record

    def retry(self, letter: DeadLetter) -> None:
        """Give the record to the stage that parked it, and to that stage alone. Raises Conflict when it was decided about."""
        record = self.record(letter)
        again = Entry(topics.again(letter.stage), record.key, record.value, record.headers)
        self._decide(letter, "retried", again)

    def drop(self, letter: DeadLetter) -> None:
        """Count the letter as done with. The record stays where it lies."""
        self._decide(letter, "dropped")

    def _decide(self, letter: DeadLetter, state: str, *entries: Entry) -> None:
        if letter.state != "parked":
            raise Conflict(f"this letter was {letter.state} already")
        decided = wire.entry(replace(letter, state=state, at=self.now()))
        gone = Entry(topics.PARKED, letter.id, b"", {GONE: "yes"})
        self.log.append([*entries, decided, gone])


def parked_copy(letter: DeadLetter, record: Record) -> Entry:
    """The copy that goes with a letter, kept until it is decided about."""
    return Entry(topics.PARKED, letter.id, record.value, {**record.headers, KEY: record.key})


def _as_it_lay(copy: Record, letter: DeadLetter) -> Record:
    headers = {name: value for name, value in copy.headers.items() if name != KEY}
    return Record(letter.topic, letter.partition, letter.position, copy.headers[KEY], copy.value, headers, copy.appended_at)


def _records(log: Log, topic: str, page_size: int = PAGE) -> Iterator[Record]:
    reader = log.browse(topic, until_now=True)
    try:
        while page := reader.read(page_size, wait=0):
            yield from page
    finally:
        reader.close()
