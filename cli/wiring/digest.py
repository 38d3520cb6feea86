"""Puts the weekly digest together: who counts it, who gets it, and when it goes out.

Imports stand in the functions, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from functools import partial
from typing import TYPE_CHECKING

from cli.wiring.insight import insight_of
from golddust.digest import Letter
from golddust.ports import Colleague
from golddust.rounds import Round

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from console.digest.content import Digest
    from console.digest.readers import Reader
    from console.digest.weeks import Week
    from sinks.staff.dispatcher import StaffDispatcher
    from sinks.staff.weekly import WeeklyMail

DUE_PAUSE = 60.0
MAIL_PAUSE = 5.0
AT_ONCE = 20


class Weekly:
    """The digest of one installation. Raises Misconfigured and Unavailable."""

    def __init__(self, installation: "Installation") -> None:
        self._one = installation
        self._insight = insight_of(installation)

    def due(self) -> "Week":
        """The latest week whose digest is to have gone out by now."""
        from console.digest import weeks
        from console.digest.options import DAYS

        options = self._one.settings.digest
        now, house = self._one.clock.now(), self._insight.feedback.zone
        week = weeks.due(now, DAYS.index(options.weekday), options.hour, options.own_zone or house)
        return week if week.last < now.astimezone(house).date() else week.back(1)  # it is counted by the house's clock

    def over(self, name: str) -> "Week":
        """The week of that name, which must be over; the last one without a name. Raises Malformed."""
        from console.digest import weeks

        return weeks.over(name, self._one.clock.now().astimezone(self._insight.feedback.zone).date())

    def gathered(self, week: "Week") -> "Digest":
        """What it holds."""
        from console.digest.content import gathered

        return gathered(self._insight, self._one.archive, week, self._one.clock.now())

    def letter(self, week: "Week", reader: "Reader") -> Letter:
        """The mail for a reader."""
        from console.digest.letter import letter

        console, readers = self._one.console_url, self._one.admission.readers
        leaves_by = f"{console}/console/digest/leave/{readers.token(reader.key)}" if reader.mail else ""
        return letter(self.gathered(week), reader, console, leaves_by)

    def enqueue(self) -> int:
        """Put the digest that is due in line for whoever is to have it; returns for how many more."""
        return self.put_in_line(self.due(), [reader.key for reader in self._one.admission.readers.all()])

    def put_in_line(self, week: "Week", readers: list[str]) -> int:
        """Put a week's digest in line for these readers; who has it already gets no other."""
        from sinks.staff.weekly import put_in_line

        return put_in_line(self._one.engine, week.name, readers, self._one.clock)

    def dispatcher(self) -> "StaffDispatcher":
        """What sends those in line, each at most once."""
        from sinks.staff.dispatcher import StaffDispatcher

        one = self._one
        return StaffDispatcher(one.engine, one.admission.readers, (self.mail(),), one.clock, one.metrics)

    def send_to(self, week: "Week", address: str) -> str:
        """Hand it to the relay for this address, now; returns the Message-ID. Raises Malformed, and as the relay does."""
        from console.digest.options import checked_address

        to = Colleague(f"<{address}>", "", mail=checked_address(address))
        return self.mail().send_by_hand(week.name, to.name, to, self._one.clock.now().isoformat())

    def dispatch(self) -> None:
        """Send what is in line, until nothing of it is due."""
        dispatcher = self.dispatcher()
        while dispatcher.dispatch_due(AT_ONCE):
            pass

    def standing(self, week: "Week") -> dict[str, int]:
        """How many of that week's digests were sent, wait, failed or are in doubt."""
        from sinks.staff.weekly import standing

        return standing(self._one.engine, week.name)

    def mail(self) -> "WeeklyMail":
        """What makes a mail of it and hands that to the relay."""
        from sinks.replies.smtp.relay import Relay
        from sinks.staff.weekly import WeeklyMail

        one = self._one
        return WeeklyMail(Relay(one.settings.replies.smtp, one.signer), one.clock, self._write)

    def _write(self, week: str, reader: str) -> Letter:
        from console.digest.readers import Reader
        from console.digest.weeks import named

        found = self._one.admission.readers.one(reader) or Reader(reader, "")
        return self.letter(named(week), found)


def digest_rounds(installation: "Installation") -> list[Round]:
    """The digest that is due, into line; and from there to the relay. Where it does not go out, nothing of it is loaded."""
    if not installation.settings.digest.send or not installation.settings.replies.smtp.host:
        return []
    weekly, clock, metrics = Weekly(installation), installation.clock, installation.metrics
    dispatcher = weekly.dispatcher()
    if not installation.on_kafka:
        dispatcher.take_over()  # as with replies
    return [
        Round("digest", weekly.enqueue, DUE_PAUSE, clock, metrics),
        Round("digest-mail", partial(dispatcher.dispatch_due, AT_ONCE), MAIL_PAUSE, clock, metrics),
    ]
