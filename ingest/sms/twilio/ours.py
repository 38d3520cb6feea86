"""Which numbers are ours: an account may have others, whose messages are some other program's and must not be taken in here."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import msgspec
import structlog

from golddust.identity import WHATSAPP
from ingest.sms.twilio.numbers import Numbers
from ingest.sms.twilio.options import Options

log = structlog.get_logger()
MOST = 10_000
"""Numbers that are remembered; nobody has so many."""


class Reached:
    """The numbers to which proven web hooks came, in a small file. Threads and processes may share it.

    A bad disk harms no message: the number is noted when the next one comes to it.
    """

    def __init__(self, data: Path | None) -> None:
        self._path = data / "sms" / "twilio-numbers.json" if data else None
        self._lock = Lock()
        self._numbers = self._read()

    def __contains__(self, number: str) -> bool:
        return number in self._numbers

    def add(self, number: str) -> None:
        """Remember it; costs nothing when it is known."""
        if number in self._numbers or not number:
            return
        with self._lock:
            try:
                self._numbers = self._written_with(number)
            except OSError as error:
                log.warning("the numbers reached could not be noted", error=type(error).__name__)

    def _read(self) -> frozenset[str]:
        try:
            return frozenset(msgspec.json.decode(self._path.read_bytes(), type=list[str])) if self._path else frozenset()
        except (OSError, msgspec.MsgspecError):
            return frozenset()

    def _written_with(self, number: str) -> frozenset[str]:
        """All of them, durably, with those that another door of this data folder noted. Raises OSError."""
        if self._path is None:
            return self._numbers | {number}
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.with_suffix(".lock").open("ab") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            known = self._numbers | self._read()
            if number in known or len(known) >= MOST:
                return known
            temporary = self._path.with_suffix(f".{os.getpid()}")
            with temporary.open("wb") as file:
                file.write(msgspec.json.encode(sorted(known | {number})))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
            return known | {number}


class Ours:
    """Those that the settings name (from_number, Messaging Service, the table `numbers`), and those that web hooks reached."""

    def __init__(self, options: Options, reached: Reached) -> None:
        self._reached = reached
        self._table = Numbers(options)
        self._numbers = frozenset(_bare(account.from_number) for account in options.every_account if account.from_number)
        self._services = frozenset(_set(account.messaging_service_sid for account in options.every_account))

    def has(self, recipient: str, service: str) -> bool:
        """Whether a message to that number, through that Messaging Service ("" for none), is for us."""
        return (
            _bare(recipient) in self._numbers
            or service in self._services
            or recipient in self._reached
            or bool(self._table.labels_of(recipient, service))
        )


def _bare(number: str) -> str:
    return number.strip().removeprefix(WHATSAPP)


def _set(given: Iterable[str]) -> set[str]:
    return {one for one in given if one}
