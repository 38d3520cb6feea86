"""The dead letters: what was parked, and what people decided about it.

Of two who decide about a letter at the same time, in whatever processes, one is told that the other was quicker: decisions are
appended under one name (`Copier`), which shuts out whoever had it before.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from golddust import topics, wire
from golddust.errors import Conflict, Malformed, NotFound, Unavailable, UnknownVersion
from golddust.events import DeadLetter
from golddust.ports import Log
from golddust.records import Entry, Place, Record, Tally

PAGE = 1000
PAGE_OF_COPIES = 20
"""A copy may have 25 MiB, and a page is held in memory."""
KEY = "parked_key"
"""Header of a parked copy: the record's own key."""
GONE = "gone"
"""Header of what takes a parked copy's place once its letter was decided about."""
DECIDING = "letters"
"""The name under which decisions are appended."""
TRIES = 3
"""So often a decision is begun anew when somebody else decided meanwhile, or the log was away for a moment."""
CLOCKS_APART = timedelta(minutes=10)
"""A copy is appended together with its letter, but perhaps by another machine's clock."""
AT_ONCE, BYTES_AT_ONCE = 200, 8 << 20
"""Letters that are decided about in one transaction, and about how large it may be."""
Decided = Literal["retried", "dropped"]
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
class Decisions:
    """What became of letters that were to be decided about: done now, decided about before, and those whose record is gone."""

    done: int = 0
    before: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Letters:
    """The dead letters on a log. What is decided about one is a later event of the same id. Threads may share it."""

    log: Log
    now: Callable[[], datetime]
    _one: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def all(self) -> list[DeadLetter]:
        """Every letter in its latest state, oldest first; what others wrote there that is no letter is passed over."""
        latest: dict[str, DeadLetter] = {}
        for record in _records(self.log, topics.DEADLETTERS):
            try:
                letter = wire.event_of(record, DeadLetter)
            except (Malformed, UnknownVersion):
                continue
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
        for _, record in self._held([letter]):
            return record
        raise NotFound(f"the log no longer holds {_place(letter)}")

    def retry(self, letter: DeadLetter) -> None:
        """Give the record to the stage that parked it, and to that stage alone.

        Raises Conflict when it was decided about, NotFound when the log no longer holds the record.
        """
        self._one_decided(letter, "retried")

    def drop(self, letter: DeadLetter) -> None:
        """Count the letter as done with. The record stays where it lies. Raises Conflict when it was decided about."""
        self._one_decided(letter, "dropped")

    def decide(self, letters: Collection[DeadLetter], state: Decided) -> Decisions:
        """Retry, or drop, all of these of which nobody has decided yet.

        Raises Unavailable; then some may be decided about, and the same call goes on with the others.
        """
        at, failed = self.now(), 0
        with self._one:
            while True:
                try:
                    return self._decided(letters, state, at, again=failed > 0)
                except Unavailable:
                    failed += 1
                    if failed == TRIES:
                        raise

    def drop_older(self, before: datetime, held: Callable[[Collection[str]], Collection[str]]) -> int:
        """Count letters from before then as dropped, of which nobody decided; their copies go. Returns how many.

        `held` says whose records stay, of customers' pseudonyms. Raises Unavailable.
        """
        old = [letter for letter in self.parked() if letter.at < before]
        keys = {letter.id: record.key for letter, record in self._held(old)}
        stay = set(held(sorted(set(keys.values())))) if keys else set()
        return self.decide([letter for letter in old if keys.get(letter.id) not in stay], "dropped").done

    def _one_decided(self, letter: DeadLetter, state: Decided) -> None:
        came = self.decide([letter], state)
        if came.gone:
            raise NotFound(f"the log no longer holds {_place(letter)}")
        if not came.done:
            raise Conflict(f"this letter was {self.find(letter.id).state} already")

    def _decided(self, letters: Collection[DeadLetter], state: Decided, at: datetime, *, again: bool) -> Decisions:
        """One turn; `again`: an earlier one may have gone through, so what was decided just so is ours."""
        with closing(self.log.copier(DECIDING)) as copier:
            copier.positions()  # from here on, whoever decides beside us is refused, or we are
            latest = {letter.id: letter for letter in self.all()}
            now = [latest.get(letter.id, letter) for letter in letters]
            open_ = [letter for letter in now if letter.state == "parked"]
            ours = sum(again and letter.state == state and letter.at == at for letter in now)
            done = 0
            for number, entries in self._transactions(open_, state, at):
                copier.append(entries, {})
                done += number
        return Decisions(ours + done, len(now) - len(open_) - ours, len(open_) - done)

    def _transactions(self, letters: Sequence[DeadLetter], state: Decided, at: datetime) -> Iterator[tuple[int, list[Entry]]]:
        """What is to be appended together, with the number of letters in it; those are left out whose record is gone."""
        number, size, entries = 0, 0, list[Entry]()
        for letter, again in self._again(letters) if state == "retried" else ((letter, []) for letter in letters):
            decided = wire.entry(replace(letter, state=state, at=at))
            entries += [*again, decided, Entry(topics.PARKED, letter.id, b"", {GONE: "yes"})]
            number, size = number + 1, size + sum(len(entry.value) for entry in again)
            if number == AT_ONCE or size > BYTES_AT_ONCE:
                yield number, entries
                number, size, entries = 0, 0, []
        if number:
            yield number, entries

    def _again(self, letters: Sequence[DeadLetter]) -> Iterator[tuple[DeadLetter, list[Entry]]]:
        for letter, record in self._held(letters):
            yield letter, [Entry(topics.again(letter.stage), record.key, record.value, record.headers)]

    def _held(self, letters: Sequence[DeadLetter]) -> Iterator[tuple[DeadLetter, Record]]:
        """Each letter whose record is still there, with it. All of them cost one way through the copies, or less."""
        left = {letter.id: letter for letter in letters}
        if not left:
            return
        for since in (min(letter.at for letter in letters) - CLOCKS_APART, None):
            for copy in _records(self.log, topics.PARKED, PAGE_OF_COPIES, since):
                letter = left.pop(copy.key, None) if GONE not in copy.headers and KEY in copy.headers else None
                if letter is not None:
                    yield letter, _as_it_lay(copy, letter)
                if not left:
                    return
        for letter in left.values():
            record = self.log.fetch(_place(letter))
            if record is not None:
                yield letter, record


