"""A file system of its own for the doors' data, that can be full for a while."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOM = 6 << 30
"""Bytes that may be used; in memory, and only what is used counts."""
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Disk:
    """`small`: it can be filled; else it is an ordinary folder."""

    folder: Path
    small: bool

    @property
    def used(self) -> int:
        """Bytes."""
        told = os.statvfs(self.folder)
        return (told.f_blocks - told.f_bfree) * told.f_frsize

    def fill(self) -> None:
        """Leave no room. Called again, take away what was given back meanwhile."""
        if self.small:
            with suppress(subprocess.CalledProcessError):  # more was written since it was asked how much there is: the next time
                _mount("-o", f"remount,size={max(BLOCK, self.used)}", str(self.folder))

    def clear(self) -> None:
        """There is room again."""
        if self.small:
            _mount("-o", f"remount,size={ROOM}", str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """One at this folder; only root can have one that can be filled."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        yield Disk(folder, small=False)
        return
    _mount("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder))
    try:
        yield Disk(folder, small=True)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S603, S607


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)  # noqa: S603, S607
