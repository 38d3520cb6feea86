"""Addresses as people and programs write them: names in quotes, comments, groups, encoded words, or no sense at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.email.mime.headers import decoded

MOST = 500
"""Addresses read from one field."""
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\[\]]{1,256}@[^\s<>\"(),:;@]{1,256}")
_NOBODY = re.compile(
    r"(?:no|do[-_.]?not|donot|ne[-_.]?pas|nicht|non)[-_.]?(?:reply|respond|answer|repondre|antworten|rispondere)\b|noreply",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person's name ("" when not given) and address."""

    name: str
    address: str

    @property
    def takes_answers(self) -> bool:
        """Whether an answer would be read: no-reply addresses say that it would not."""
        return bool(self.address) and not _NOBODY.match(self.address.partition("@")[0])


def mailboxes(field: str) -> tuple[Mailbox, ...]:
    """The mailboxes in a From, To or Reply-To field, in order; what holds no address is left out."""
    found = _read(field)
    if not found and "=?" in field:
        found = _read(decoded(field))
    return found


def _read(field: str) -> tuple[Mailbox, ...]:
    read = (_mailbox(piece) for piece in _split(field))
    return tuple(box for box in read if box is not None)[:MOST]


def _split(field: str) -> Iterator[str]:
    """At commas and semicolons outside of quotes, comments and angle brackets; a group's name goes."""
    start, quoted, depth, angle = 0, False, 0, False
    balanced = field.count('"') % 2 == 0
    for at, c in enumerate(field):
        if c == '"' and balanced and field[at - 1 : at] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif c in "()":
            depth = max(0, depth + (1 if c == "(" else -1))
        elif c in "<>":
            angle = c == "<"
        elif c in ",;" and not depth and not angle:
            yield field[start:at]
            start = at + 1
        elif c == ":" and not depth and not angle and "@" not in field[start:at]:
            start = at + 1
    yield field[start:]


def _mailbox(piece: str) -> Mailbox | None:
    before, opened, rest = piece.rpartition("<")
    if opened:
        inside, _, after = rest.partition(">")
        address = _address(inside)
        if address:
            return Mailbox(_name(before) or _name(after), address)
    match = _ADDRESS.search(piece)
    if match is None:
        return None
    around = piece[: match.start()] + piece[match.end() :]
    return Mailbox(_name(around), match[0].strip("'."))


def _address(inside: str) -> str:
    """The address between angle brackets, without a route (`@a,@b:`) or `mailto:`."""
    text = decoded(inside).strip().rpartition(":")[2].strip()
    if text.startswith('"') and "@" in text and " " in text:
        return text
    text = "".join(text.split()).strip("'\"<>")
    return text if "@" in text.strip("@") else ""


def _name(text: str) -> str:
    """A name without its quotes; a name in a comment counts when there is no other."""
    outside = re.sub(r"\([^()]*\)", "", text).strip(" \t,<>")
    chosen = outside.strip("'\"") if outside.strip("'\" ") else text.strip(" \t,()<>")
    unescaped = re.sub(r"\\(.)", r"\1", chosen)
    return " ".join(decoded(unescaped).strip("'\" \t").split())
