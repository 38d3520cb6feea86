"""A mail's bytes to what the customer said. Pure, and it never raises: what cannot be read is named in `problems`."""

from dataclasses import dataclass
from datetime import datetime

from golddust.events import Attachment, Delivery, Feedback, Span, Thread
from golddust.identity import Keys
from golddust.threads import bounced_reply, without_token
from ingest.email.answering import answered, reached
from ingest.email.author import author_of
from ingest.email.automatic.bounced import Report, proven, report_of
from ingest.email.automatic.rules import rule_of
from ingest.email.door_facts import problems_told
from ingest.email.heading import heading_of
from ingest.email.mime.addresses import Mailbox
from ingest.email.mime.body import contents
from ingest.email.mime.charsets import clean
from ingest.email.mime.structure import tree
from ingest.email.mime.texts import Contents
from ingest.email.unsubscribing import command_of
from ingest.email.words.quoting import told_apart, within
from ingest.labels import labels_told

LONGEST_TEXT = 256 * 1024
"""Bytes of text that an event carries; the original stays whole."""
_MOST_PROBLEMS = 20


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
    spans: tuple[Span, ...]
    attachments: tuple[Attachment, ...]
    automatic: str | None
    problems: tuple[str, ...]
    report: Report | None = None
    reached: tuple[str, ...] = ()


def read(delivery: Delivery, keys: Keys | None = None) -> Feedback:
    """The feedback in a mail that the SMTP door took in. Never raises, whatever the bytes are.

    Without keys, no mail proves that it answers one of ours, or may give us a command.
    """
    recipient = delivery.facts.get("recipient", "") or delivery.source
    returned = keys is not None and bounced_reply(keys, recipient) is not None
    mail = mail_of(delivery.original, delivery.facts.get("envelope_sender"), recipient, returned=returned)
    bounces = proven(keys, mail.report, recipient) if keys and mail.report else ()
    answers = answered(keys, delivery.facts.get("recipient", ""), mail.reached, mail.thread) if keys else ""
    author = author_of(mail.sender, mail.reply_to, delivery.facts.get("envelope_sender", ""))
    return Feedback(
        id=delivery.id,
        channel="email",
        source=without_token(delivery.source),
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=author,
        text=mail.text,
        full_text=mail.full_text if mail.full_text.strip() != mail.text.strip() else "",
        spans=mail.spans if mail.full_text.strip() != mail.text.strip() else (),
        subject=mail.subject,
        attachments=mail.attachments,
        thread=mail.thread,
        automatic=mail.automatic,
        command=command_of(keys, author, mail.subject, mail.text) if keys else None,
        problems=(*mail.problems, *problems_told(delivery)),
        bounced=tuple(bounce.reply for bounce in bounces if bounce.kind == "hard"),
        bounces=bounces,
        answers=answers,
        authentication=delivery.facts.get("authentication", ""),
        suspect=delivery.facts.get("suspect") == "yes",
        labels=labels_told(delivery.facts),
    )


def mail_of(raw: bytes, envelope_sender: str | None = None, recipient: str = "", *, returned: bool = False) -> Mail:
    """The mail that these bytes are. `envelope_sender` is "" for the null sender, None when there was no envelope.

    `recipient` is the address of ours that it reached, "" when not known; `returned`: it is the envelope sender of one of ours.
    """
    parsed = tree(raw)
    fields = parsed.root.fields
    rule = rule_of(parsed.root, envelope_sender, recipient, returned=returned)
    found = contents(parsed.root)
    written = told_apart(found.lines)
    text, cut = _bounded(written.text)
    full_text, full_cut = _bounded(written.full_text)
    heading = heading_of(fields)
    problems = (*parsed.problems, *found.problems, *heading.problems, *("text: cut to 256 kB",) * (cut or full_cut))
    return Mail(
        sender=heading.sender,
        reply_to=heading.reply_to,
        to=heading.to,
        subject=heading.subject,
        thread=heading.thread,
        date=heading.date,
        text=text,
        full_text=full_text,
        spans=within(written.spans, len(full_text)),
        attachments=_clean_files(found),
        automatic=rule,
        problems=tuple(dict.fromkeys(clean(problem) for problem in problems))[:_MOST_PROBLEMS],
        report=report_of(parsed.root) if rule == "bounce" else None,
        reached=reached(fields),
    )


def _clean_files(found: Contents) -> tuple[Attachment, ...]:
    return tuple(Attachment(name=clean(f.name), type=clean(f.type)[:127], size=f.size) for f in found.attachments)


def _bounded(text: str) -> tuple[str, bool]:
    text = clean(text)
    if len(text) <= LONGEST_TEXT // 4:
        return text, False
    raw = text.encode("utf-8")
    if len(raw) <= LONGEST_TEXT:
        return text, False
    return raw[:LONGEST_TEXT].decode("utf-8", "ignore"), True
