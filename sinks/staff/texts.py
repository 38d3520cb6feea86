"""Notices to the staff by text message, for what cannot wait."""

from golddust.ports import Colleague
from sinks.replies.sms.registry import TextSender
from sinks.staff.addressees import TEXT
from sinks.staff.rows import Waiting

LONGEST_REASON = 200


class StaffTexts:
    """A `Way`: text messages."""

    name = TEXT
    repeats = False

    def __init__(self, sender: TextSender) -> None:
        self._sender = sender

    def waiting_for(self) -> str | None:
        """The settings of an account, while they are missing."""
        return self._sender.waiting_for()

    def send(self, row: Waiting, to: Colleague) -> str:
        """Hand it over; returns the carrier's id. Raises Unavailable, Refused or InDoubt."""
        return self._sender.text(to.phone, words_of(row))


def words_of(row: Waiting) -> str:
    """Subject, reason and link: what fits a few segments. The rest is on the console."""
    first, *rest = row.notice.text.split("\n\n")
    return "\n".join([row.notice.subject, first[:LONGEST_REASON], *rest[-1:]])
