"""What a delivery report says of a reply of ours: whether it failed, why, and which reply it is about.

Believed are only tokens that nobody else can make (`golddust.threads`): in the address that the report came to, or in the copy
of our mail in it. Sources: RFC 3464 (delivery status), RFC 6522 (multipart/report), RFC 6533 (its international form), RFC 3463
(status codes); for reports of other forms, the words of sendmail, qmail, Exim, Postfix, Exchange and Notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from golddust.events import Bounce, BounceKind
from golddust.identity import Keys
from golddust.threads import bounced_reply, reply_of_message_id
from golddust.undeliverable import GONE
from ingest.email.automatic.reasons import delayed_by_words, failure_in, status_in
from ingest.email.mime.structure import Part
from ingest.email.mime.texts import text_of

MOST_RECIPIENTS = 20
_MOST_PARTS = 50
_MOST_COPIES = 10
_LOOKED_AT = 256 * 1024
_MOST_LINES = 500
_MESSAGE_ID = re.compile(rb"message-id[ \t]{0,20}:\s{0,80}(?:<|&lt;)([^<>&\s]{1,250}@[^<>&\s]{1,250})(?:>|&gt;)", re.IGNORECASE)
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_HEADERS = "text/rfc822-headers"
_COPIES = frozenset(("message/rfc822", "message/global", "message/global-headers", "message/rfc822-headers"))
_NOBODY = re.compile(r"recipient address rejected: access denied", re.IGNORECASE)
"""Exchange Online of an address that its owner's directory does not have, which it gives a status of networks (5.4.1)."""
UNSAID = ("", "5.0.0", "4.0.0")
"""What a report says that leaves the reason to the words of the mail server behind it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says before it is known to be about a mail of ours: why, and the Message-IDs of what came back."""

    kind: BounceKind
    status: str
    copies: tuple[str, ...]


def report_of(root: Part) -> Report | None:
    """What this delivery report says; None where it tells of no failure and no delay. Never raises.

    `root` is a mail that a rule took for a report. Where several recipients are told of, the worst counts.
    """
    parts = list(_walk(root))
    blocks = [block for part in parts if part.kind.value in _REPORTS for block in part.children[1 : 1 + MOST_RECIPIENTS]]
    told = [found for block in blocks if (found := _of_recipient(block))] if blocks else _by_words(root, parts)
    if not told:
        return None
    if len(blocks) == 1 and told[0][0] == "soft" and told[0][1] in UNSAID:
        told = [(kind_of(said), said)] if (said := failure_in(_words(parts))) else told
    kind, status = min(told, key=lambda one: _WORST.index(one[0]))
    return Report(kind, status, tuple(dict.fromkeys(_returned(parts)))[:_MOST_COPIES])


def tells_of_failure(root: Part) -> bool:
    """Whether the mail gives a reason why one did not arrive, in words or by its status."""
    return any(failure_in(_text(part)) for part in _walk(root) if part.kind.value.startswith("text/"))


def proven(keys: Keys, report: Report, recipient: str) -> tuple[Bounce, ...]:
    """The replies of ours that the report is about, by the address it came to, or else by what it returns.

    () where no token proves one, so that nobody can say of a stranger's address that it does not work.
    """
    by_address = bounced_reply(keys, recipient)
    found = [by_address] if by_address else [reply_of_message_id(keys, copy) for copy in report.copies]
    return tuple(Bounce(reply=reply, kind=report.kind, status=report.status) for reply in dict.fromkeys(found) if reply)


_WORST: tuple[BounceKind, ...] = ("hard", "policy", "soft", "delayed")


def kind_of(status: str) -> BounceKind:
    """What a failure of this status (RFC 3463) says.

    `hard`: the address does not work. `policy`: it is held against us or our words. Anything else is `soft`: a full mailbox, a
    machine or network away for too long, or no reason at all.
    """
    if status in GONE:
        return "hard"
    return "policy" if status[1:3] in (".5", ".6", ".7") else "soft"


def _of_recipient(block: Part) -> tuple[BounceKind, str] | None:
    """RFC 3464 §2.3.3: of the actions, only `failed` is one, and `delayed` says that it may still arrive."""
    action = block.fields.word("action")
    status = status_in(block.fields.word("status"), first=True)
    said = block.fields.raw("diagnostic-code")
    if status in UNSAID:
        status = failure_in(said) or status
    if action == "delayed":
        return "delayed", status
    nobody = status == "5.4.1" and _NOBODY.search(said)
    return ("hard" if nobody else kind_of(status), status) if action == "failed" else None


def _by_words(root: Part, parts: list[Part]) -> list[tuple[BounceKind, str]]:
    """What a report of another form says, in the text before the copy that it returns."""
    if any(part.kind.value in _REPORTS for part in parts):
        return []
    text = _words(parts)
    status = failure_in(text)
    if delayed_by_words(root.fields.text("subject"), text):
        return [("delayed", status)]
    return [(kind_of(status), status)]


def _words(parts: list[Part]) -> str:
    """The text of a report, as people read it."""
    return next((_text(part) for part in parts if part.kind.value.startswith("text/") and part.kind.value != _HEADERS), "")


def _returned(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        if part.kind.value in _COPIES and part.children:
            yield part.children[0].fields.raw("message-id")
        elif part.kind.value in _COPIES or part.kind.value.startswith("text/"):
            yield from (found.decode("ascii", "replace") for found in _MESSAGE_ID.findall(part.content()[:_LOOKED_AT]))


def _walk(root: Part) -> Iterator[Part]:
    """The parts, outermost first, without those of a returned mail."""
    waiting = [root]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        if part.kind.value.startswith("multipart/"):
            waiting.extend(part.children[:_MOST_PARTS])


def _text(part: Part) -> str:
    return "\n".join(line.text for line in text_of(part).lines[:_MOST_LINES])
