"""What there is to say of a cause: the cause itself, what likeness proposes, what came of mending it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

State = Literal["proposed", "open", "mended"]
STATES: tuple[State, ...] = ("proposed", "open", "mended")
"""Proposed: somebody gathers cases. Open: it is one, and its owner works on it. Mended: it is gone."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause that cases share. People call it by its `number`; `owner` is the business function that can mend it.

    `customers` counts people, whatever the number of their cases and addresses; `told` those who were told that it is mended.
    `mended` is what was done, last where it came back since.
    """

    id: str
    number: int
    title: str
    description: str
    owner: str
    state: State
    opened_by: str
    opened_at: datetime
    changed_at: datetime
    mended_by: str = ""
    mended_at: datetime | None = None
    mended: str = ""
    cases: int = 0
    customers: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A cause by what people call it."""

    id: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Cases that are alike and may share a cause, by reference, the most typical first; `example` is what that one says.

    `likeness` is from 0 to 1; `cause` the number of a cause that they resemble, 0 for none.
    """

    cases: tuple[str, ...]
    customers: int
    likeness: float
    topics: tuple[str, ...]
    owner: str
    example: str
    first_at: datetime
    last_at: datetime
    cause: int = 0


@dataclass(frozen=True, slots=True)
class Similar:
    """A case that says much the same; `cause` is the number of its cause, 0 for none."""

    reference: str
    likeness: float
    state: str
    cause: int
    text: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Mended:
    """A cause that is mended: how many customers are told so now, and how many cannot be."""

    cause: Cause
    told: int
    silent: int


def as_json(one: Cause | Suggestion | Similar | Mended) -> dict[str, Any]:
    """Every field under its own name; times as RFC 3339 in UTC."""
    shown: dict[str, Any] = msgspec.to_builtins(one)
    return shown
