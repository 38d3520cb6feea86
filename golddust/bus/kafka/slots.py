"""Names for writers that are the same again after a restart, so that what a killed one left open is ended at once."""

import fcntl
import os
import secrets
from contextlib import suppress
from itertools import count
from pathlib import Path

from golddust.errors import Unavailable


class Slots:
    """Gives each live writer of a stage on this machine a name of its own, the lowest that is free.

    A name is held by a lock on a file, which the kernel gives back however a process ends; the next to come then takes over
    the transactions of the one that died. Without a folder each name is new, and what a killed writer left open lasts until
    its time is up.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def take(self, stage: str) -> str:
        """A name that no live writer has. Raises Unavailable when the folder cannot be written to."""
        if self._folder is None:
            return f"golddust.{stage}.{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            instance = self._instance(self._folder / "instance")
            for number in count():
                name = f"golddust.{stage}.{instance}.{number}"
                if name not in self._held and self._lock(name, self._folder / f"{stage}.{number}"):
                    return name
        except OSError as error:
            raise Unavailable(f"{self._folder} cannot be written to: {error.strerror}", retry_after=5) from error
        raise AssertionError("there is always a free number")

    def give_back(self, name: str) -> None:
        """Let another have the name."""
        if name in self._held:
            os.close(self._held.pop(name))

    def _lock(self, name: str, path: Path) -> bool:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._held[name] = file
        return True

    def _instance(self, path: Path) -> str:
        """This folder's own name, made once."""
        if not path.exists():
            fresh = path.with_name(f"instance.{secrets.token_hex(4)}")
            with fresh.open("w") as file:
                file.write(secrets.token_hex(8))
                file.flush()
                os.fsync(file.fileno())  # an empty name after a power cut would be that of other machines, too
            with suppress(FileExistsError):  # another process was quicker; its name is the one
                os.link(fresh, path)
            fresh.unlink()
        return path.read_text().strip()
