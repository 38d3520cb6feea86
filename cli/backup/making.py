"""Makes a backup of an installation, be it at work or not."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cli.backup import moment as moments
from cli.backup.manifest import SETTINGS, File, Manifest
from cli.backup.moment import Moment
from cli.backup.place import Place
from cli.backup.postgres import CHUNK, dumped
from cli.backup.sealing import NOTED, all_keys, are_sealed, fingerprint
from cli.backup.staging import LOCK, STAGING, staging
from cli.wiring.installation import Installation
from golddust import __version__
from golddust.bus.sqlite.moments import copy_to, size_of
from golddust.errors import Conflict, Full, Unavailable
from sinks.originals.folder import NONCE, FolderOriginals

DUMP = "store.dump"
LEFT_OUT = ("run.lock", LOCK, STAGING, NOTED, "originals", "keys", "kafka")
"""Of data_dir: locks, what is copied otherwise, and what each machine has for itself. Nor are keys: see `sealing`."""
LEFT_OUT_ENDS = (".sqlite3", "-wal", "-shm", "-journal", "-writer", "-readers", ".log")
ORIGINALS_AT_ONCE = 200
ROOM_TO_SPARE = 64 << 20
Known = dict[tuple[str, str], str]
"""The object of each original, by its reference and the mark of its file."""
Told = Callable[[str, int, int], None]
"""What is done just now, how much of it, of how much."""


def make(installation: Installation, place: Place, settings: bytes | None, told: Told = lambda *_: None) -> Manifest:
    """Make a backup, and return its list. `settings` goes into it as the file of settings.

    Raises Conflict while no sealed copy of the present keys was made, as nobody could ever read it; Occupied, Full, Unavailable.
    """
    if not are_sealed(installation.settings):
        raise Conflict(
            "without its keys no backup can be read, and they are never put where backups are: first let `golddust backup keys"
            " --to FILE` seal them under a passphrase, into a file to be kept elsewhere"
        )
    with place.alone(), staging(installation.settings.data_dir) as folder:
        before = _newest(place)
        with moments.moment(installation) as seen:
            files = [*_databases(installation, place, seen, folder, told)]
            rows, readings, records = moments.row_counts(seen), seen.readings, {}
            log = seen.files.get("log.sqlite3") or seen.files.get("spool.sqlite3")
            if log is not None:
                records, readings = moments.record_counts(log), readings or moments.readings_of(log)
        files += [_kept(place, name, path) for name, path in _others(installation.settings.data_dir)]
        if settings is not None:
            files.append(_file(place, SETTINGS, [settings]))
        listed, number = _originals(installation.settings.data_dir / "originals", place, before, told)
        manifest = Manifest(
            name=place.name_for(seen.at), at=seen.at, ended=installation.clock.now(), version=__version__,
            migration=migration_of(installation), store="postgresql" if seen.store is not None else "sqlite",
            log="kafka" if installation.on_kafka else "sqlite", keys=fingerprint(all_keys(installation.settings)),
            files=tuple(files), originals=tuple(listed), original_count=number, rows=rows, records=records, readings=readings,
        )  # fmt: skip
        place.write(manifest)
    return manifest


def prune(place: Place, keep: timedelta, now: datetime, *, unreadable: bool = False) -> list[str]:
    """Forget backups that are older, the newest apart, and what only they needed; returns their names. Raises Occupied.

    As long as a list does not open, nobody can tell what it needs, so no object goes; `unreadable`: such lists are forgotten too.
    """
    with place.alone():
        lost = place.unreadable()
        readable = list(place.readable())
        if unreadable and lost and not readable:
            raise Conflict("no list opens with the key of this installation: are these the backups of another one?")
        old = [one.name for one in reversed(readable[1:]) if one.at < now - keep] + (lost if unreadable else [])
        for name in old:
            place.forget(name)
        if unreadable or not lost:
            place.sweep()
    return old


def verify(place: Place, manifest: Manifest, keys: Mapping[str, bytes], told: Told = lambda *_: None) -> list[str]:
    """Read all of it, and say what is wrong with it; [] when a restore finds everything as it was.

    `keys` are those that it was made with; what does not open is set aside in the place, so that the next backup writes it anew.
    """
    wrong: list[str] = []
    total, done = sum(len(file.objects) for file in manifest.files) + manifest.original_count, 0
    for file in manifest.files:
        digest = hashlib.sha256()
        for piece in _tried(place, file.objects, file.path, wrong):
            digest.update(piece)
            done += 1
            told("reading", done, total)
        if digest.hexdigest() != file.digest and not any(one.startswith(file.path) for one in wrong):
            wrong.append(f"{file.path} is not what it was")
    opening = _opening(keys) if fingerprint(keys) == manifest.keys else None
    if opening is None and manifest.original_count:
        wrong.append("originals: it was made under other keys than these, so whether they open cannot be told; give --keys")
    for reference, name in place.originals_of(manifest):
        sealed = next(_tried(place, [name], "an original", wrong), None)
        if sealed is not None and opening is not None and not opening.opens(reference, sealed):
            wrong.append("an original: it opens with none of the keys")
        done += 1
        told("reading", done, total)
    return wrong


def _opening(keys: Mapping[str, bytes]) -> FolderOriginals:
    """What opens originals, wherever they lie."""
    before = [key for name, key in keys.items() if name.startswith("originals.before")]
    return FolderOriginals(Path(), keys["originals"], before)


def _tried(place: Place, objects: Iterable[str], path: str, wrong: list[str]) -> Iterator[bytes]:
    """Those of the objects that can be read; what cannot is told in `wrong`."""
    for name in objects:
        try:
            yield place.get(name)
        except Unavailable as bad:
            again = "; the next backup writes it anew" if place.set_aside(name) else ""
            wrong.append(f"{path}: {bad.reason}{again}")


def migration_of(installation: Installation) -> str:
    """The version of the store's schema."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - only here

    with installation.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _newest(place: Place) -> Known:
    """The originals of the newest backup that can be read: they need not be read again."""
    newest = next(place.readable(), None)
    listed = () if newest is None else place.marked_originals_of(newest)
    try:
        return {(reference, mark): name for reference, name, mark in listed}
    except Unavailable:  # a part of that list is broken: all are read again
        return {}


