"""What the rules look at: the header of a mail, its envelope, and the types of its parts."""

import re
from dataclasses import dataclass

from ingest.email.automatic import subjects
from ingest.email.mime.addresses import Mailbox, mailboxes
from ingest.email.mime.headers import Fields, Parameters
from ingest.email.mime.structure import Part

_NO = frozenset(("", "no", "false", "0", "none", "off", "n"))
_DAEMON = re.compile(r"(?:mailer|mail|maildelivery|smtp|delivery)[-_.]?daemon(?:[-_.+].*)?|mdaemon", re.IGNORECASE)
_MAIL_SYSTEM = re.compile(
    r"(?:the )?(?:(?:internet |e-?mail |mail |message )?delivery (?:sub-?system|system|service|agent|daemon|manager|notification)"
    r"|internet mail delivery|mail delivery|mail ?system|mail ?router|mail administrator|mail admin|system administrator"
    r"|post ?master(?: .{0,60})?|mailer[- ]daemon|microsoft exchange(?: server)?|exchange server|mail server)",
    re.IGNORECASE,
)
_EXCHANGE = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"
"""The local part of Exchange's own recipient, which its reports come from."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the rules see it. `null`: its envelope had the null sender, so that nobody would answer it (RFC 5321 §4.5.5).

    `sender` is the first mailbox of From, `heading` the beginning of the subject as a person reads it. `paths` are the
    envelope's sender, at the door and as relays noted it; `recipient` is the address of ours that it reached, "" when that is
    not known; `parts` are the types of the parts in it.
    """

    fields: Fields
    kind: Parameters
    sender: Mailbox
    heading: str
    parts: frozenset[str]
    null: bool
    paths: tuple[str, ...]
    recipient: str

    def has(self, *names: str) -> bool:
        """Whether one of these fields is there."""
        return any(name in self.fields for name in names)

    def word(self, name: str) -> str:
        """A field's keyword, in lower case."""
        return self.fields.word(name)

    def says_yes(self, *names: str) -> bool:
        """Whether one of these fields is there and does not say no."""
        return any(self.word(name).partition(";")[0].strip() not in _NO for name in names if name in self.fields)

    def subject(self, pattern: "re.Pattern[str]") -> bool:
        """Whether all of the subject is of this form; one that begins with Re: never is."""
        return pattern.fullmatch(self.heading) is not None

    @property
    def local(self) -> str:
        """The sender's local part, in lower case; a sender without a domain is one, too, as old mail systems have it."""
        sender = self.sender.address or self.fields.word("from").strip('<> \t"')[:80]
        return sender.partition("@")[0].lower()

    @property
    def from_daemon(self) -> bool:
        """Whether a mail system's own address sent it, which no person has."""
        return bool(_DAEMON.fullmatch(self.local)) or self.local == _EXCHANGE or self.fields.raw("from").strip() == "<>"

    @property
    def from_mail_system(self) -> bool:
        """Whether a mail system sent it, or a person who looks after one."""
        name = self.sender.name or self.fields.text("from")[:80].strip('<> "')
        known = self.local in ("postmaster", "mailadmin", "mail-admin", "mailmaster", "mail-system", "mailsystem")
        return self.null or self.from_daemon or known or _MAIL_SYSTEM.fullmatch(name) is not None


def letter_of(root: Part, envelope_sender: str | None, recipient: str = "") -> Letter:
    """The letter. `envelope_sender` is "" for the null sender, None when not known.

    A Return-Path says it, too, wherever it stands among the fields.
    """
    fields = root.fields
    paths = tuple(value.replace(" ", "").lower() for value in (*fields.all("return-path"), envelope_sender or ""))
    null = envelope_sender == "" or "<>" in paths or "<mailer-daemon>" in paths
    inside = frozenset(part.kind.value for part in root.children)
    sender = next(iter(mailboxes(fields.raw("from"))), Mailbox("", ""))
    heading = fields.text("subject")[: subjects.LONGEST].strip()
    return Letter(fields, root.kind, sender, heading, inside, null, paths, recipient.lower())
