"""The weekly digest on the way that notices to the staff take: a row for each reader and week, so that nobody has it twice.

What is in it is written when it is sent, by whoever counts; here it is put into a mail (RFC 2046, RFC 2387, RFC 2392).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from typing import cast

import structlog
from sqlalchemy import Engine, func, select

from golddust.database.engine import reading, writing
from golddust.database.schema.staff import staff_notices
from golddust.digest import Letter
from golddust.errors import GoldDustError, Refused
from golddust.events import StaffNotice
from golddust.identity import derived_id
from golddust.ports import Clock, Colleague
from sinks.replies.smtp.message import LONGEST_SUBJECT, MARKER
from sinks.replies.smtp.relay import Relay
from sinks.staff import rows
from sinks.staff.addressees import DIGEST, Addressed
from sinks.staff.mail import recipient_of
from sinks.staff.rows import Waiting

log = structlog.get_logger()
Write = Callable[[str, str], Letter]
"""The letter of a week, by its name, to a reader, by their key. Raises Unavailable."""


def notice_of(week: str, now: datetime) -> StaffNotice:
    """What all who get the digest of that week share."""
    words = f"The digest of {week}"
    identity = derived_id("weekly digest", week)
    return StaffNotice(
        id=identity,
        case="",
        reference=week,
        role="",
        person="",
        purpose="digest",
        subject=words,
        text=words,
        requested_at=now,
    )


def put_in_line(engine: Engine, week: str, readers: Sequence[str], clock: Clock) -> int:
    """Let these readers have the digest of that week, each once, whoever asks and however often; returns how many are new."""
    now = clock.now()
    notice = notice_of(week, now)
    with reading(engine) as connection:
        known = set(connection.execute(select(staff_notices.c.person).where(staff_notices.c.notice == notice.id)).scalars())
    new = [rows.row_of(notice, Addressed("", reader, DIGEST, now), now, "") for reader in readers if reader not in known]
    if new:
        with writing(engine) as connection:
            rows.add(connection, new)
    return len(new)


def standing(engine: Engine, week: str) -> dict[str, int]:
    """How many rows of that week's digest stand in which state."""
    mine = (staff_notices.c.purpose == "digest") & (staff_notices.c.reference == week)
    with reading(engine) as connection:
        query = select(staff_notices.c.state, func.count().label("number")).where(mine).group_by(staff_notices.c.state)
        found = connection.execute(query.order_by(staff_notices.c.state))
        return {row.state: row.number for row in found}


class WeeklyMail:
    """A `Way`: the digest by mail, through the relay that carries the answers to customers."""

    name = DIGEST
    repeats = False

    def __init__(self, relay: Relay, clock: Clock, write: Write) -> None:
        self._relay = relay
        self._clock = clock
        self._write = write

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return self._relay.waiting_for()

    def send(self, row: Waiting, to: Colleague) -> str:
        """Hand it to the relay; returns its Message-ID. Raises as `Relay.hand_over` does, and as the writing of it."""
        recipient = recipient_of(to)
        message = self._message(row, self._written(row))
        message["To"] = recipient
        self._relay.hand_over(message, recipient.addr_spec)
        return str(message["Message-ID"])

    def _written(self, row: Waiting) -> Letter:
        """The letter. Raises Unavailable; Refused where it cannot be written, which ends the try of this one and of no other."""
        try:
            return self._write(row.notice.reference, row.notice.person)
        except GoldDustError:
            raise
        except Exception as bug:
            log.error("a digest could not be written", week=row.notice.reference, exc_info=bug)
            raise Refused("it could not be written; the log says why") from bug

    def send_by_hand(self, week: str, reader: str, to: Colleague, again: str) -> str:
        """Hand one to the relay now, whoever has it already, and keep nothing of it. `again` makes its Message-ID another one."""
        notice = notice_of(week, self._clock.now())
        return self.send(Waiting(derived_id("by hand", notice.id, reader, again), notice, DIGEST, 0), to)

    def _message(self, row: Waiting, letter: Letter) -> EmailMessage:
        """Marked as a machine's (RFC 3834 §5), with the way out of it (RFC 2369). No line of it comes from outside unfolded."""
        message = EmailMessage()
        message["From"] = self._relay.sender
        message["Subject"] = " ".join(letter.subject.split())[:LONGEST_SUBJECT]
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{row.id}.digest@{self._relay.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if letter.leaves_by:
            message["List-Unsubscribe"] = f"<{letter.leaves_by}>"
        message[MARKER] = row.id
        message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
        message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
        page = cast("list[MIMEPart]", message.get_payload())[1]
        for cid, picture in letter.pictures.items():
            name = f"{cid.partition('.')[0]}.png"
            page.add_related(picture, "image", "png", cid=f"<{cid}>", filename=name, disposition="inline")
        return message
