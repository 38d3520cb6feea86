"""What processes used."""

import os
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")


def used(*servers: int) -> float:
    """CPU seconds of all that this process has started, and of these servers; ended ones and what they started included."""
    found = {int(folder.name): stat for folder in Path("/proc").glob("[0-9]*") if (stat := _stat(folder))}
    family = {os.getpid(), *servers}
    while grown := {number for number, stat in found.items() if stat.parent in family} - family:
        family |= grown
    ticks = sum(found[number].own + found[number].waited_for for number in family if number in found)
    return (ticks - found[os.getpid()].own) / TICKS


class _Stat(NamedTuple):
    """Of one process: ticks of its own, and of the children that it waited for."""

    parent: int
    own: int
    waited_for: int


def _stat(folder: Path) -> _Stat | None:
    """None when it is gone."""
    try:
        words = (folder / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    user, system, *waited_for = map(int, words[11:15])
    return _Stat(int(words[1]), user + system, sum(waited_for))
