"""What a backup holds, in one list: enough to check it, and to know what it is worth before anything is restored."""

from datetime import datetime

import msgspec
from msgspec import Struct

from golddust.errors import Malformed

FORMAT = 1
SETTINGS = "golddust.toml"
"""The file of settings, among the others."""


class File(Struct, frozen=True, kw_only=True):
    """One file: its path under data_dir, its length, its SHA-256, and the objects that it is made of, in order."""

    path: str
    size: int
    digest: str
    objects: tuple[str, ...]


class Reading(Struct, frozen=True, kw_only=True):
    """How a stage stood on the log: how many records of each topic it had not read, and when the oldest of them came."""

    stage: str
    waiting: dict[str, int]
    oldest: datetime | None = None


class Manifest(Struct, frozen=True, kw_only=True):
    """One backup. `at` is its moment: what was acknowledged before is in it.

    `store` is sqlite or postgresql, `log` sqlite or kafka; `dump` is the path of PostgreSQL's dump among `files`. `keys` is the
    fingerprint of the keys that it needs. `originals` name the objects that list them; `rows` counts the store's rows by table.
    """

    format: int = FORMAT
    name: str
    at: datetime
    ended: datetime
    version: str
    migration: str
    store: str
    log: str
    keys: str
    files: tuple[File, ...]
    originals: tuple[str, ...] = ()
    original_count: int = 0
    rows: dict[str, int] = {}
    records: dict[str, int] = {}
    readings: tuple[Reading, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files; originals apart."""
        return sum(file.size for file in self.files)


def encoded(manifest: Manifest) -> bytes:
    """As it is sealed."""
    return msgspec.json.encode(manifest)


def decoded(plain: bytes) -> Manifest:
    """From what was sealed. Raises Malformed for one of a later golddust."""
    try:
        manifest = msgspec.json.decode(plain, type=Manifest)
    except msgspec.DecodeError:
        raise Malformed("the backup's list cannot be read; it may be of a later golddust") from None
    if manifest.format > FORMAT:
        raise Malformed(f"the backup is of a later golddust ({manifest.version}); restore it with that one")
    return manifest
