"""Why a mail failed, from a mail server's words: its status code (RFC 3463), or what old servers say in its place."""

import re

from ingest.email.automatic import subjects
from ingest.email.automatic.reason_words import FULL, GONE, LATE
from ingest.email.words.phrases import any_of

_LOOKED_AT = 32 * 1024
_CODE = r"[245]\.[0-7]\.\d{1,3}"
_FIRST = re.compile(rf"\s*({_CODE})(?![\d.]*\d)")
_SAID = re.compile(rf"(?<![\d.])({_CODE})(?!\d|\.\d)")
_COPY = re.compile(
    r"^(?:> ?)?(?:return-path|received|message-id|dkim-signature|mime-version)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_GONE = re.compile(
    r"\b(?:user|recipient|mailbox|address|account|addressee)\b[^\n]{0,40}?\b(?:unknown|not found|does not exist|"
    r"doesn't exist|do not exist|not listed|no longer (?:exists|valid|available)|is disabled|invalid)|"
    r"\b(?:unknown|invalid|nonexistent|non-existent|no such) (?:local )?"
    r"(?:user|recipient|mailbox|address|account|person|addressee)|"
    r"\bno mailbox (?:here )?by that name|unrouteable address|unroutable address|\bnot a valid (?:user|mailbox)|"
    r"couldn't find any host named|host (?:or domain name )?not found|domain (?:name )?(?:not found|does not exist)|"
    r"this account has been disabled or discontinued|doesn't have an? \S{1,40} account",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"\b(?:mailbox|inbox|quota|account|storage|disk)\b[^\n]{0,40}?\b(?:full|exceeded|over ?quota|exhausted|limit)|over ?quota|"
    r"quota exceeded|out of storage space|insufficient (?:disk|storage)|exceeded storage allocation",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"\b(?:spam|blacklist|blocklist|black ?listed|block ?listed|blocked|spamhaus|dnsbl|rbl|reputation|policy|dmarc|"
    r"not authori[sz]ed|access denied|rejected by|content rejected|virus|unsolicited|relay(?:ing)? (?:denied|not permitted))\b",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"this is a warning message only|you do not need to resend|will (?:be re-?tried|continue to try|keep trying|retry)|"
    r"still being retried|delivery attempts will continue|has been delayed|no action is required on your part",
    re.IGNORECASE,
)
_IN_OTHER_WORDS = re.compile(rf"(?P<full>{any_of(FULL)})|(?P<gone>{any_of(GONE)})")
_LATE_IN_OTHER_WORDS = re.compile(any_of(LATE))
_NEAR = 4 * 1024
"""Characters of a report in which other languages than English are looked for."""


def status_in(text: str, *, first: bool = False) -> str:
    """The first status in the text, or with `first` the one it begins with; "" where there is none.

    The second number is one of RFC 3463's subjects, so that addresses of machines and versions of programs are none.
    """
    found = _FIRST.match(text[:100]) if first else _SAID.search(text[:_LOOKED_AT])
    return found[1] if found else ""


def failure_in(text: str) -> str:
    """The status of a failure that the words tell of; "" where they do not say why.

    Words stand for the status that RFC 3463 has for them: 5.1.1 nobody is there, 5.2.2 mailbox full, 5.7.1 not wanted.
    """
    copied = _COPY.search(text[:_LOOKED_AT])
    words = text[: copied.start() if copied else _LOOKED_AT]
    said = next((found[1] for found in _SAID.finditer(words) if found[1][0] != "2" and not found[1].endswith(".0.0")), "")
    if said:
        return said
    if _FULL.search(words):
        return "5.2.2"
    if _GONE.search(words):
        return "5.1.1"
    if other := _IN_OTHER_WORDS.search(subjects.folded(words[:_NEAR])):
        return "5.2.2" if other["full"] else "5.1.1"
    return "5.7.1" if _POLICY.search(words) else ""


def delayed_by_words(subject: str, text: str) -> bool:
    """Whether a report without fields says that the mail is still on its way."""
    copied = _COPY.search(text[:_LOOKED_AT])
    words = text[: copied.start() if copied else _LOOKED_AT]
    if subjects.DELAYED.fullmatch(subjects.folded(subject[: subjects.LONGEST])) or _DELAYED.search(words):
        return True
    return _LATE_IN_OTHER_WORDS.search(subjects.folded(words[:_NEAR])) is not None
