"""What the pages of streams ask, in one hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from golddust.findings import Connection
from golddust.letters import Letters, ParkedLetters
from golddust.watching import AtWork, FlowWatch


@dataclass(frozen=True, slots=True)
class Seen:
    """The log, its dead letters, who is at work, and what can be tried. `size`: bytes of the log, where it is one file."""

    flow: FlowWatch
    letters: Callable[[], Letters]
    parked: ParkedLetters
    at_work: Callable[[], AtWork]
    connections: Callable[[], Sequence[Connection]]
    size: Callable[[], int] | None = None
