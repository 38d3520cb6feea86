"""Which of our replies a bounce says could not be delivered, because the address does not work.

Only the id of a reply of ours, in the copy of it that came back, is believed: anybody can send a report, and a reply's id is
known to those alone who carried it or got it. Sources: RFC 3464 (delivery status), RFC 6522 (multipart/report), RFC 6533 (its
international form).
"""

import re
from collections.abc import Iterator

from golddust.identity import ID_LENGTH
from golddust.undeliverable import GONE
from ingest.email.mime.structure import Part

MOST_RECIPIENTS = 20
_OURS = rf"<([a-z2-7]{{{ID_LENGTH}}})\.reply@[^<>\s]{{1,250}}>"
_MESSAGE_ID = re.compile(_OURS)
_HEADER = re.compile(rf"^message-id:\s*{_OURS}".encode("ascii"), re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_COPIES = frozenset(("message/rfc822", "message/global"))
_HEADERS = frozenset(("text/rfc822-headers", "message/global-headers"))
UNSAID = "5.0.0"
"""What a report says that leaves the reason to the words of the mail server behind it."""


def bounced(root: Part) -> tuple[str, ...]:
    """The ids of the replies; () for whatever is no report of an address that does not work. Never raises."""
    if root.kind.value != "multipart/report":
        return ()
    failed = any(_is_gone(block) for part in root.children if part.kind.value in _REPORTS for block in _recipients(part))
    return tuple(dict.fromkeys(_returned(root))) if failed else ()


def _recipients(report: Part) -> list[Part]:
    """The blocks of fields: the first is about the message, each other about a recipient."""
    return report.children[1 : 1 + MOST_RECIPIENTS]


def _is_gone(block: Part) -> bool:
    if block.fields.word("action") != "failed":
        return False
    status = _STATUS.match(block.fields.word("status"))
    if status and status.group() != UNSAID:
        return status.group() in GONE
    said = _STATUS.search(block.fields.raw("diagnostic-code"))
    return bool(said and said.group() in GONE)


def _returned(root: Part) -> Iterator[str]:
    for part in root.children:
        if part.kind.value in _COPIES and part.children:
            yield from _MESSAGE_ID.findall(part.children[0].fields.raw("message-id"))
        elif part.kind.value in _HEADERS:
            yield from (found.decode("ascii") for found in _HEADER.findall(part.content()))
