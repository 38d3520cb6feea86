"""Erases a person: everywhere, once and, after a backup was restored, again.

First the register says who is gone, so that stages drop what is under way; then store, originals, dead letters, log and spool
are gone through; then what a stage was just writing; then the files are written anew (`shredding.py`). Each step can be done
again without harm.
"""
# ruff: noqa: PLC0415 - the database is loaded by who erases alone

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cli.privacy.erased_people import covering
from cli.privacy.erasing_log import TheirRecords, records, their_letters, their_records
from golddust.errors import NotFound
from golddust.letters import Letters
from golddust.records import Entry, Record

if TYPE_CHECKING:
    from cli.privacy.erasures import Begun
    from cli.wiring.installation import Installation
    from golddust.bus.sqlite import SqliteLog
    from golddust.database.erasing.whose import Whose

REGISTER = "erasures.jsonl"
"""The register beside the database, in the data folder: it outlives a database that is set back to an earlier state."""
LATELY = timedelta(days=1)
"""So long after an erasure it is looked whether something of it was still under way."""


@dataclass(slots=True)
class Found:
    """What was erased, or would be, counted by place; `tables` of the store in which something was.

    `mentioned` are places of records that nobody can read and that name an address of theirs: people decide about them.
    """

    places: Counter[str] = field(default_factory=Counter)
    tables: set[str] = field(default_factory=set)
    originals: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)

    def rows(self, rows: Mapping[str, int]) -> None:
        """Rows of tables of the store."""
        self.tables.update(rows)
        self.places.update({f"store: {table}": count for table, count in rows.items()})

    def add(self, place: str, count: int) -> None:
        """So many more there."""
        if count:
            self.places[place] += count


def register_path(installation: "Installation") -> Path:
    """Where the register is kept beside the database."""
    return installation.settings.data_dir / REGISTER


def erase(installation: "Installation", begun: "Begun", found: Found) -> None:
    """Erase all that they, who are in the register already, left behind until then. Raises Unavailable: do it again.

    The files are to be written anew afterwards (`cli/privacy/shredding.py`).
    """
    save_register(installation)
    theirs = _erase_stored(installation, begun.customers, begun.until, begun.id, found)
    _erase_on_logs(installation, their_records(installation, [theirs], covering(installation)), found, None)
    _erase_stored(installation, begun.customers, begun.until, begun.id, found)  # what a stage had in its hands at the time


def look(installation: "Installation", customers: Sequence[str]) -> Found:
    """What would be erased; nothing is changed. Raises Unavailable."""
    from golddust.database.engine import reading
    from golddust.database.erasing.counting import counted
    from golddust.database.erasing.whose import whose
    from golddust.database.erasing.wiping import named_by_nobody_else

    now, found = installation.clock.now(), Found()
    with reading(installation.engine) as connection:
        theirs = whose(connection, customers, now)
        found.rows(counted(connection, theirs))
        found.add("originals", len(named_by_nobody_else(connection, theirs)))
    mine = their_records(installation, [theirs], lambda customer, _: customer in theirs.customers)
    for log in own_files(installation):
        for topic in log.topics():
            gone = sum(mine.left_of(record) is not None for record in records(log, topic))
            found.add(_place(installation, topic), gone)
    return found


def erase_again(installation: "Installation", register_file: Path | None = None) -> int:
    """Erase once more whoever the register says was erased, wherever they turned up again; returns how many people that were.

    For a store, log or originals that were set back to an earlier state. `register_file`: a copy of the register that was kept
    beside the backup; its entries are taken into the store first, as are those of the data folder's own copy. What came from
    somebody after they were erased stays. Raises Malformed for what is no register, Unavailable.
    """
    from cli.privacy.shredding import shred_what_is_left
    from golddust.database.engine import writing
    from golddust.database.erasing.register import enter, read_file

    own = register_path(installation)
    files = [*([own] if own.exists() else []), *([register_file] if register_file else [])]
    kept = [one for path in files for one in read_file(path)]
    with writing(installation.engine) as connection:
        enter(connection, kept)
    save_register(installation)
    number = _apply(installation, None)
    shred_what_is_left(installation, at_once=True)
    return number


