"""Who speaks, as far as the register must know it to open and to join cases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Speaker:
    """A customer: every address of the same person, this one among them, and what the company knows of them.

    `value` is what they are worth to it, in its own measure; `language` what they want to be answered in, "" where unknown.
    """

    addresses: tuple[str, ...] = ()
    segment: str = ""
    value: float | None = None
    language: str = ""


NOBODY = Speaker()


class Speakers(Protocol):
    """Knows who customers are."""

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:
        """Of each of these pseudonyms that anything is known of, the speaker; one question, whatever their number."""


class Strangers:
    """Knows nobody: each address is a customer of its own."""

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:  # noqa: ARG002
        """Nobody."""
        return {}
