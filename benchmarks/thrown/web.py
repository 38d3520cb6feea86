"""Requests over HTTP/1.1 with odd heads, odd framing and odd encodings, around a body."""

import gzip
import random
import zlib
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, urlencode

from benchmarks.thrown import odd
from benchmarks.thrown.throw import Port, Throw

TYPES = (
    *("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "text/xml", "", ";", "a/b/c"),
    *("application/json; charset=utf-16", "application/json; charset=nonsense", "multipart/form-data; boundary=", "*/*"),
    *("application/cloudevents+json", "application/cloudevents-batch+json", "application/octet-stream", "application/json;;=;"),
    *("multipart/form-data; boundary=" + "b" * 300, "application/x-www-form-urlencoded; charset=\xff", "text/html"),
)
HEADERS = (
    *("Accept", "Accept-Language", "Accept-Encoding", "Cookie", "Authorization", "X-Forwarded-For", "X-Forwarded-Proto", "Host"),
    *(
        "X-Forwarded-Host",
        "Last-Event-ID",
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "Origin",
        "Referer",
        "Content-Language",
    ),
    *("Content-Type", "Content-Encoding", "Upgrade", "Connection", "TE", "Expect", "X-HTTP-Method-Override", "Forwarded"),
    *("traceparent", "WebHook-Request-Origin", "ce-type", "ce-id", "ce-source", "ce-specversion", "X-Twilio-Signature", "Date"),
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "BREW", "A" * 100)


def clean(text: str) -> bytes:
    """As it can stand in a header's line without ending it."""
    return text.encode("utf-8", "surrogatepass").replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")


def pairs(fields: Mapping[str, str] | list[tuple[str, str]]) -> bytes:
    """As a form is posted."""
    return urlencode(fields, errors="surrogatepass").encode()


def escaped(text: str) -> str:
    """As a part of an address."""
    return quote(text, safe="", errors="surrogatepass")


def asked(
    dice: random.Random, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", *, wild: bool = True
) -> tuple[tuple[bytes, ...], bool]:
    """The pieces of the request, and whether its end can be told. Half of them have a head as it should be."""
    lines = {name: clean(content) for name, content in headers.items()}
    version, whole = "HTTP/1.1", True
    if wild and not dice.randrange(2):
        for _ in range(dice.randrange(1, 4)):
            lines[dice.choice(HEADERS)] = clean(odd.text(dice))[:3000]
        if not dice.randrange(6):
            method = dice.choice(METHODS)
        if not dice.randrange(8):
            lines["Content-Type"] = clean(dice.choice(TYPES))
    if wild and not dice.randrange(12):
        return _misframed(dice, method, path, lines, body), False
    if wild and not dice.randrange(8):
        lines["Content-Encoding"], body = _encoded(dice, body)
    lines.pop("Upgrade", None)
    lines.pop("Expect", None)
    chunked = wild and body and not dice.randrange(10)
    lines |= {"Host": b"127.0.0.1", "Connection": b"close"}
    if method == "CONNECT" or not path.startswith("/"):
        whole = False  # hung up on, as any server does
    lines.pop("Content-Length", None)
    lines["Transfer-Encoding" if chunked else "Content-Length"] = b"chunked" if chunked else b"%d" % len(body)
    head = f"{method} {path} {version}\r\n".encode("utf-8", "surrogatepass")
    head += b"".join(b"%s: %s\r\n" % (name.encode(), content) for name, content in lines.items()) + b"\r\n"
    return (head + (_in_chunks(dice, body) if chunked else body),), whole


def _in_chunks(dice: random.Random, body: bytes) -> bytes:
    sent = bytearray()
    while body:
        size = dice.randrange(1, 1 + max(1, len(body)))
        sent += b"%x%s\r\n%s\r\n" % (size, dice.choice((b"", b";a=b")), body[:size])
        body = body[size:]
    return bytes(sent) + b"0\r\n\r\n"


@cache
def _bomb() -> bytes:
    """40 MB of one letter, in 40 kB."""
    return gzip.compress(b'{"message": "' + b"a" * 40_000_000 + b'"}', 9)


def _encoded(dice: random.Random, body: bytes) -> tuple[bytes, bytes]:
    how = dice.choice(("gzip", "deflate", "br", "bomb", "identity", "gzip, gzip", "zstd"))
    if how == "bomb":
        return b"gzip", _bomb()
    return how.encode(), {"gzip": gzip.compress, "deflate": zlib.compress}.get(how, bytes)(body)


def _misframed(dice: random.Random, method: str, path: str, lines: Mapping[str, bytes], body: bytes) -> tuple[bytes, ...]:
    """What one server takes for one request and the next for two."""
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n".encode("utf-8", "surrogatepass")
    head += b"".join(b"%s: %s\r\n" % (name.encode(), content) for name, content in lines.items() if name != "Host")
    framing = dice.choice(
        (
            b"Content-Length: %d\r\n" % (len(body) + dice.randrange(1, 100)),
            b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(body),
            b"Content-Length: 5\r\nContent-Length: 6\r\n",
            b"Content-Length: -1\r\n",
            b"Content-Length: 99999999999999999999\r\n",
            b"Content-Length: +5\r\n",
            b"Transfer-Encoding: xchunked\r\n",
            b"Transfer-Encoding:\x0bchunked\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"X: " + b"h" * 70_000 + b"\r\n",
            b"".join(b"X-%d: 1\r\n" % number for number in range(300)),
            b" folded: header\r\n",
            b"No colon here\r\n",
            b"A\0: b\r\n",
            b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            b"Expect: 100-continue\r\nContent-Length: %d\r\n" % len(body),
        )
    )
    request = head + framing + b"\r\n" + body
    cut = dice.randrange(len(request) + 1) if not dice.randrange(3) else len(request)
    return (dice.choice((b"", b"\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00")) + request[:cut],)


def to(door: str, port: Port, made: tuple[tuple[bytes, ...], bool], **more: object) -> Throw:
    """The request as a throw."""
    pieces, whole = made
    return Throw(door, port, pieces, whole=whole and not more.pop("unsure", False), **more)  # type: ignore[arg-type]
