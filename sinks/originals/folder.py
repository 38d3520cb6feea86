"""Originals as encrypted files in a folder, named by their content.

A file is a nonce of 12 bytes and the AES-256-GCM ciphertext (NIST SP 800-38D), with the reference as associated data, so that
a file moved to another name does not open. The reference is a keyed hash: a plain one of a short text could be guessed from the text.
"""

import errno
import hmac
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from golddust.errors import Full, NotFound, Unavailable

NONCE = 12
_REFERENCE = re.compile(r"[0-9a-f]{64}")


class FolderOriginals:
    """An `Originals` in a folder. `key` is 32 bytes; without it nothing here can be read."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._naming = hmac.digest(key, b"golddust originals: names", "sha256")
        self._cipher = AESGCM(hmac.digest(key, b"golddust originals: contents", "sha256"))

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Store each durably and return its reference, in order. Files are written first and synced together."""
        references = [hmac.digest(self._naming, content, "sha256").hex() for content in contents]
        missing = {r: c for r, c in zip(references, contents, strict=True) if not self._path(r).exists()}
        with _translated():
            written = [self._write(reference, content) for reference, content in missing.items()]
            for temporary, path, descriptor in written:
                os.fsync(descriptor)
                os.close(descriptor)
                temporary.rename(path)
            for folder in {path.parent for _, path, _ in written}:
                _sync_folder(folder)
        return references

    def _write(self, reference: str, content: bytes) -> tuple[Path, Path, int]:
        path = self._path(reference)
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sync_folder(self._folder)
        nonce = secrets.token_bytes(NONCE)
        temporary = path.with_name(f".{reference}.{secrets.token_hex(4)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(nonce + self._cipher.encrypt(nonce, content, reference.encode()))
        return temporary, path, descriptor

    def get(self, reference: str) -> bytes:
        """The bytes. Raises NotFound; Unavailable when the file does not open with our key."""
        with _translated():
            sealed = self._path(reference).read_bytes()
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], reference.encode())
        except InvalidTag:
            raise Unavailable("an original does not open: it was changed, or written under another key") from None

    def delete(self, reference: str) -> None:
        """Forget it. Deleting what is not there is harmless."""
        with _translated():
            self._path(reference).unlink(missing_ok=True)

    def _path(self, reference: str) -> Path:
        if not _REFERENCE.fullmatch(reference):
            raise NotFound("there is no original of that reference")
        return self._folder / reference[:2] / reference


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound("there is no original of that reference") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Full("no room left on the disk that holds the originals") from error
        raise Unavailable(f"the originals are away: {error.strerror}", retry_after=5) from error
