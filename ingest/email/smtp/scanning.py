"""Has clamd look at mails before they are taken in. Nothing of a mail is opened here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from golddust.clamd import INFECTED, Scanner
from golddust.errors import Refused, Unavailable
from ingest.email.options import Scan
from ingest.email.smtp.checking import Check


class Infected(Refused):
    """The mail carries what the scanner knows as harmful, and such mails are not taken."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A Check: adds the fact `scan`, which is "clean", "infected: NAME" or "not scanned: why"."""

    options: Scan

    def __call__(self, content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        """Raises Infected or Unavailable where the settings want that."""
        del facts
        try:
            verdict = self._scanner.verdict(content)
        except Unavailable:
            verdict = "not scanned: the scanner is away"
        if verdict.startswith(INFECTED) and self.options.infected == "refuse":
            raise Infected(verdict)
        if verdict.startswith("not scanned") and self.options.away == "put_off":
            raise Unavailable(verdict)
        return {"scan": verdict}

    def check(self) -> None:
        """Raises Unavailable unless clamd answers."""
        self._scanner.check()

    @property
    def _scanner(self) -> Scanner:
        return Scanner(self.options.clamd, self.options.timeout)


def scans_of(options: Scan) -> Sequence[Check]:
    """The scanner that is set, if any."""
    return (Clamd(options),) if options.clamd else ()
