"""A DNS server on loopback that knows what a test tells it, over UDP and TCP. Fixture: `names`."""

import base64
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

Answer = bytes | None
"""What goes back on the wire; None: nothing ever does."""


@dataclass
class Names:
    """What it knows. `odd`: names answered by a function from the query to what goes back, instead of by records."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    odd: dict[str, Callable[[dns.message.Message], Answer]] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    port: int = 0
    ttl: int = 300

    @property
    def server(self) -> str:
        """Where it listens, in the words of the settings."""
        return f"127.0.0.1:{self.port}"

    def txt(self, name: str, *texts: str | bytes) -> None:
        """Publish these texts there, in strings of at most 255 bytes; none take away what was."""
        self.add(name, "TXT", *(_quoted(text if isinstance(text, bytes) else text.encode()) for text in texts))

    def add(self, name: str, kind: str, *records: str) -> None:
        """Publish these records there, in place of others of the kind."""
        self.records[name.lower().rstrip(".") or ".", kind] = list(records)

    def key(self, domain: str, selector: str, public: bytes, more: str = "k=rsa") -> None:
        """Publish a key."""
        self.txt(f"{selector}._domainkey.{domain}", f"v=DKIM1; {more}; p={base64.b64encode(public).decode()}")

    def answer(self, query: bytes, *, tcp: bool) -> Answer:
        asked = dns.message.from_wire(query)
        name = asked.question[0].name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(asked.question[0].rdtype)
        self.asked[name, kind] += 1
        special = self.odd.get(name, self.odd.get("*"))
        if special is not None:
            return special(asked)
        response = dns.message.make_response(asked)
        response.flags |= dns.flags.RA
        known = self.records.get((name, kind), [])
        if known:
            response.answer.append(dns.rrset.from_text_list(asked.question[0].name, self.ttl, "IN", kind, known))
        elif not any(there == name for there, _ in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        wire = response.to_wire(max_size=65535)
        if len(wire) > 1232 and not tcp:
            response.answer.clear()
            response.flags |= dns.flags.TC
            wire = response.to_wire()
        return wire


def silence(_: dns.message.Message) -> Answer:
    """No answer at all."""
    return None


def failure(query: dns.message.Message) -> Answer:
    """SERVFAIL."""
    response = dns.message.make_response(query)
    response.set_rcode(dns.rcode.SERVFAIL)
    return response.to_wire()


def _quoted(text: bytes) -> str:
    pieces = [text[at : at + 255] for at in range(0, len(text), 255)] or [b""]
    return " ".join('"' + "".join(f"\\{byte:03d}" for byte in piece) + '"' for piece in pieces)


@pytest.fixture
def names() -> Iterator[Names]:
    """One that knows nothing yet."""
    known = Names()
    with _both() as (udp, tcp):
        known.port = udp.getsockname()[1]
        threads = [threading.Thread(target=_by_udp, args=(udp, known)), threading.Thread(target=_by_tcp, args=(tcp, known))]
        for thread in threads:
            thread.start()
        yield known
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", known.port))
        with suppress(OSError):
            tcp.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)


@contextmanager
def _both() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The same free port for both."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", 0))
            try:
                tcp = socket.create_server(udp.getsockname())
            except OSError:
                continue
            with tcp:
                yield udp, tcp
            return


def _by_udp(udp: socket.socket, known: Names) -> None:
    while True:
        query, whence = udp.recvfrom(4096)
        if not query:
            return
        answer = known.answer(query, tcp=False)
        if answer is not None:
            udp.sendto(answer, whence)


def _by_tcp(tcp: socket.socket, known: Names) -> None:
    while True:
        try:
            connection, _ = tcp.accept()
        except OSError:
            return
        with connection, suppress(OSError, struct.error):
            (length,) = struct.unpack("!H", connection.recv(2))
            answer = known.answer(connection.recv(length), tcp=True)
            if answer is not None:
                connection.sendall(struct.pack("!H", len(answer)) + answer)
