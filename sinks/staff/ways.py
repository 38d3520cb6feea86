"""The seam between what waits and what carries it."""

from typing import Protocol

from golddust.ports import Colleague
from sinks.staff.rows import Waiting


class Way(Protocol):
    """One way to people of the staff. `repeats`: who gets the same twice can tell, so what is in doubt is sent again."""

    name: str
    repeats: bool

    def waiting_for(self) -> str | None:
        """What must be configured before anything can be sent, in words for the operator; None when ready."""

    def send(self, row: Waiting, to: Colleague) -> str:
        """Hand it over and return the carrier's id for it.

        Raises Unavailable (try again later) or Refused (never will be); InDoubt when it may have gone out, unless it `repeats`.
        """
