"""What a scenario is."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.torture.trial import Site
from benchmarks.torture.verdict import Verdict


def nothing() -> str:
    """All is here."""
    return ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story with an end that is always the same. `brokers`: how many it needs; `harms`: it stops them.

    `seconds` is how long the load lasts in the long run, `short` in the suite. `lacks` says what this machine lacks for it.
    """

    name: str
    tells: str
    run: Callable[[Site], Verdict]
    brokers: int = 1
    harms: bool = False
    seconds: float = 60.0
    short: float = 8.0
    lacks: Callable[[], str] = nothing
