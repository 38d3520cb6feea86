"""Makes a backup of an installation, be it at work or not."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cli.backup import moment as moments
from cli.backup.manifest import File, Manifest
from cli.backup.moment import Moment
from cli.backup.place import Place
from cli.backup.postgres import CHUNK, dumped
from cli.backup.sealing import NOTED, all_keys, are_sealed, away, fingerprint
from cli.wiring import Installation
from golddust import __version__
from golddust.bus.sqlite.moments import copy_to, size_of
from golddust.errors import Conflict, Full, Unavailable

STAGING = "backup.staging"
DUMP = "store.dump"
SETTINGS = "golddust.toml"
LEFT_OUT = ("run.lock", STAGING, NOTED, "originals", "keys", "kafka")
"""Of data_dir: locks, what is copied otherwise, and what each machine has for itself. Nor are keys: see `sealing`."""
LEFT_OUT_ENDS = (".sqlite3", "-wal", "-shm", "-journal", "-writer", "-readers", ".log")
ORIGINALS_AT_ONCE = 200
ROOM_TO_SPARE = 64 << 20
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
    with place.alone(), _staging(installation) as folder:
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


def prune(place: Place, keep: timedelta, now: datetime) -> list[str]:
    """Forget backups that are older, the newest apart, and what only they needed; returns their names. Raises Occupied."""
    with place.alone():
        old = [name for name in place.names()[:-1] if place.read(name).at < now - keep]
        for name in old:
            place.forget(name)
        place.sweep()
    return old


def verify(place: Place, manifest: Manifest, told: Told = lambda *_: None) -> list[str]:
    """Read all of it, and say what is wrong with it; [] when a restore finds everything as it was."""
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
    for _, name in place.originals_of(manifest):
        list(_tried(place, [name], "an original", wrong))
        done += 1
        told("reading", done, total)
    return wrong


def _tried(place: Place, objects: Iterable[str], path: str, wrong: list[str]) -> Iterator[bytes]:
    """Those of the objects that can be read; what cannot is told in `wrong`."""
    for name in objects:
        try:
            yield place.get(name)
        except Unavailable as bad:
            wrong.append(f"{path}: {bad.reason}")


def migration_of(installation: Installation) -> str:
    """The version of the store's schema."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - only here

    with installation.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _newest(place: Place) -> dict[str, str]:
    """The originals of the newest backup, each with the object that holds it: they need not be read again."""
    names = place.names()
    return dict(place.originals_of(place.read(names[-1]))) if names else {}


@contextmanager
def _staging(installation: Installation) -> Iterator[Path]:
    """A folder beside the data, where copies of databases lie until they are sealed; whatever is left of an earlier one goes."""
    folder = installation.settings.data_dir / STAGING
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        yield folder
    except OSError as error:
        raise away(error, folder) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def _originals(folder: Path, place: Place, before: dict[str, str], told: Told) -> tuple[list[str], int]:
    """Copy the originals that no backup has, sealed as they are; returns the objects that list them all, and their number."""
    here = sorted(path for path in folder.glob("??/*") if len(path.name) == 64) if folder.is_dir() else []  # noqa: PLR2004
    known = {path.name: name for path in here if (name := before.get(path.name)) and place.has(name)}
    fresh = [path for path in here if path.name not in known]
    for first in range(0, len(fresh), ORIGINALS_AT_ONCE):
        known |= _copied(fresh[first : first + ORIGINALS_AT_ONCE], place)
        told("originals", first, len(fresh))
    lines = "".join(f"{reference} {name}\n" for reference, name in sorted(known.items())).encode()
    return place.put(list(_cut(lines))), len(known)


def _copied(paths: Sequence[Path], place: Place) -> dict[str, str]:
    found = [(path.name, content) for path in paths if (content := _content(path)) is not None]
    names = place.put([content for _, content in found])
    return dict(zip((name for name, _ in found), names, strict=True))


def _content(path: Path) -> bytes | None:
    """None where it was erased meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _cut(lines: bytes) -> Iterator[bytes]:
    """In pieces that end with a line."""
    width = 64 + 1 + 64 + 1
    step = CHUNK // width * width
    yield from (lines[at : at + step] for at in range(0, len(lines), step))
