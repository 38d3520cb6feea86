"""All that is held of a person, in one zip file: a page to read, JSON for programs, and every original byte for byte."""
# ruff: noqa: PLC0415 - the database is loaded by who exports alone

import json
import os
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cli.privacy.erasing_log import TheirRecords, records, their_records
from golddust import topics
from golddust.errors import Conflict, NotFound, Unavailable
from golddust.events import Delivery
from golddust.letters import Letters

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from golddust.database.erasing.whose import Whose
    from golddust.records import Record

ENDINGS = {"email": "eml", "sms": "txt", "hook": "json", "form": "txt"}
Rows = Sequence[Mapping[str, Any]]


def export(installation: "Installation", customers: Sequence[str], to: Path, language: str = "") -> Mapping[str, int]:
    """Write it, for nobody else to read; returns how much of what. `language` "": theirs, where it is known.

    Raises Conflict where the file is there already, Unavailable.
    """
    from golddust.database.engine import reading
    from golddust.database.erasing.gathering import gathered
    from golddust.database.erasing.whose import whose

    with reading(installation.engine) as connection:
        theirs = whose(connection, customers, installation.clock.now())
        found: dict[str, Rows] = dict(gathered(connection, theirs))
    mine = their_records(installation, [theirs], lambda customer, _: customer in theirs.customers)
    found["dead_letters"], found["on_the_log"] = _letters(installation, mine), _on_logs(installation, mine)
    counts = Counter({kind: len(rows) for kind, rows in found.items() if rows})
    with _new_file(to) as file:
        counts["originals"] = _write_originals(installation, found, file, counts)
        for kind, rows in found.items():
            file.writestr(f"data/{kind}.json", json.dumps(rows, indent=1, ensure_ascii=False, default=str))
        file.writestr("index.html", _page(installation, found, theirs, language))
    return counts


@contextmanager
def _new_file(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Conflict(f"{path} is there already") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        yield packed


def _letters(installation: "Installation", mine: TheirRecords) -> Rows:
    """Their records that no stage could deal with, with what each says."""
    with suppress(NotFound):
        letters = Letters(installation.existing_log(), installation.clock.now)
        waiting = {letter.id: letter for letter in letters.parked()}
        copies = records(letters.log, topics.PARKED) if waiting else ()
        return [
            {**_plain(waiting[copy.key]), "record": copy.value.decode("utf-8", "replace")}
            for copy in copies
            if copy.key in waiting and mine.left_of(copy) is not None
        ]
    return []


def _on_logs(installation: "Installation", mine: TheirRecords) -> Rows:
    """Where on the log, and on this machine's spool, something of theirs lies, and what it says."""
    logs = [installation.embedded] if installation.forwards else []
    with suppress(NotFound):
        logs = [installation.existing_log(), *logs]  # type: ignore[list-item] # either kind of log can be read
    return [
        _record(record, said)
        for log in logs
        for topic in log.topics()
        if topic != topics.PARKED
        for record in records(log, topic)
        if (said := mine.what(record)) is not None
    ]


def _record(record: "Record", said: object) -> Mapping[str, Any]:
    place = {"place": str(record.place), "at": record.appended_at.isoformat()}
    if isinstance(said, bytes):
        return {**place, "bytes": said.decode("utf-8", "replace")}
    if isinstance(said, Delivery):
        return {**place, "delivery": said.id, "size": len(said.original), "facts": said.facts}
    return {**place, "event": _plain(said)}


def _plain(value: object) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(value)
    return shown


def _write_originals(installation: "Installation", found: Mapping[str, Rows], file: zipfile.ZipFile, counts: Counter[str]) -> int:
    """What came in, as it came, and each file that came with it; returns how many messages have theirs."""
    written = 0
    for row in found["messages"]:
        original = _original(installation, row["original"])
        if original is not None:
            file.writestr(f"originals/{row['id']}.{ENDINGS.get(row['channel'], 'bin')}", original)
            written += 1
            for number, name, content in _attached(row, original):
                file.writestr(f"files/{row['id']}/{number}-{name}", content)
                counts["attachments"] += 1
    for row in found["files"]:
        fetched = _original(installation, row["original"])
        if fetched is not None:
            file.writestr(f"files/{row['feedback']}/{row['number']}{_ending(row['type'])}", fetched)
            counts["attachments"] += 1
    return written


def _original(installation: "Installation", reference: str) -> bytes | None:
    if not reference:
        return None
    try:
        return installation.originals.get(reference)
    except NotFound:
        return None


def _attached(row: Mapping[str, Any], original: bytes) -> Iterator[tuple[int, str, bytes]]:
    """The files within a mail or a form."""
    from ingest.files import file_in

    before: Counter[tuple[str, int]] = Counter()
    for number, attachment in enumerate(row["attachments"], start=1):
        its = (attachment["name"], attachment["size"])
        content = None if attachment.get("url") else file_in(row["channel"], original, *its, before[its])
        before[its] += 1
        if content is not None:
            yield number, _safe(attachment["name"]), content


def _safe(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\:*?"<>|')
    return kept[:100].strip(". ") or "file"


def _ending(kind: str) -> str:
    import mimetypes

    return mimetypes.guess_extension(kind) or ""


def _page(installation: "Installation", found: Mapping[str, Rows], theirs: "Whose", language: str) -> str:
    from console.export_page import export_page

    return export_page(found, theirs.names, language or _language_of(found), installation.clock.now())


def _language_of(found: Mapping[str, Rows]) -> str:
    """The one that they wrote in most."""
    spoken = Counter(row["language"] for row in found["tags"] if row["language"] not in ("", "und"))
    listed = [row["language"] for row in found["your_entry_in_the_list_of_customers"] if row["language"]]
    return listed[0] if listed else spoken.most_common(1)[0][0] if spoken else ""
