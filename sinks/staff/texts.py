"""Notices to the staff by text message, for what cannot wait."""

from golddust.ports import Colleague
from sinks.replies.sms.twilio.sender import TwilioReplies
from sinks.staff.addressees import TEXT
from sinks.staff.rows import Waiting

LONGEST_REASON = 200


class StaffTexts:
    """A `Way`: text messages."""

    name = TEXT
    repeats = False

    def __init__(self, twilio: TwilioReplies) -> None:
        self._twilio = twilio

    def waiting_for(self) -> str | None:
        """The settings of an account, while they are missing."""
        return self._twilio.waiting_for()

    def send(self, row: Waiting, to: Colleague) -> str:
        """Hand it to Twilio; returns the message's SID. Raises Unavailable, Refused or InDoubt."""
        return self._twilio.text(to.phone, words_of(row))


def words_of(row: Waiting) -> str:
    """Subject, reason and link: what fits a few segments. The rest is on the console."""
    first, *rest = row.notice.text.split("\n\n")
    return "\n".join([row.notice.subject, first[:LONGEST_REASON], *rest[-1:]])
