"""A relay that says what a test has it say, word for word, and writes down what it was told. Fixture: `scripted_relay`."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

EHLO = ("scripted.example", "PIPELINING", "SIZE 10000", "8BITMIME", "DSN", "SMTPUTF8")


@dataclass(slots=True)
class ScriptedRelay:
    """`says` holds what it answers to a verb in place of yes, each once: ("mail", "421 4.3.2 enough"); "" closes unasked.

    `holds_at`: the verb at which it says nothing, from when `held` is set until `let_go` is called.
    """

    port: int = 0
    extensions: tuple[str, ...] = EHLO
    says: list[tuple[str, str]] = field(default_factory=list)
    sessions: list[list[str]] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    holds_at: str = ""
    held: threading.Event = field(default_factory=threading.Event)
    going_on: threading.Event = field(default_factory=threading.Event)

    def let_go(self) -> None:
        """Stand still no longer, here or anywhere."""
        self.holds_at = ""
        self.going_on.set()

    def answer_to(self, verb: str) -> str | None:
        """What the script says to it, None for the usual; only after `let_go` where it stands still at this verb."""
        if verb == self.holds_at:
            self.held.set()
            self.going_on.wait()
        for number, (wanted, answer) in enumerate(self.says):
            if wanted == verb:
                del self.says[number]
                return answer
        return None

    @property
    def verbs(self) -> list[list[str]]:
        """What was said in each connection, the first word of each line."""
        return [[line.partition(" ")[0].lower() for line in session] for session in self.sessions]


class _Handler(socketserver.StreamRequestHandler):
    @property
    def relay(self) -> ScriptedRelay:
        return cast("Any", self.server).relay

    def handle(self) -> None:
        lines: list[str] = []
        self.relay.sessions.append(lines)
        self._say("220 scripted.example")
        while line := self.rfile.readline().decode().strip():
            lines.append(line)
            if not self._answer(line.partition(" ")[0].lower()):
                return

    def _answer(self, verb: str) -> bool:
        told = self.relay.answer_to(verb)
        if told is None:
            told = {"ehlo": self._hello(), "data": "354 go on", "quit": "221 bye"}.get(verb, "250 2.0.0 yes")
        if not told:
            return False
        self._say(told)
        return self._take() if told.startswith("354") else verb != "quit"

    def _take(self) -> bool:
        mail = b""
        while not mail.endswith(b"\r\n.\r\n"):
            mail += self.rfile.readline()
        self.relay.mails.append(mail)
        told = self.relay.answer_to("dot")
        if told == "":
            return False
        self._say(told or "250 2.0.0 taken")
        return True

    def _hello(self) -> str:
        *others, last = self.relay.extensions
        return "\r\n".join([*(f"250-{one}" for one in others), f"250 {last}"])

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def scripted_relay() -> Iterator[ScriptedRelay]:
    """One on a free port."""
    relay = ScriptedRelay()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        cast("Any", server).relay = relay
        server.daemon_threads = True
        relay.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield relay
        relay.let_go()
        server.shutdown()
        thread.join()
