"""Looks for what must be gone, as bytes: in files, in every table, in dumps, whatever they are written or packed in."""

import base64
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, text

GZIP = re.compile(rb"\x1f\x8b\x08")
ZIP = re.compile(rb"PK\x03\x04")
ZLIB = re.compile(rb"\x78[\x01\x9c\xda]")
ZSTD = re.compile(rb"\x28\xb5\x2f\xfd")
LZ4 = re.compile(rb"\x04\x22\x4d\x18")


def spellings(word: str) -> set[bytes]:
    """How a word may stand in bytes, all in lower case but what is base64."""
    return {word.lower().encode(), word.lower().encode("utf-16-le"), word.lower().encode("utf-16-be")}


def in_base64(word: str) -> set[bytes]:
    """The word at any of the three places that it may have among the bytes of base64, without its edges."""
    found = set()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + word.encode())
        found.add(coded[offset + 1 if offset else 0 : len(word) * 4 // 3 - 2])
    return {one for one in found if len(one) >= 6}  # fewer letters are anywhere


def found_in(content: bytes, words: Iterable[str], where: str) -> list[str]:
    """Where any of the words stands, packed or not."""
    wanted = list(words)
    found = []
    for name, piece in _pieces(content, where):
        lower = piece.lower()
        found += [f"{name}: {word}" for word in wanted if _has(piece, lower, word)]
    return found


def _has(piece: bytes, lower: bytes, word: str) -> bool:
    return any(one in lower for one in spellings(word)) or any(one in piece for one in in_base64(word))


def in_files(folder: Path, words: Iterable[str], without: Iterable[str] = ()) -> list[str]:
    """In every file below the folder but those in folders of these names."""
    left_out, wanted, found = set(without), list(words), []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not left_out & set(path.relative_to(folder).parts):
            found += found_in(path.read_bytes(), wanted, str(path.relative_to(folder)))
            found += [f"name of {path}: {word}" for word in wanted if word.lower() in path.name.lower()]
    return found


def in_tables(engine: Engine, words: Iterable[str]) -> list[str]:
    """In every row of every table, and in what the planner of PostgreSQL keeps of them."""
    wanted, found = list(words), []
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        else:
            names = [
                *connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars(),
                "pg_stats",
            ]
        for name in names:
            for row in connection.execute(text(f'SELECT * FROM "{name}"')).all():  # noqa: S608 - names of our own
                shown = " ".join(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row)
                found += found_in(shown.encode("utf-8", "replace"), wanted, f"table {name}")
    return found


def _pieces(content: bytes, where: str) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves, and whatever is packed in them."""
    yield where, content
    for mark, unpack in ((GZIP, _gunzip), (ZLIB, _inflate), (ZIP, _unzip), (ZSTD, _zstd), (LZ4, _lz4)):
        for match in mark.finditer(content):
            with suppress(Exception):
                yield f"{where}, unpacked at {match.start()}", unpack(content[match.start() :])


def _gunzip(content: bytes) -> bytes:
    return gzip.GzipFile(fileobj=io.BytesIO(content)).read()


def _inflate(content: bytes) -> bytes:
    return zlib.decompressobj().decompress(content)


def _unzip(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(name.encode() + packed.read(name) for name in packed.namelist())


def _zstd(content: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 - Kafka's segments alone may be packed so

    return zstandard.ZstdDecompressor().decompressobj().decompress(content)


def _lz4(content: bytes) -> bytes:
    import lz4.frame  # noqa: PLC0415 - as above

    return bytes(lz4.frame.decompress(content))
