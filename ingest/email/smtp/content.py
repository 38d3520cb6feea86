"""Reads the content of a mail from the socket, whichever way it is sent."""

import re
from asyncio import LimitOverrunError, StreamReader

from ingest.email.smtp.room import Share

PIECE = 64 * 1024
"""Bytes of content taken from the socket's buffer at a time, at most."""
PATIENCE = 8
"""A content this many times over the limit is not read to its end; the connection is closed."""
_END = b"\r\n.\r\n"
_CHUNK = re.compile(r"(\d{1,20})(?:[ \t]+(LAST))?", re.IGNORECASE | re.ASCII)


class Endless(Exception):
    """What is being sent is so much over the limit that nobody reads it to its end."""


async def until_dot(reader: StreamReader, limit: int, share: Share) -> bytes | None:
    """What comes with DATA, without its transparent dots (RFC 5321 §4.5.2); None when it is over the limit.

    It ends at CR LF dot CR LF alone. A bare CR or LF before or behind a dot ends nothing, so that no second mail can be smuggled
    in behind one (CVE-2023-51764 and its kin); such bytes are kept as they came. Raises Endless, and NoRoom.
    """
    content, tail, size, most = bytearray(), b"\r\n", 0, limit + 3
    while tail != _END:
        piece = await _piece(reader)
        tail = (tail + piece[-5:])[-5:]
        size += len(piece)
        if size <= most:
            share.grow(len(piece))
            content += piece
        elif size > most * PATIENCE:
            raise Endless
        else:
            content.clear()
    return _plain(content) if size <= most else None


async def _piece(reader: StreamReader) -> bytes:
    """The next bytes up to a dot that ends a line, which the end of the content always is; fewer when the buffer is full."""
    try:
        return await reader.readuntil(b".\r\n")
    except LimitOverrunError as over:
        return await reader.readexactly(over.consumed)


def _plain(content: bytearray) -> bytes:
    del content[-3:]
    if content.startswith(b"."):
        del content[0]
    return bytes(content).replace(b"\r\n.", b"\r\n")


def chunk_of(argument: str | None) -> tuple[int, bool] | None:
    """The size of a chunk and whether it is the last, as BDAT has them (RFC 3030 §2); None when it does not say."""
    match = _CHUNK.fullmatch((argument or "").strip())
    return (int(match[1]), match[2] is not None) if match else None


async def octets(reader: StreamReader, count: int, into: bytearray | None, share: Share) -> None:
    """Take exactly so many bytes, whatever they are; without `into` they are let go. Raises NoRoom."""
    while count:
        piece = await reader.read(min(count, PIECE))
        if not piece:
            raise ConnectionResetError
        count -= len(piece)
        if into is not None:
            share.grow(len(piece))
            into += piece


def has_endless_headers(content: bytes, limit: int) -> bool:
    """Whether the headers alone are over the limit."""
    if len(content) <= limit:
        return False
    return all(content.find(gap, 0, limit + 4) < 0 for gap in (b"\r\n\r\n", b"\n\n", b"\r\r"))
