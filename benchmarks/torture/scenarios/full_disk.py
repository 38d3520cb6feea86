"""The spool's disk is full: doors put senders off, politely, and go on when there is room."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site, Trial
from benchmarks.torture.verdict import Verdict

ROOM, ROOM_PER_SECOND = 32, 2
"""MiB: what the doors take in stays on the disk, as the original of each message is kept."""
PUT_OFF = {"hook 503", "text 503", "mail 452"}
TAKEN_IN = {"hook 202", "text 200", "mail 250"}
EACH = 15.0
"""Seconds of load for one filling of the disk."""


def run(site: Site) -> Verdict:
    """Fill it, wait until every kind of sender was put off, make room, and wait until every kind is taken in again."""
    with _small_disk(site) as disk, site.trial(data=disk / "data") as trial:
        times = max(1, int(site.seconds / EACH))
        with trial.load():
            trial.until_tagged()
            for _ in range(times):
                filler = disk / "filler"
                _until_heard(trial, PUT_OFF, partial(_fill, filler))
                trial.sleep(site.seconds / times / 2)
                filler.unlink()
                _until_heard(trial, TAKEN_IN, lambda: None)
                trial.sleep(site.seconds / times / 2)
        odd = {answer for answer in trial.heard.answers if answer not in TAKEN_IN | PUT_OFF | {"mail 451"}}
        trial.fault_unless(not odd, f"doors said {sorted(odd)}")
        trial.notes.append(f"filled {times} times: {dict(trial.heard.answers)}")
        return trial.conclude()


def _until_heard(trial: Trial, wanted: set[str], do: Callable[[], None]) -> None:
    """Do this again and again until all of these were heard."""
    before = trial.heard.so_far()
    for _ in trial.within(90):
        do()
        if wanted <= trial.answers(before).keys():
            break
    missing = wanted - trial.answers(before).keys()
    trial.fault_unless(not missing, f"there was no {', '.join(sorted(missing))}")
    trial.site.say(f"heard {sorted(wanted)}: {dict(trial.answers(before))}")


def _fill(filler: Path) -> None:
    """To the last byte."""
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)


@contextmanager
def _small_disk(site: Site) -> Iterator[Path]:
    folder = site.folder / "disk"
    folder.mkdir(parents=True)
    size = ROOM + ROOM_PER_SECOND * int(site.seconds)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(folder)], check=True)  # noqa: S603, S607
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S603, S607


def _lacks() -> str:
    return "" if os.geteuid() == 0 else "a small file system, which only root can mount"


SCENARIO = Scenario("full-disk", "no room left for the spool", run, short=4.0, lacks=_lacks)
