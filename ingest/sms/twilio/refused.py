"""What `golddust doctor` is told of messages whose signature did not match: a small file, without anything of the messages."""

import os
from datetime import datetime
from pathlib import Path
from threading import Lock

import msgspec
import structlog

from golddust.ports import Clock
from ingest.sms.twilio.diagnosis import Doubt

log = structlog.get_logger()
EACH = 1.0
"""Seconds between two times that it is written."""


class Refusals(msgspec.Struct, kw_only=True):
    """Times are the last ones. `address` is the one that the settings should name where `would_match` says what is wrong.

    `count` is of all, `mismatches` of those that Twilio signed for another address. `settled`: a message was proven
    since the last of these.
    """

    count: int = 0
    last: datetime | None = None
    mismatches: int = 0
    mismatch: datetime | None = None
    would_match: str = ""
    address: str = ""
    foreign_account: datetime | None = None
    settled: bool = False


def file_of(data: Path) -> Path:
    """Where it lies."""
    return data / "sms" / "twilio-unverified.json"


def refusals_in(path: Path) -> Refusals:
    """What was noted; nothing when there is no such file, or none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Refusals)
    except (OSError, msgspec.MsgspecError):
        return Refusals()


class RefusalNotes:
    """Keeps the file. Threads may share it; a disk that cannot be written to is logged and harms no message."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = Lock()
        self._noted = refusals_in(path) if path else Refusals()
        self._written_at: float | None = None

    def doubted(self, doubt: Doubt) -> None:
        """Note one more."""
        with self._lock:
            noted, now = self._noted, self._clock.now()
            noted.count, noted.last = noted.count + 1, now
            if doubt.reason == "address":
                noted.mismatches, noted.mismatch, noted.settled = noted.mismatches + 1, now, False
                noted.would_match, noted.address = doubt.would_match, doubt.address
            elif doubt.reason == "account":
                noted.foreign_account = now
            self._write(at_once=doubt.reason == "address")

    def proven(self) -> None:
        """Note that one was good; costs nothing while there is nothing to settle."""
        if self._noted.mismatch is None or self._noted.settled:
            return
        with self._lock:
            self._noted.settled = True
            self._write(at_once=True)

    def _write(self, *, at_once: bool) -> None:
        now = self._clock.monotonic()
        is_soon = self._written_at is not None and now - self._written_at < EACH
        if self._path is None or (is_soon and not at_once):
            return
        self._written_at = now
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = self._path.with_suffix(f".{os.getpid()}")
            temporary.write_bytes(msgspec.json.encode(self._noted))
            temporary.replace(self._path)
        except OSError as error:
            log.warning("refused text messages could not be noted for the doctor", error=type(error).__name__)
