"""Originals as encrypted files in a folder, named by their content.

A file is a nonce of 12 bytes and the AES-256-GCM ciphertext (NIST SP 800-38D), with the reference as associated data, so that
a file moved to another name does not open. The reference is a keyed hash: a plain one of a short text could be guessed from
the text. Files fan out over 256 folders, not more: a batch brings each folder that it touched to the disk.
"""

import errno
import fcntl
import hmac
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from golddust.errors import Full, NotFound, Unavailable
from sinks.originals.durable import bring_to_disk

NONCE = 12
INCOMING = "incoming"
LEFT_BEHIND = 3600.0
"""Seconds after which a file that was never given its name belongs to a process that died."""
Rewrapped = Literal["current", "rewrapped", "gone", "unreadable"]
_REFERENCE = re.compile(r"[0-9a-f]{64}")


class FolderOriginals:
    """An `Originals` in a folder. `key` is 32 bytes; without it nothing here can be read.

    What was sealed with one of the keys `before` is read as well, until `rewrapping` has sealed it anew.
    """

    def __init__(self, folder: Path, key: bytes, before: Sequence[bytes] = ()) -> None:
        self._folder = folder
        self._naming = hmac.digest(key, b"golddust originals: names", "sha256")
        self._ciphers = [AESGCM(hmac.digest(one, b"golddust originals: contents", "sha256")) for one in (key, *before)]
        self._prepared = False

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Store each durably and return its reference, in order. Raises Unavailable (Full when the disk is).

        Files are all written before the first is synced, so that the disk can take them together.
        """
        references = [self.reference_of(content) for content in contents]
        with _translated():
            self._prepare()
            missing = {r: c for r, c in zip(references, contents, strict=True) if not self._path(r).exists()}
            self._place(missing)
            bring_to_disk({self._folder, *(self._path(reference).parent for reference in references)})
        return references

    def reference_of(self, content: bytes) -> str:
        """The name that it has here, or would have."""
        return hmac.digest(self._naming, content, "sha256").hex()

    def opens(self, reference: str, sealed: bytes) -> bool:
        """Whether that file, wherever it lies, is the original of this reference and whole."""
        return self._opened(reference, sealed) is not None

    def get(self, reference: str) -> bytes:
        """The bytes. Raises NotFound; Unavailable when the file does not open with our key."""
        path = self._path(reference)
        with _translated():
            if not path.exists():
                raise NotFound("there is no original of that reference")
            sealed = path.read_bytes()
        opened = self._opened(reference, sealed)
        if opened is None:
            raise Unavailable("an original does not open: it was changed, or written under another key")
        return opened[0]

    def delete(self, reference: str) -> None:
        """Forget it. Deleting what is not there is harmless."""
        path = self._path(reference)
        with _translated():
            if path.exists():
                with self._alone():
                    path.unlink(missing_ok=True)
                bring_to_disk([path.parent])

    def rewrap(self) -> Iterator[Rewrapped]:
        """Seal anew with the key of now what was sealed with one before, and say of each file what was done.

        However it ends, each file opens with a key that is still there: it is whole in its old form or in its new one. Whoever
        deletes one meanwhile is not undone. Raises Unavailable.
        """
        with _translated():
            for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
                yield self._rewrap(path)

    def _rewrap(self, path: Path) -> Rewrapped:
        try:
            opened = self._opened(path.name, path.read_bytes())
        except FileNotFoundError:
            return "gone"
        if opened is None:
            return "unreadable"
        if opened[1] == 0:
            return "current"
        fresh = self._write(path.name, opened[0])
        bring_to_disk([fresh])
        with self._alone():
            if not path.exists():
                fresh.unlink()
                return "gone"
            fresh.rename(path)
        bring_to_disk([path.parent])
        return "rewrapped"

    def _opened(self, reference: str, sealed: bytes) -> tuple[bytes, int] | None:
        """The contents, and the number of the key that they were sealed with, 0 for that of now."""
        for number, cipher in enumerate(self._ciphers):
            with suppress(InvalidTag, ValueError):
                return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], reference.encode()), number
        return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time deletes, or puts a file in place of another."""
        place = os.open(self._folder / "changing", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX)
            yield
        finally:
            os.close(place)

    def _path(self, reference: str) -> Path:
        if not _REFERENCE.fullmatch(reference):
            raise NotFound("there is no original of that reference")
        return self._folder / reference[:2] / reference

    def _prepare(self) -> None:
        """Before the first put: make the folders, and throw away what a process that died was writing."""
        if self._prepared:
            return
        _make(self._folder / INCOMING)
        bring_to_disk([self._folder.parent])
        for path in (self._folder / INCOMING).iterdir():
            with suppress(FileNotFoundError):  # its writer lives, and was quicker
                if path.stat().st_mtime < time.time() - LEFT_BEHIND:
                    path.unlink()
        self._prepared = True

    def _place(self, missing: Mapping[str, bytes]) -> None:
        """Write each into the incoming folder, sync them, and only then give them their names: none is ever seen half."""
        written: dict[Path, str] = {}
        try:
            for reference, content in missing.items():
                written[self._write(reference, content)] = reference
            bring_to_disk(written)
            for path, reference in written.items():
                _make(self._path(reference).parent)
                path.rename(self._path(reference))
        except OSError:
            _forget(written)
            raise

    def _write(self, reference: str, content: bytes) -> Path:
        path = self._folder / INCOMING / f"{reference}.{secrets.token_hex(4)}"
        nonce = secrets.token_bytes(NONCE)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(nonce + self._ciphers[0].encrypt(nonce, content, reference.encode()))
        except OSError:
            _forget([path])
            raise
        return path


def _make(folder: Path) -> None:
    """Make the folder and those above it, which nobody else may look into."""
    if not folder.is_dir():
        if not folder.parent.is_dir():
            _make(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Full("no room left on the disk that holds the originals") from error
        raise Unavailable(f"the originals are away: {error.strerror}", retry_after=5) from error
