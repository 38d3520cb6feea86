"""What a policy says of a reply before it is handed over: go, later, or never. Policies for text messages are in `sms/`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement

from sinks.replies.rows import Handed, Waiting


@dataclass(frozen=True, slots=True)
class Later:
    """It waits until then. `alike`: and with it everything due at addresses of its kinds for which this holds."""

    until: datetime
    why: str
    rule: str
    kinds: frozenset[str] = frozenset()
    alike: ColumnElement[bool] | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """It is not sent."""

    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """It may have been sent already, at that time or later: its carrier is asked first."""

    since: datetime


Verdict = Later | Never | Said | None


class Policy(Protocol):
    """Asked for each reply that could go now, by the one thread that sends."""

    def verdict(self, row: Waiting, now: datetime) -> Verdict:
        """None: it may go."""

    def handed(self, row: Waiting, now: datetime) -> Handed:
        """What is noted of it when it goes."""


class NoPolicy:
    """Everything may go at once."""

    def verdict(self, row: Waiting, now: datetime) -> Verdict:  # noqa: ARG002 - a `Policy`
        """It may go."""
        return None

    def handed(self, row: Waiting, now: datetime) -> Handed:  # noqa: ARG002 - a `Policy`
        """Nothing."""
        return Handed()
