"""Whether a machine wrote the mail, and the rule that told. Such mail is kept and shown, never answered, never a complaint.

A customer's complaint taken for a machine's is lost, so each rule stands on a header that says so outright, or on a sender and
a subject together that no person has. Sources: RFC 3834 (Auto-Submitted), RFC 6522, 3464, 8098, 5965 and 8460 (reports), 5321
§4.5.5 (null sender), 2919 and 2369 (List-*), MS-OXCMAIL (X-Auto-Response-Suppress); docs/howto/mail.md has the whole list.
"""

import re
from collections.abc import Callable, Mapping

from golddust.automatic import Rule
from golddust.identity import ID_LENGTH
from golddust.threads import PROOF_LENGTH
from ingest.email.automatic import sayings, subjects
from ingest.email.automatic.answers import acknowledgement, auto_reply, auto_submitted, challenge, suppressing
from ingest.email.automatic.bounced import tells_of_failure
from ingest.email.automatic.bulk import mailing, notice
from ingest.email.automatic.letter import Letter, letter_of
from ingest.email.mime.structure import Part

OWN_MARK = "x-golddust-reply"
"""The field on every mail that golddust sends, in lower case."""
_OWN_ID = re.compile(rf"<?[a-z2-7]{{{ID_LENGTH}}}(?:\.[a-z2-7]{{{PROOF_LENGTH}}})?\.reply@", re.IGNORECASE)
_OWN_SENDER = re.compile(rf"<?[^\s@<>]{{0,20}}\+[a-z2-7]{{{ID_LENGTH + PROOF_LENGTH}}}@", re.IGNORECASE)
_BY_TYPE: Mapping[str, Rule] = {
    "delivery-status": "bounce",
    "disposition-notification": "receipt",
    "feedback-report": "abuse_report",
    "tlsrpt": "aggregate_report",
}
_CLASSES: Mapping[str, Rule] = {"urn:content-classes:dsn": "bounce", "urn:content-classes:mdn": "receipt"}


def rule_of(root: Part, envelope_sender: str | None, recipient: str = "", *, returned: bool = False) -> Rule | None:
    """The rule that told a machine, or null for a person. Never raises.

    `envelope_sender` is "" for the null sender, None when not known; `recipient` is the address of ours that was reached, "" when
    not known. `returned`: that is the envelope sender of a mail of ours, with a token that proves it. Persons' programs answer to
    Reply-To or From, and only machines to the envelope: servers with reports (RFC 5321 §6.1), vacation programs (RFC 3834 §4).
    What begins with Re: all the same is left to a person.
    """
    letter = letter_of(root, envelope_sender, recipient)
    found = next((found for rule in _RULES if (found := rule(letter))), None)
    if returned and found in (None, "machine") and (letter.null or not letter.subject(subjects.ANSWERED)):
        return "bounce" if tells_of_failure(root) else "auto_reply"
    return found


def _own_loop(letter: Letter) -> Rule | None:
    """What we sent, by any of its marks: relays that rewrite one leave the others."""
    returned = any(map(_OWN_SENDER.match, letter.paths))
    return "own_loop" if letter.has(OWN_MARK) or returned or _OWN_ID.match(letter.fields.raw("message-id")) else None


def _report(letter: Letter) -> Rule | None:
    """RFC 6522: a report says which it is; where it does not, its parts do."""
    kind = letter.kind
    if kind.value == "multipart/report":
        named = kind.named.get("report-type", "").lower()
        return _BY_TYPE.get(named) or _by_parts(letter) or ("bounce" if letter.from_mail_system else "machine")
    alone = _BY_TYPE.get(kind.value.partition("/")[2].replace("global-", "")) if kind.value.startswith("message/") else None
    return alone or (_by_parts(letter) if letter.from_mail_system else None)


def _by_parts(letter: Letter) -> Rule | None:
    types = (kind.partition("/")[2].replace("global-", "") for kind in sorted(letter.parts) if kind.startswith("message/"))
    return next((_BY_TYPE[name] for name in types if name in _BY_TYPE), None)


def _other_report(letter: Letter) -> Rule | None:
    """What Exchange, Microsoft's feedback loop and senders of statistics mark in their own ways."""
    if letter.has("x-hmxmroriginalrecipient"):
        return "abuse_report"
    if letter.has("tls-report-domain") or letter.subject(subjects.AGGREGATE):
        return "aggregate_report"
    if letter.has("x-ms-exchange-message-is-ndr"):
        return "bounce"
    return _CLASSES.get(letter.word("content-class"))


def _bounce(letter: Letter) -> Rule | None:
    """Delivery reports of before RFC 3464, and of those who never read it: qmail, Exim, Exchange 5.5, Lotus Notes and others."""
    if letter.from_daemon or letter.has("x-failed-recipients"):
        return "bounce"
    told = letter.from_mail_system and (letter.subject(subjects.UNDELIVERED) or letter.subject(subjects.DELAYED))
    return "bounce" if told else None


def _receipt_in_words(letter: Letter) -> Rule | None:
    """A read receipt whose parts a gateway has melted into one: Outlook's subject, and nothing but Outlook's words."""
    told = letter.subject(subjects.READ) and sayings.RECEIPT.fullmatch(letter.opening())
    return "receipt" if told else None


_RULES: tuple[Callable[[Letter], Rule | None], ...] = (
    *(_own_loop, _report, _other_report, _bounce, _receipt_in_words, challenge, auto_submitted, auto_reply, acknowledgement),
    *(mailing, suppressing, notice),
)
