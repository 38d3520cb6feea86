"""A mirror that keeps and prints what it would open: for trials, and for tests of everything that mirrors.

People can work in it as in a real one: `answer`, `remark`, `resolve`, `reopen`, `remove` are what they would do there.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from golddust.errors import NotFound
from golddust.mirroring import Changed, MirrorComment, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from golddust.ports import Clock
from sinks.complaints import wording


@dataclass(slots=True)
class Ticket:
    """One ticket: what it says, and what was written below."""

    case: MirroredCase
    changed_at: datetime
    state: MirrorState = "open"
    notes: list[MirrorNote] = field(default_factory=list)
    comments: list[MirrorComment] = field(default_factory=list)


@dataclass(slots=True)
class PrintedMirror:
    """A `ComplaintMirror` in memory. `say` gets one line for each thing done."""

    clock: Clock
    say: Callable[[str], object] = print
    name: str = "printed"
    brings_back: bool = True
    settles_within: float = 0.0
    tickets: dict[str, Ticket] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def check(self) -> None:
        """Always there."""

    def find(self, case: MirroredCase) -> str | None:
        """By the case's id."""
        return next((ticket for ticket, kept in self.tickets.items() if kept.case.id == case.id), None)

    def open(self, case: MirroredCase) -> str:
        """Keep it, under the next number."""
        ticket = str(next(self._numbers))
        self.tickets[ticket] = Ticket(case, self.clock.now())
        self.say(f"ticket {ticket}: {wording.title(case)}")
        return ticket

    def link(self, ticket: str) -> str:
        """Nowhere."""
        _ = ticket
        return ""

    def notes(self, ticket: str) -> frozenset[str]:
        """Those kept."""
        return frozenset(note.id for note in self._ticket(ticket).notes)

    def add(self, ticket: str, note: MirrorNote) -> None:
        """Keep it."""
        self._changed(ticket).notes.append(note)
        self.say(f"ticket {ticket}: {note.text.splitlines()[0]}")

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """Let it stand so."""
        if self._ticket(ticket).state != state:
            self._changed(ticket).state = state
            self.say(f"ticket {ticket} is {state}")

    def status(self, ticket: str) -> MirrorStatus:
        """How it stands."""
        if ticket not in self.tickets:
            return MirrorStatus("gone", self.clock.now())
        kept = self.tickets[ticket]
        return MirrorStatus(kept.state, kept.changed_at, tuple(kept.comments))

    def erase(self, ticket: str) -> str:
        """Forget it."""
        if self.tickets.pop(ticket, None) is not None:
            self.say(f"ticket {ticket} is erased")
        return ""

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last change."""
        changed = (Changed(ticket, kept.changed_at) for ticket, kept in self.tickets.items() if kept.changed_at >= when)
        return sorted(changed, key=lambda change: change.at)

    def answer(self, ticket: str, text: str) -> None:
        """Somebody there writes to the customer."""
        kept = self._changed(ticket)
        kept.comments.append(MirrorComment(f"{ticket}.{len(kept.comments)}", self.clock.now(), "somebody", text))

    def remove(self, ticket: str) -> None:
        """Somebody there deletes it."""
        del self.tickets[ticket]

    def _changed(self, ticket: str) -> Ticket:
        kept = self._ticket(ticket)
        kept.changed_at = self.clock.now()
        return kept

    def _ticket(self, ticket: str) -> Ticket:
        try:
            return self.tickets[ticket]
        except KeyError:
            raise NotFound(f"printed has no ticket {ticket}") from None
