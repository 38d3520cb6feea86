"""Where backups lie: a folder of sealed objects, each named by its content, and one sealed list for each backup.

What two backups share lies there once. An object is written whole or not at all, and a backup is there once its list is, which
is written last: what was stopped halfway is none, and what it had written already serves the next one.
"""

import fcntl
import hmac
import os
import re
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cli.backup.manifest import Manifest, decoded, encoded
from cli.backup.sealing import away, write_new
from golddust.errors import NotFound, Occupied, Unavailable
from sinks.originals.durable import bring_to_disk
from sinks.originals.folder import FolderOriginals

NONCE = 12
SUFFIX = ".backup"
NAMED = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
BROKEN = "broken"
"""The folder of objects that do not open; they go with the next sweep."""
LEVEL = 1
"""Of compression: most of the gain for little of the time."""


class Place:
    """A folder of backups, under one key. Everything raises Unavailable (Full) when the folder is away."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._objects = FolderOriginals(folder / "objects", hmac.digest(key, b"golddust backup: objects", "sha256"))
        self._cipher = AESGCM(hmac.digest(key, b"golddust backup: lists", "sha256"))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes here or takes away. Raises Occupied."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise away(error, self.folder) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise Occupied(f"another backup is at work in {self.folder}") from None
        finally:
            os.close(lock)

    # --- objects

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Keep each durably, and return its name, in order; what is there already, and whole, is not written again."""
        pressed = [zlib.compress(content, LEVEL) for content in contents]
        for content in pressed:
            name = self._objects.reference_of(content)
            if self.has(name):
                self.set_aside(name)
        return self._objects.put(pressed)

    def get(self, name: str) -> bytes:
        """The object as it was put. Raises Unavailable where it is missing, or was changed."""
        try:
            return zlib.decompress(self._objects.get(name))
        except NotFound:
            raise Unavailable("a part of the backup is missing") from None
        except Unavailable:
            raise Unavailable("a part of the backup does not open: it was changed, or made with another key") from None

    def has(self, name: str) -> bool:
        """Whether it is there, by its name."""
        return self._path(name).exists()

    def set_aside(self, name: str) -> bool:
        """Take an object away that does not open, so that the next backup writes it anew; whether there was such a one.

        What only cannot be read just now stays: the disk may be away.
        """
        path, broken = self._path(name), self.folder / BROKEN
        try:
            if self._objects.opens(name, path.read_bytes()):
                return False
            broken.mkdir(exist_ok=True, mode=0o700)
            path.rename(broken / name)
            bring_to_disk([path.parent, broken])
        except OSError:
            return False
        return True

    def _path(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / name

    # --- lists

    def names(self) -> list[str]:
        """The backups that there are, the oldest first."""
        found = (path.name.removesuffix(SUFFIX) for path in (self.folder / "backups").glob(f"*{SUFFIX}"))
        return sorted(name for name in found if NAMED.fullmatch(name))

    def name_for(self, at: datetime) -> str:
        """A name that no backup has."""
        first = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        taken = set(self.names())
        return next(name for number in range(1, 10_000) if (name := first + (f"-{number}" if number > 1 else "")) not in taken)

    def readable(self) -> Iterator[Manifest]:
        """Those whose lists open, the newest first."""
        for name in reversed(self.names()):
            with suppress(Unavailable):
                yield self.read(name)

    def unreadable(self) -> list[str]:
        """Those whose lists do not open: nothing can be restored from them, and nobody can tell what belongs to them.

        Raises Unavailable while one cannot even be looked at: it may be good.
        """
        found = {one.name for one in self.readable()}
        lost = [name for name in self.names() if name not in found]
        try:
            for name in lost:
                (self.folder / "backups" / (name + SUFFIX)).read_bytes()
        except OSError as error:
            raise away(error, self.folder) from error
        return lost

    def write(self, manifest: Manifest) -> None:
        """From now on the backup is there."""
        folder = self.folder / "backups"
        try:
            folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise away(error, folder) from error
        nonce = secrets.token_bytes(NONCE)
        sealed = self._cipher.encrypt(nonce, zlib.compress(encoded(manifest)), manifest.name.encode())
        write_new(folder / (manifest.name + SUFFIX), nonce + sealed)

    def read(self, name: str) -> Manifest:
        """What a backup holds. `latest` is the newest. Raises NotFound; Unavailable where it does not open with this key."""
        names = self.names()
        wanted = names[-1] if name == "latest" and names else name
        if wanted not in names:
            raise NotFound(f"there is no backup {name!r} in {self.folder}; `golddust backup list` shows what there is")
        try:
            sealed = (self.folder / "backups" / (wanted + SUFFIX)).read_bytes()
            plain = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], wanted.encode())
        except OSError as error:
            raise away(error, self.folder) from error
        except (InvalidTag, ValueError):
            raise Unavailable(f"the backup {wanted} does not open: it was changed, or made with another key") from None
        return decoded(zlib.decompress(plain))

    # --- taking away

    def forget(self, name: str) -> None:
        """The backup is there no more; `sweep` then takes what belonged to it alone."""
        (self.folder / "backups" / (name + SUFFIX)).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Take away every object that no backup needs, and return how many. Nobody may be writing; see `alone`."""
        needed = {name for backup in self.names() for name in self.needed_by(self.read(backup))}
        gone = 0
        for path in (self.folder / "objects").glob("??/*"):
            if path.name not in needed:
                self._objects.delete(path.name)
                gone += 1
        for path in (self.folder / BROKEN).glob("*"):
            path.unlink(missing_ok=True)
        return gone

    def needed_by(self, manifest: Manifest) -> Iterator[str]:
        """The names of all objects of this backup."""
        yield from (name for file in manifest.files for name in file.objects)
        yield from manifest.originals
        yield from (name for _, name in self.originals_of(manifest))

    def originals_of(self, manifest: Manifest) -> Iterator[tuple[str, str]]:
        """Each original's reference, and the object that holds its file."""
        yield from ((reference, name) for reference, name, _ in self.marked_originals_of(manifest))

    def marked_originals_of(self, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
        """The same, and by which mark the file could be told from others; "" in lists of before there were marks."""
        for line in self._lines(manifest.originals):
            reference, _, more = line.partition(" ")
            name, _, mark = more.partition(" ")
            yield reference, name, mark

    def _lines(self, objects: Iterable[str]) -> Iterator[str]:
        for name in objects:
            yield from self.get(name).decode("ascii").splitlines()
