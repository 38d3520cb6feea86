"""The seam to complaint systems elsewhere: what a case looks like to them, what they say back, and what a connector promises.

The register in `complaints/` keeps the promises; a mirror shows its cases to people who work in another system, and what they do
there comes back. Everything that goes out is redacted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from golddust.errors import Unavailable

MirrorState = Literal["open", "waiting", "resolved", "closed", "gone"]
"""How a ticket stands: `waiting` for the customer; `gone`: deleted there, or out of our sight."""
ENDED: frozenset[MirrorState] = frozenset(("resolved", "closed"))


@dataclass(frozen=True, slots=True)
class MirroredCase:
    """A case as other systems see it. `subject`, `text` and `why` are redacted; `url` is the case on our console."""

    id: str
    reference: str
    subject: str
    text: str
    kind: str
    priority: str
    owner: str
    channel: str
    why: str
    url: str
    topics: tuple[str, ...]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class MirrorNote:
    """Something that happened to the case here; `id` is that of its event, `text` is redacted."""

    id: str
    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class MirrorComment:
    """Something that people wrote there and meant for the customer; `id` is the system's own."""

    id: str
    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class MirrorStatus:
    """How a ticket stands there, with every comment that others meant for the customer, oldest first."""

    state: MirrorState
    changed_at: datetime
    comments: tuple[MirrorComment, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A ticket that changed there, and when by their clock."""

    ticket: str
    at: datetime


class Throttled(Unavailable):
    """The system asks us to come back after `retry_after` seconds; nothing is wrong with it or with us."""


class InDoubt(Unavailable):
    """The request was sent and no answer came that can be read: it may have had its effect or not."""


class ComplaintMirror(Protocol):
    """One complaint system elsewhere. Used by one thread at a time.

    Every call has a timeout, and raises Unavailable (Throttled, InDoubt) when trying again may help, Refused when it never will;
    Unauthentic with status 403 means that a right is missing. Reasons hold no secret.
    """

    name: str
    """As `[complaints] mirrors` names it."""
    brings_back: bool
    """Whether what is done there can be asked for: `status` and `changed_since`."""
    settles_within: float
    """Seconds after an unanswered request, until `find` and `notes` surely see what came of it."""

    def check(self) -> None:
        """Touch it without writing. Raises Unavailable, or Misconfigured for a queue, a field or a right that is missing."""

    def find(self, case: MirroredCase) -> str | None:
        """The ticket that was opened for this case, by its id or its reference; None when there is none."""

    def open(self, case: MirroredCase) -> str:
        """Open a ticket and return its id. The caller has looked for one first, and nobody else opens for this case meanwhile."""

    def link(self, ticket: str) -> str:
        """Where people see the ticket; "" when that cannot be told."""

    def notes(self, ticket: str) -> frozenset[str]:
        """The ids of our notes that the ticket holds; empty where the system does not show them."""

    def add(self, ticket: str, note: MirrorNote) -> None:
        """Add a note that customers are never sent. The caller has asked `notes` first when an earlier try may have arrived."""

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """Let the ticket stand so; nothing happens where it does already."""

    def status(self, ticket: str) -> MirrorStatus:
        """How it stands."""

    def erase(self, ticket: str) -> str:
        """Delete the ticket, whose customer was erased, as far as one of us may; "" when nothing of it is left.

        Else what a person must do there by hand. One that is not there is erased.
        """

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """The tickets that changed then or later by the system's own clock, what changed first first."""


class TellRegister(Protocol):
    """What hears of it when something was done elsewhere. Telling twice is as telling once."""

    def __call__(self, case: str, mirror: str, status: MirrorStatus, new: Sequence[MirrorComment]) -> None:
        """In `mirror`, the case's ticket came to stand so, or these comments are new.

        Raises Unavailable: tell again later; Refused: the register has no use for it, and is not told again.
        """
