"""Makes an installation from a backup, where there is none: all of it, or nothing that anybody could take for one.

Everything is made in a folder beside the one that is wanted, which gets its name at the end. A database on a server is filled in
one transaction; where the rest fails afterwards it has to be emptied by hand before the next try, which says so.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, delete, func, select

from cli.backup import postgres
from cli.backup.making import DUMP, Told
from cli.backup.manifest import File, Manifest
from cli.backup.note import Note, write_note
from cli.backup.place import Place
from cli.backup.sealing import NOTED, away, fingerprint, write_new
from cli.backup.settling import settle
from cli.privacy.erasing import erase_again
from cli.wiring.installation import Installation
from config.settings import Settings
from golddust.database.engine import open_database, reading, translated, writing
from golddust.database.schema import METADATA, sessions, tokens
from golddust.errors import Conflict, Unauthentic, Unavailable
from sinks.originals.durable import bring_to_disk

ORIGINALS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which backup, with which keys, and the register of erasures that was kept apart from the backups, if one was."""

    manifest: Manifest
    keys: Mapping[str, bytes]
    erasures: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: when, how many replies are in doubt, records that wait, people erased once more (None: nobody looked)."""

    at: datetime
    in_doubt: int
    waiting: int
    erased: int | None


def restore(settings: Settings, place: Place, wanted: Wanted, told: Told = lambda *_: None) -> Restored:
    """Make the installation that these settings describe from the backup.

    Raises Conflict where there is one already, Unauthentic for other keys, NotFound, Unavailable (Full).
    """
    refuse_what_cannot_be(settings, wanted)
    home = settings.data_dir.absolute()
    making = home.with_name(f".{home.name}.restoring")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True, mode=0o700)
        _write_files(place, wanted.manifest, making, told)
        _write_originals(place, wanted.manifest, making / "originals", told)
        _write_keys(making, wanted)
        if wanted.manifest.store == "postgresql":
            dump = next(file for file in wanted.manifest.files if file.path == DUMP)
            postgres.restore(settings.store_url, pieces(place, dump))
        restored = _made_ready(settings.model_copy(update={"data_dir": making}), wanted, told)
        _give_its_name(making, home)
    except OSError as error:
        raise away(error, making) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)  # where it failed: nothing readable is left behind
    return restored


def refuse_what_cannot_be(settings: Settings, wanted: Wanted) -> None:
    """Raises Conflict where something is there already, or of another kind; Unauthentic where the keys are not the backup's."""
    manifest, home = wanted.manifest, settings.data_dir
    if home.exists() and any(home.iterdir()):
        raise Conflict(f"{home} is not empty, and nothing is written over: give another folder with --data, or move it away")
    if fingerprint(wanted.keys) != manifest.keys:
        raise Unauthentic("these are not the keys that the backup was made with: is there another file of sealed keys?")
    kind = settings.store_url.partition(":")[0].partition("+")[0]
    if kind != manifest.store:
        raise Conflict(f"the backup's store is on {manifest.store}, and [store] url names {kind}: name one of the same kind")
    if settings.log.backend != manifest.log:
        raise Conflict(f"the backup's log is on {manifest.log}, and [log] backend is {settings.log.backend}")
    if kind == "sqlite" and settings.store.url:
        raise Conflict("a store in a file is restored under data_dir: leave [store] url empty, and move the file afterwards")
    if kind == "postgresql":
        postgres.refuse_without("pg_restore")
        with _opened(settings) as engine, translated():
            postgres.refuse_filled(engine, "restore into a new one (CREATE DATABASE), or drop what an earlier try left in it")


def pieces(place: Place, file: File) -> Iterator[bytes]:
    """A file's content, checked against what it was. Raises Unavailable."""
    digest = hashlib.sha256()
    for name in file.objects:
        piece = place.get(name)
        digest.update(piece)
        yield piece
    if digest.hexdigest() != file.digest:
        raise Unavailable(f"{file.path} is not what it was when the backup was made")


def _write_files(place: Place, manifest: Manifest, making: Path, told: Told) -> None:
    done = 0
    for file in manifest.files:
        if file.path == DUMP:
            continue
        path = making / file.path
        if making.resolve() not in path.resolve().parents:
            raise Unavailable(f"the backup names a file outside its folder: {file.path}")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as target:
            for piece in pieces(place, file):
                target.write(piece)
                done += len(piece)
                told("files", done, manifest.size)
            target.flush()
            os.fsync(target.fileno())


def _write_originals(place: Place, manifest: Manifest, folder: Path, told: Told) -> None:
    listed, done = place.originals_of(manifest), 0
    while some := list(islice(listed, ORIGINALS_AT_ONCE)):
        written = []
        for reference, name in some:
            path = folder / reference[:2] / reference
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as target:
                target.write(place.get(name))
            written.append(path)
        bring_to_disk({*written, *(path.parent for path in written)})
        done += len(some)
        told("originals", done, manifest.original_count)


def _write_keys(making: Path, wanted: Wanted) -> None:
    (making / "keys").mkdir(mode=0o700)
    for name, key in wanted.keys.items():
        write_new(making / "keys" / f"{name}.key", key.hex().encode())
    write_new(making / NOTED, (wanted.manifest.keys + "\n").encode())  # the file that they were read from is a sealed copy


def _made_ready(there: Settings, wanted: Wanted, told: Told) -> Restored:
    """What was copied, checked, brought to this golddust's schema, and worked as far as the time that was lost."""
    manifest = wanted.manifest
    _refuse_other_rows(there, manifest)
    with closing(Installation(there)) as installation:
        with writing(installation.engine) as connection:
            connection.execute(delete(sessions))
            connection.execute(delete(tokens).where(tokens.c.one_time))
        installation.admission.audit.write("command", "golddust", "did.restore", manifest.name)
        worked = 0

        def tell(number: int) -> None:
            nonlocal worked
            worked += number
            told("records worked", worked, worked)

        in_doubt, waiting = settle(installation, manifest.at, tell)
        erased = erase_again(installation, wanted.erasures)  # behind what brings them back
        at = installation.clock.now()
    write_note(there, Note(manifest.name, manifest.at, at, in_doubt, held=installation.on_kafka))
    return Restored(at, in_doubt, waiting, erased if wanted.erasures else None)


def _refuse_other_rows(there: Settings, manifest: Manifest) -> None:
    """Raises Unavailable where a table has not as many rows as it had."""
    names = [name for name in manifest.rows if name in METADATA.tables]
    with _opened(there) as engine, reading(engine) as connection:
        found = {name: connection.execute(select(func.count()).select_from(METADATA.tables[name])).scalar() for name in names}
    if wrong := [name for name in names if found[name] != manifest.rows[name]]:
        raise Unavailable(f"not all rows came back: {', '.join(wrong)}")


def _give_its_name(making: Path, home: Path) -> None:
    """From now on it is there."""
    bring_to_disk([making])
    if home.exists():
        home.rmdir()  # which is empty, or it would have been refused
    making.rename(home)
    bring_to_disk([home.parent])


class _opened:  # noqa: N801 - reads as a phrase in its with statement
    """The database as it is, whatever its version."""

    def __init__(self, settings: Settings) -> None:
        self._engine = open_database(settings.store_url)

    def __enter__(self) -> Engine:
        return self._engine

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()
