"""The seam to what people may ask of us about their data: what we hold, that it goes, that it stays for a court."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from golddust.database.holds import Hold

State = Literal["asked", "held", "done"]


@dataclass(frozen=True, slots=True)
class Known:
    """A person by one of their pseudonyms, with their addresses as they are written, and what is held of them by place."""

    customer: str
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    held: bool
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure: who asked for it when, and, once it is done, the report, which names nobody."""

    id: str
    state: State
    asked_at: datetime
    asked_by: str
    done_at: datetime | None
    report: Mapping[str, Any]


class Privacy(Protocol):
    """What is done about a person's data. Raises NotFound for nobody, Conflict for who is held, Unavailable."""

    def find(self, who: str) -> str:
        """The pseudonym of who is meant: by an address in any spelling, by it, by a case."""

    def known(self, customer: str, by: str = "") -> Known:
        """Who they are, and how much is held of them; it is written down that it was looked at, where it says by whom."""

    def export(self, customer: str, to: Path, language: str = "", by: str = "") -> Mapping[str, int]:
        """Write all that is held of them into a zip file; returns how much of what. `language` "": theirs."""

    def ask(self, customer: str, by: str, *, when_released: bool = False) -> Erasure:
        """Have them erased by the next round. Raises Conflict while they are held, unless it may wait for that."""

    def erasures(self, limit: int = 100) -> Sequence[Erasure]:
        """Those that were asked for, the newest first."""

    def erasure(self, erasure: str) -> Erasure:
        """One of them, with how it stands elsewhere by now. Raises NotFound."""

    def hold(self, customer: str, reason: str, by: str) -> str:
        """Hold their data; returns the hold's id. Raises Malformed without a reason."""

    def release(self, customer: str, reason: str, by: str) -> Sequence[str]:
        """Let it go; an erasure that waited for it is done by the next round. Raises NotFound."""

    def holds(self) -> Sequence[Hold]:
        """All that were ever placed, the newest first."""
