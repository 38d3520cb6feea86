"""What the rules look at: the header of a mail, its envelope, and the types of its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.email.automatic import subjects
from ingest.email.mime.addresses import Mailbox, mailboxes
from ingest.email.mime.headers import Fields, Parameters
from ingest.email.mime.lines import Line
from ingest.email.mime.structure import Part
from ingest.email.mime.texts import HTML, text_of

_NO = frozenset(("", "no", "false", "0", "none", "off", "n"))
_DAEMON = re.compile(r"(?:mailer|mail|maildelivery|smtp|delivery)[-_.]?daemon(?:[-_.+].*)?|mdaemon", re.IGNORECASE)
_MAIL_SYSTEM = re.compile(
    r"(?:the )?(?:(?:internet |e-?mail |mail |message )?delivery (?:sub-?system|system|service|agent|daemon|manager|notification)"
    r"|internet mail delivery|mail delivery|mail ?system|mail ?router|mail administrator|mail admin|system administrator"
    r"|(?:post ?master|courier mail server)(?: .{0,60})?|mailer[- ]daemon|(?:microsoft )?exchange server|microsoft exchange"
    r"|mail server)",
    re.IGNORECASE,
)
_READ = frozenset(("text/plain", *HTML))
_MOST_PARTS = 20
_SCREEN = 40
_LONGEST = 2000
_EXCHANGE = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"
"""The local part of Exchange's own recipient, which its reports come from."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the rules see it. `null`: its envelope had the null sender, so that nobody would answer it (RFC 5321 §4.5.5).

    `sender` is the first mailbox of From, `heading` the beginning of the subject, in small letters. `paths` are the
    envelope's sender, at the door and as relays noted it; `recipient` is the address of ours that it reached, "" when that is
    not known; `parts` are the types of the parts in it; `root` is the whole mail.
    """

    fields: Fields
    kind: Parameters
    sender: Mailbox
    heading: str
    parts: frozenset[str]
    null: bool
    paths: tuple[str, ...]
    recipient: str
    root: Part

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

    def opening(self) -> str:
        """The first words that are read in it, in small letters, unquoted; "" for none. Costly: ask the header first."""
        waiting = [self.root]
        for _ in range(_MOST_PARTS):
            if not waiting:
                break
            part = waiting.pop(0)
            if part.kind.value.startswith("multipart/"):
                waiting[:0] = part.children[:_MOST_PARTS]
            elif part.kind.value in _READ and (text := _own(text_of(part).lines)):
                return subjects.folded(text[:_LONGEST])
        return ""

    @property
    def composed(self) -> bool:
        """Whether a person's program wrote it into a mailbox of Exchange, which then says the languages that they read."""
        return self.has("accept-language") and self.has("x-ms-has-attach") and not self.has("x-ms-exchange-inbox-rules-loop")

    @property
    def form(self) -> bool:
        """Whether a web form of our own house hands on what a stranger wrote, who would be answered by Reply-To."""
        return self._ours and any(not related(domain(box.address), self._house) for box in mailboxes(self.fields.raw("reply-to")))

    @property
    def forwarded(self) -> bool:
        """Whether a mailbox of our own house forwards by a rule, as Outlook makes them, what came to it."""
        return self._ours and self.subject(subjects.FORWARDED)

    @property
    def _house(self) -> str:
        return domain(self.recipient or next((box.address for box in mailboxes(self.fields.raw("to"))), ""))

    @property
    def _ours(self) -> bool:
        return related(domain(self.sender.address), self._house)

    @property
    def unanswerable(self) -> bool:
        """Whether the sender reads no answers and names nobody else who does."""
        others = [box for box in mailboxes(self.fields.raw("reply-to")) if box.address.lower() != self.sender.address.lower()]
        return bool(self.sender.address) and not self.sender.takes_answers and not any(box.takes_answers for box in others)

    @property
    def local(self) -> str:
        """The sender's local part, in lower case; a sender without a domain is one, too, as old mail systems have it."""
        sender = self.sender.address or self.fields.word("from").rpartition("<")[2].strip('<> \t"')[:80]
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
    reached = recipient or next((box.address for box in _delivered(fields)), "")
    inside = frozenset(part.kind.value for part in root.children)
    sender = next(iter(mailboxes(fields.raw("from"))), Mailbox("", ""))
    heading = subjects.folded(fields.text("subject")[: subjects.LONGEST].strip())
    return Letter(fields, root.kind, sender, heading, inside, null, paths, reached.lower(), root)


def _delivered(fields: Fields) -> Iterator[Mailbox]:
    """Where the last server says that it was delivered."""
    for name in ("delivered-to", "x-original-to", "envelope-to"):
        yield from (box for value in fields.all(name)[:1] for box in mailboxes(value))


def _own(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines[:_SCREEN] if not line.depth).strip()


def domain(address: str) -> str:
    """What stands behind the @, in lower case."""
    return address.rpartition("@")[2].lower()


def related(one: str, other: str) -> bool:
    """Whether one domain is the other, or is within it."""
    return bool(one and other) and (one == other or one.endswith("." + other) or other.endswith("." + one))
