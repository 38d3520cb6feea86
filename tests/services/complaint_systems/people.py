"""What people do in a complaint system, and what they see there."""

from typing import Protocol


class People(Protocol):
    """Those who work there."""

    def answer(self, ticket: str, text: str) -> None:
        """Write what the customer may read."""

    def remark(self, ticket: str, text: str) -> None:
        """Write what only colleagues read, as far as the system knows such."""

    def resolve(self, ticket: str) -> None:
        """Resolve it."""

    def reopen(self, ticket: str) -> None:
        """Open it again."""

    def remove(self, ticket: str) -> None:
        """Delete it."""

    def texts(self, ticket: str) -> list[str]:
        """Its title, then everything that is written in it."""

    def count(self, reference: str) -> int:
        """How many tickets there are of this case."""
