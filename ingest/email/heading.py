"""What a mail's header says: who wrote it, to whom, about what, when, and which mails it goes back to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from golddust.events import Thread
from ingest.email.mime.addresses import Mailbox, mailboxes, name_alone
from ingest.email.mime.dates import Dated, date_of
from ingest.email.mime.encoded_words import decoded, octets
from ingest.email.mime.headers import LONGEST, Fields

_MOST_REFERENCES = 100
_INSTEAD_OF_FROM = ("reply-to", "sender", "x-sender", "return-path", "resent-from")
_CONTROLS = re.compile(r"[\x01-\x1f\x7f]")
_SEPARATORS = re.compile(r"[\s,;<>]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The header as a person reads it, and what was wrong with it."""

    sender: Mailbox
    reply_to: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    thread: Thread
    date: datetime | None
    problems: tuple[str, ...]


def heading_of(fields: Fields) -> Heading:
    """What these fields say; never raises. Of a field that stands there twice the first with anything in it counts."""
    dated = _date(fields)
    return Heading(
        sender=_sender(fields),
        reply_to=_first(fields, "reply-to") or Mailbox("", ""),
        to=_clean_boxes(mailboxes(", ".join(fields.all("to"))[:LONGEST], fields.charset)),
        subject=" ".join(_CONTROLS.sub(" ", clean(fields.text("subject"))).split()),
        thread=_thread(fields),
        date=dated.moment,
        problems=(*_problems(fields), *((dated.problem,) if dated.problem else ())),
    )


def clean(text: str) -> str:
    """Text that UTF-8 and PostgreSQL can hold: no lone surrogates, no NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _sender(fields: Fields) -> Mailbox:
    """From; where it is missing or holds no address, whoever else the header names as the writer."""
    found = _first(fields, "from")
    if found:
        return found
    name = clean(name_alone(fields.raw("from"), fields.charset))
    other = next((box for field in _INSTEAD_OF_FROM if (box := _first(fields, field))), Mailbox("", ""))
    return Mailbox(name or other.name, other.address)


def _first(fields: Fields, name: str) -> Mailbox | None:
    boxes = (box for value in fields.all(name) for box in _clean_boxes(mailboxes(value, fields.charset)))
    return next(boxes, None)


def _clean_boxes(boxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    return tuple(Mailbox(clean(box.name), clean(box.address)) for box in boxes)


def _date(fields: Fields) -> Dated:
    dates = [date_of(decoded(value, fields.charset)) for value in fields.all("date") if value]
    return next((dated for dated in dates if dated.moment), dates[0] if dates else Dated(None))


def _thread(fields: Fields) -> Thread:
    ids = message_ids(fields.all("message-id"), alone=True)
    return Thread(
        message_id=ids[0] if ids else "",
        in_reply_to=message_ids(fields.all("in-reply-to")),
        references=message_ids(fields.all("references")),
    )


def message_ids(values: Iterable[str], *, alone: bool = False) -> tuple[str, ...]:
    """The ids in Message-ID, In-Reply-To or References fields, with their brackets, whether they were written or not.

    `alone`: there is to be one, so that whatever stands there without brackets is it.
    """
    found = [id_ for value in values if value for id_ in _ids(clean(_readable(value)), alone=alone)]
    return tuple(dict.fromkeys(found))[-_MOST_REFERENCES:]


def _readable(value: str) -> str:
    """The field with its 8-bit bytes read. Encoded words count only where they hide the brackets: ids are compared as sent."""
    if "<" in value:
        return value if value.isascii() else octets(value).decode("utf-8", "replace")
    return decoded(value, "utf-8")


def _ids(text: str, *, alone: bool) -> list[str]:
    bracketed = [f"<{piece.partition('>')[0].strip()}>" for piece in text.split("<")[1:] if ">" in piece]
    bracketed = [id_ for id_ in bracketed if id_ != "<>"]
    if bracketed:
        return bracketed
    words = [word for word in _SEPARATORS.split(text) if word]
    ids = [f"<{word}>" for word in words if "@" in word]
    if alone:
        return ids or ([f"<{' '.join(words)}>"] if words else [])
    # without brackets, "Your message of Monday from ann@example.com" names a person
    return ids if len(ids) == len(words) or "<" in text else []


def _problems(fields: Fields) -> tuple[str, ...]:
    missing = [f"headers: no {name}" for name in ("From", "Message-ID") if not fields.raw(name.lower())]
    several = (name for name in ("From", "Subject", "Date", "Message-ID") if len(set(fields.all(name.lower())) - {""}) > 1)
    return (*missing, *(f"headers: more than one {name}" for name in several))