def sweep(installation: "Installation") -> int:
    """Erase what was under way when somebody was erased lately and was written since; returns how many people had something."""
    from golddust.database.engine import reading
    from golddust.database.erasing.register import everybody

    since = installation.clock.now() - LATELY
    with reading(installation.engine) as connection:
        lately = everybody(connection, since)
    return _apply(installation, since) if lately else 0


def save_register(installation: "Installation") -> None:
    """Keep the register beside the database, too. Raises Unavailable."""
    from golddust.database.engine import reading
    from golddust.database.erasing.register import everybody, write_file

    with reading(installation.engine) as connection:
        gone = everybody(connection)
    if gone:
        write_file(register_path(installation), gone)


def _erase_stored(installation: "Installation", customers: Iterable[str], until: datetime, erasure: str, found: Found) -> "Whose":
    """The store, and the originals that nothing names any more; returns what was theirs.

    Originals go before the rows forget them: when they are away, or we die, the rows still say what is left to do.
    """
    from golddust.database.engine import reading, writing
    from golddust.database.erasing.marks import mark
    from golddust.database.erasing.whose import whose
    from golddust.database.erasing.wiping import named_by_nobody_else, wipe

    with reading(installation.engine) as connection:
        first = named_by_nobody_else(connection, whose(connection, customers, until))
    _delete_originals(installation, first, found)  # many, and perhaps far away: while others write to the store
    with writing(installation.engine) as connection:
        theirs = whose(connection, customers, until)
        wiped = wipe(connection, theirs, erasure, installation.clock.now())
        _delete_originals(installation, wiped.originals, found)  # what came in between
        if wiped.rows:
            mark(connection)
    found.rows(wiped.rows)
    return theirs


def _apply(installation: "Installation", since: datetime | None) -> int:
    """Erase all that is there again of anybody in the register; on the log, of what was appended since then."""
    from golddust.database.engine import reading
    from golddust.database.erasing.everybody import pseudonyms

    covers, found = covering(installation), Found()
    with reading(installation.engine) as connection:
        gone = covers.among(pseudonyms(connection))
    theirs, people = [], 0
    for customer, until in sorted(gone.items()):
        before = found.places.total()
        theirs.append(_erase_stored(installation, [customer], until, "", found))
        people += found.places.total() > before
    before = found.places.total()
    _erase_on_logs(installation, their_records(installation, theirs, covers), found, since)
    return max(people, int(found.places.total() > before))


def _erase_on_logs(installation: "Installation", mine: TheirRecords, found: Found, since: datetime | None) -> None:
    """Dead letters on either log; records where a log can be written to in place; originals that only those name.

    As in the store, originals go before the record that names them does.
    """

    def left_of(record: Record) -> Entry | None:
        left = mine.left_of(record)
        if mine.originals:
            forget_originals(installation, mine.originals, found)
            mine.originals.clear()
        return left

    with suppress(NotFound):
        letters, named = their_letters(Letters(installation.existing_log(), installation.clock.now), mine)
        forget_originals(installation, named | mine.originals, found)
        mine.originals.clear()
        if letters:
            Letters(installation.existing_log(), installation.clock.now).decide(letters, "dropped")
        found.add("dead letters", len(letters))
    for log in own_files(installation):
        for topic, count in log.rewrite(left_of, since).items():
            found.add(_place(installation, topic), count)
    found.mentioned |= mine.mentioned


def forget_originals(installation: "Installation", originals: Iterable[str], found: Found) -> None:
    """Delete those that no message and no file in the store names."""
    from golddust.database.engine import reading
    from golddust.database.erasing.wiping import unnamed

    with reading(installation.engine) as connection:
        gone = unnamed(connection, tuple(originals))
    _delete_originals(installation, gone, found)


def _delete_originals(installation: "Installation", originals: Iterable[str], found: Found) -> None:
    for original in set(originals) - found.originals:
        installation.originals.delete(original)
        found.originals.add(original)
        found.add("originals", 1)


def own_files(installation: "Installation") -> "list[SqliteLog]":
    """The log, or this machine's spool, where that is a file of ours that is there."""
    if installation.on_kafka and not installation.forwards:
        return []
    path = installation.settings.spool_path if installation.on_kafka else installation.settings.log_path
    return [installation.embedded] if path.exists() else []


def _place(installation: "Installation", topic: str) -> str:
    return f"{'spool' if installation.on_kafka else 'log'}: {topic}"
