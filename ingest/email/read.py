"""A mail's bytes to what the customer said. Pure, and it never raises: what cannot be read is named in `problems`."""

from dataclasses import dataclass
from datetime import datetime

from golddust.events import Address, Attachment, Delivery, Feedback, Thread
from golddust.identity import Keys
from golddust.threads import without_token
from ingest.email.answering import answered, reached
from ingest.email.automatic.bounced import bounced
from ingest.email.automatic.rules import rule_of
from ingest.email.mime.addresses import Mailbox, mailboxes
from ingest.email.mime.body import Contents, contents
from ingest.email.mime.headers import Fields, date_of
from ingest.email.mime.lines import shown
from ingest.email.mime.structure import tree
from ingest.email.words.quoting import newly_written

LONGEST_TEXT = 256 * 1024
"""Bytes of text that an event carries; the original stays whole."""
_MOST_PROBLEMS = 20
_MOST_REFERENCES = 100


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything that can be told of a mail from its bytes and its envelope."""

    sender: Mailbox
    reply_to: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    thread: Thread
    date: datetime | None
    text: str
    full_text: str
    attachments: tuple[Attachment, ...]
    automatic: str | None
    problems: tuple[str, ...]
    bounced: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()


def read(delivery: Delivery, keys: Keys | None = None) -> Feedback:
    """The feedback in a mail that the SMTP door took in. Never raises, whatever the bytes are.

    Without keys, no mail proves that it answers one of ours.
    """
    mail = mail_of(delivery.original, delivery.facts.get("envelope_sender"))
    return Feedback(
        id=delivery.id,
        channel="email",
        source=without_token(delivery.source),
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=_address(mail, delivery.facts.get("envelope_sender", "")),
        text=mail.text,
        full_text=mail.full_text if mail.full_text.strip() != mail.text.strip() else "",
        subject=mail.subject,
        attachments=mail.attachments,
        thread=mail.thread,
        automatic=mail.automatic,
        problems=(*mail.problems, *("id: this Message-ID came before with other words",) * delivery.reused),
        bounced=mail.bounced,
        answers=answered(keys, delivery.facts.get("recipient", ""), mail.reached, mail.thread) if keys else "",
        authentication=delivery.facts.get("authentication", ""),
        suspect=delivery.facts.get("suspect") == "yes",
    )


def mail_of(raw: bytes, envelope_sender: str | None = None) -> Mail:
    """The mail that these bytes are. `envelope_sender` is "" for the null sender, None when there was no envelope."""
    parsed = tree(raw)
    fields = parsed.root.fields
    found = contents(parsed.root)
    text, cut = _bounded(newly_written(found.lines))
    full_text, full_cut = _bounded(shown(list(found.lines)))
    problems = (*parsed.problems, *found.problems, *_header_problems(fields), *("text: cut to 256 kB",) * (cut or full_cut))
    return Mail(
        sender=_first(fields, "from"),
        reply_to=_first(fields, "reply-to"),
        to=_clean_boxes(mailboxes(", ".join(fields.all("to")))),
        subject=_one_line(fields.text("subject")),
        thread=_thread(fields),
        date=date_of(fields.raw("date")),
        text=text,
        full_text=full_text,
        attachments=_clean_files(found),
        automatic=rule_of(fields, envelope_sender),
        problems=tuple(dict.fromkeys(clean(problem) for problem in problems))[:_MOST_PROBLEMS],
        bounced=bounced(parsed.root),
        reached=reached(fields),
    )


def clean(text: str) -> str:
    """Text that UTF-8 and PostgreSQL can hold: no lone surrogates, no NUL."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _address(mail: Mail, envelope_sender: str) -> Address:
    """Who is answered: From, unless it is missing or takes no answers; then Reply-To, then the envelope's sender."""
    box = next((b for b in (mail.sender, mail.reply_to) if b.takes_answers), None)
    if box is not None:
        return Address(kind="email", value=box.address, name=box.name or mail.sender.name)
    if mail.sender.address:
        return Address(kind="none", value=mail.sender.address, name=mail.sender.name)
    if "@" in envelope_sender:
        return Address(kind="email", value=clean(envelope_sender))
    return Address(kind="none", name=mail.sender.name)


def _first(fields: Fields, name: str) -> Mailbox:
    for value in fields.all(name):
        boxes = _clean_boxes(mailboxes(value))
        if boxes:
            return boxes[0]
    return Mailbox("", "")


def _clean_boxes(boxes: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
    return tuple(Mailbox(clean(box.name), clean(box.address)) for box in boxes)


def _clean_files(found: Contents) -> tuple[Attachment, ...]:
    return tuple(Attachment(name=clean(f.name), type=clean(f.type)[:127], size=f.size) for f in found.attachments)


def _thread(fields: Fields) -> Thread:
    ids = message_ids(fields.raw("message-id"))
    return Thread(
        message_id=ids[0] if ids else "",
        in_reply_to=message_ids(fields.raw("in-reply-to")),
        references=message_ids(" ".join(fields.all("references"))),
    )


def message_ids(value: str) -> tuple[str, ...]:
    """The ids in a Message-ID, In-Reply-To or References field, with their brackets, whether they were written or not."""
    text = clean(value)
    bracketed = [f"<{piece.partition('>')[0].strip()}>" for piece in text.split("<")[1:] if ">" in piece]
    loose = [f"<{word}>" for word in text.replace("<", " ").replace(">", " ").split() if "@" in word]
    return tuple(dict.fromkeys(bracketed or loose or ([f"<{text.strip()}>"] if text.strip(" <>") else [])))[-_MOST_REFERENCES:]


def _header_problems(fields: Fields) -> tuple[str, ...]:
    found = []
    if not fields.raw("from"):
        found.append("headers: no From")
    if len(fields.all("from")) > 1:
        found.append("headers: more than one From")
    if not fields.raw("message-id"):
        found.append("headers: no Message-ID")
    if fields.raw("date") and date_of(fields.raw("date")) is None:
        found.append("headers: a Date that is none")
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _bounded(text: str) -> tuple[str, bool]:
    text = clean(text)
    if len(text) <= LONGEST_TEXT // 4:
        return text, False
    raw = text.encode("utf-8")
    if len(raw) <= LONGEST_TEXT:
        return text, False
    return raw[:LONGEST_TEXT].decode("utf-8", "ignore"), True
