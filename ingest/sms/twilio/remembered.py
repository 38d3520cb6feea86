"""Up to when each account's list was taken in, in a small file; and that one process at a time reads it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from golddust.errors import Occupied, Unavailable


class Remembered:
    """The file and its lock, in a folder of their own. What cannot be read counts as nothing remembered."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "sms"
        self._path = self._folder / "twilio-caught-up.json"

    def of(self, account: str) -> datetime | None:
        """Up to when; None when it was never read."""
        return self._all().get(account)

    def put(self, account: str, until: datetime) -> None:
        """Remember it, durably. Raises Unavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = self._path.with_suffix(".new")
            with temporary.open("wb") as file:
                file.write(msgspec.json.encode({**self._all(), account: until}))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be written: {error.strerror}", retry_after=60) from None

    def _all(self) -> dict[str, datetime]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, datetime])
        except (OSError, msgspec.MsgspecError):
            return {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this data folder from it. Raises Occupied when one is at it, Unavailable for a bad disk."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            place = os.open(self._folder / "twilio-caught-up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"{self._folder} cannot be used: {error.strerror}", retry_after=60) from None
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
            raise Occupied("another process is reading Twilio's list of messages already") from None
        try:
            yield
        finally:
            os.close(place)