def _databases(installation: Installation, place: Place, seen: Moment, folder: Path, told: Told) -> Iterator[File]:
    sizes = {name: size_of(connection) for name, connection in seen.files.items()}
    if shutil.disk_usage(folder).free < max(sizes.values(), default=0) + ROOM_TO_SPARE:
        raise Full(f"no room left for a copy of {max(sizes, key=lambda name: sizes[name])} in {folder.parent}")
    total, done = 2 * sum(sizes.values()), 0

    def advance(number: int) -> None:
        nonlocal done
        done += number
        told("databases", done, total)

    for name, connection in seen.files.items():
        copy_to(connection, folder / name, advance)
        yield _kept(place, name, folder / name, advance)
        (folder / name).unlink()
    if seen.store is not None:
        yield _file(place, DUMP, dumped(installation.settings.store_url, seen.snapshot), advance)


def _kept(place: Place, name: str, path: Path, advance: Callable[[int], None] = lambda _: None) -> File:
    def pieces() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece

    return _file(place, name, pieces(), advance)


def _file(place: Place, name: str, pieces: Iterable[bytes], advance: Callable[[int], None] = lambda _: None) -> File:
    digest, size, objects = hashlib.sha256(), 0, []
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        objects += place.put([piece])
        advance(len(piece))
    return File(path=name, size=size, digest=digest.hexdigest(), objects=tuple(objects))


def _others(home: Path) -> Iterator[tuple[str, Path]]:
    """What else lies in data_dir and belongs to it, by its path there."""
    for path in sorted(home.iterdir()):
        if path.name in LEFT_OUT or path.name.endswith(LEFT_OUT_ENDS):
            continue
        inside = path.rglob("*") if path.is_dir() else [path]
        yield from ((one.relative_to(home).as_posix(), one) for one in sorted(inside) if one.is_file() and not one.is_symlink())


def _originals(folder: Path, place: Place, before: Known, told: Told) -> tuple[list[str], int]:
    """Copy the originals that no backup has, sealed as they are; returns the objects that list them all, and their number."""
    paths = sorted(path for path in folder.glob("??/*") if len(path.name) == 64) if folder.is_dir() else []  # noqa: PLR2004
    here = {path: mark for path in paths if (mark := _mark(path)) is not None}
    known = {each: name for path, mark in here.items() if (name := before.get(each := (path.name, mark))) and place.has(name)}
    fresh = [path for path, mark in here.items() if (path.name, mark) not in known]
    for first in range(0, len(fresh), ORIGINALS_AT_ONCE):
        known |= _copied(fresh[first : first + ORIGINALS_AT_ONCE], place)
        told("originals", first, len(fresh))
    lines = "".join(f"{reference} {name} {mark}\n" for (reference, mark), name in sorted(known.items())).encode()
    return place.put(list(_cut(lines))), len(known)


def _mark(path: Path) -> str | None:
    """What tells a file from another of the same reference: under a new key it is the same original in other bytes.

    It is the file's nonce, which is never used twice; the whole file need not be read. None where it was erased meanwhile.
    """
    try:
        with path.open("rb") as file:
            return file.read(NONCE).hex()
    except FileNotFoundError:
        return None


def _copied(paths: Sequence[Path], place: Place) -> Known:
    found = [(path.name, content) for path in paths if (content := _content(path)) is not None]
    names = place.put([content for _, content in found])
    each = [(reference, content[:NONCE].hex()) for reference, content in found]
    return dict(zip(each, names, strict=True))


def _content(path: Path) -> bytes | None:
    """None where it was erased meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _cut(lines: bytes) -> Iterator[bytes]:
    """In pieces that end with a line."""
    piece, size = [], 0
    for line in lines.splitlines(keepends=True):
        piece.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"".join(piece)
            piece, size = [], 0
    if piece:
        yield b"".join(piece)