class ParkedLetters:
    """The letters that wait for a decision, read again only when some were written since: that is rare. Threads may share it."""

    def __init__(self, letters: Callable[[], Letters]) -> None:
        self._letters = letters
        self._reading = threading.Lock()
        self._written = 0
        self._found: Sequence[DeadLetter] = ()

    def all(self, tallies: Sequence[Tally]) -> Sequence[DeadLetter]:
        """Those that wait, the oldest first, by the log's tallies as they are now. Raises Unavailable."""
        written = sum(tally.written for tally in tallies if tally.topic == topics.DEADLETTERS)
        with self._reading:
            if written != self._written:
                self._found = self._letters().parked()
                self._written = written
            return self._found

    def counted(self, tallies: Sequence[Tally]) -> Counter[tuple[str, str]]:
        """How many wait, by stage and kind of reason. Raises Unavailable."""
        return Counter((letter.stage, kind_of(letter.reason)) for letter in self.all(tallies))


def parked_copy(letter: DeadLetter, record: Record) -> Entry:
    """The copy that goes with a letter, kept until it is decided about."""
    return Entry(topics.PARKED, letter.id, record.value, {**record.headers, KEY: record.key})


def _place(letter: DeadLetter) -> Place:
    return Place(letter.topic, letter.partition, letter.position)


def _as_it_lay(copy: Record, letter: DeadLetter) -> Record:
    headers = {name: value for name, value in copy.headers.items() if name != KEY}
    return Record(letter.topic, letter.partition, letter.position, copy.headers[KEY], copy.value, headers, copy.appended_at)


def _records(log: Log, topic: str, page_size: int = PAGE, since: datetime | None = None) -> Iterator[Record]:
    reader = log.browse(topic, since=since, until_now=True)
    try:
        while page := reader.read(page_size, wait=0):
            yield from page
    finally:
        reader.close()
