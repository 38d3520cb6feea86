"""Workers of a fleet whose fate it is to halt inside a transaction."""

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.torture.fleet import Member
from benchmarks.torture.trial import Trial

HALTING = (sys.executable, "-m", "benchmarks.torture.halting")


@dataclass(frozen=True, slots=True)
class Fated:
    """Such a worker: its process, where it halts, and the file where it says how it went."""

    role: str
    point: str
    member: Member
    told: Path

    def words(self) -> list[str]:
        """What it has said: "halted", and after a freeze "went through" or "refused: why"."""
        return self.told.read_text().splitlines() if self.told.exists() else []

    def has_halted(self) -> bool:
        """Whether its fate has come."""
        return "halted" in self.words()


def send_in(trial: Trial, role: str, how: str, point: str, after: int, *, grouped: bool = False) -> Fated:
    """Start one; `grouped`: it halts in a transaction that moves a group. Where it forwards, it is the first spool's only one."""
    number = len(list(trial.fleet.folder.glob("fated-*.log"))) + 1
    name = f"fated-{role}-{number}"
    told = trial.fleet.folder / f"{name}.told"
    program = (*HALTING, "--how", how, "--point", point, "--after", str(after), "--tell", str(told))
    program += ("--grouped",) if grouped else ()
    data = trial.fleet.doors[0].data if role == "forward" else None
    member = trial.fleet.add(name, role, data=data, program=program)
    member.start()
    return Fated(role, point, member, told)
