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
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cli.backup.manifest import Manifest, decoded, encoded
from cli.backup.sealing import away, write_new
from golddust.errors import NotFound, Occupied, Unavailable
from sinks.originals.folder import FolderOriginals

NONCE = 12
SUFFIX = ".backup"
NAMED = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
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
        """Keep each durably, and return its name, in order; what is there already is not written again."""
        return self._objects.put([zlib.compress(content, LEVEL) for content in contents])

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
        return (self.folder / "objects" / name[:2] / name).exists()

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
        return gone

    def needed_by(self, manifest: Manifest) -> Iterator[str]:
        """The names of all objects of this backup."""
        yield from (name for file in manifest.files for name in file.objects)
        yield from manifest.originals
        yield from (name for _, name in self.originals_of(manifest))

    def originals_of(self, manifest: Manifest) -> Iterator[tuple[str, str]]:
        """Each original's reference, and the object that holds its file."""
        for line in self._lines(manifest.originals):
            reference, _, name = line.partition(" ")
            yield reference, name

    def _lines(self, objects: Iterable[str]) -> Iterator[str]:
        for name in objects:
            yield from self.get(name).decode("ascii").splitlines()
