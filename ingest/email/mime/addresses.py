"""Addresses as people and programs write them: names in quotes, comments, groups, encoded words, or no sense at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.email.mime.encoded_words import decoded

MOST = 500
"""Addresses read from one field."""
_LOCAL = r"(?:\"(?:[^\"\\\r\n]|\\.){1,256}\"|[^\s<>\"(),:;@\[\]]{1,256})"
_DOMAIN = r"(?:\[[^\[\]\s]{1,100}\]|[^\s<>\"'(),:;@\[\]]{1,256})"
_ADDRESS = re.compile(rf"(?<![^\s<>\"(),:;@\[\]]){_LOCAL}\s?@\s?{_DOMAIN}")
_QUOTED_LOCAL = re.compile(rf"\"(?:[^\"\\]|\\.){{1,256}}\"\s?@\s?{_DOMAIN}")
_TOKEN = re.compile(
    r"=\?[\w.:+*-]{1,60}\?[BbQq]\?[^?\s]{0,2000}\?="  # an encoded word, whatever it holds
    r"|\"(?:[^\"\\]|\\.){0,500}+\""  # a quoted string
    r"|\\\"?|[,;:()<>\"]"  # an escaped quote begins no string, or each would be tried
)
_COMMENT = re.compile(r"\([^()]*\)")
_MAILTO = re.compile(r"\[?mailto:\s{0,9}$", re.IGNORECASE)
_WIDE = tuple(
    (c.encode().decode("ascii", "surrogateescape"), sign) for c, sign in (("\uff1c", "<"), ("\uff1e", ">"), ("\uff20", "@"))
)
"""Signs of double width, as East Asian keyboards give them, in UTF-8."""
_ESCAPE = re.compile(r"\\(.)")
_NOBODY = re.compile(
    r"(?:no|do[-_.]?not|donot|ne[-_.]?pas|nicht|non)[-_.]?(?:reply|respond|answer|repondre|antworten|rispondere)\b|noreply",
    re.IGNORECASE,
)
_LONGEST_MAILTO = 40
"""Characters of `mailto` with the blanks around it."""
_ROUTE = re.compile(r"(?:@[^\s:,@]{1,255},?\s?){1,20}:")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person's name ("" when not given) and address."""

    name: str
    address: str

    @property
    def takes_answers(self) -> bool:
        """Whether an answer would be read: no-reply addresses say that it would not."""
        return bool(self.address) and not _NOBODY.match(self.address.partition("@")[0])


@lru_cache(maxsize=32)
def mailboxes(field: str, charset: str = "") -> tuple[Mailbox, ...]:
    """The mailboxes in a From, To or Reply-To field, in order; what holds no address is left out.

    `charset` is what 8-bit bytes in it are likely to be.
    """
    for wide, sign in _WIDE:
        field = field.replace(wide, sign)
    found = _read(field, charset)
    if not found and ("=?" in field or field.count('"') > 1):
        found = _read(decoded(field, charset).replace('"', " "), charset)
    return found


def name_alone(field: str, charset: str = "") -> str:
    """The name in a field that holds no address."""
    return _name(field.replace("<>", ""), charset)


def _read(field: str, charset: str) -> tuple[Mailbox, ...]:
    read = (_mailbox(piece, charset) for piece in _split(field))
    return tuple(box for box in read if box is not None)[:MOST]


def _split(field: str) -> Iterator[str]:
    """The pieces with an address each: a comma in a name that was not quoted does not part it from its address."""
    waiting = ""
    for piece in _at_commas(field):
        whole = f"{waiting}, {piece.strip()}" if waiting else piece
        if "<" not in piece and piece.count("@") > 1 and all("@" in word for word in piece.split()):
            yield from piece.split()
            waiting = ""
            continue
        named_next = "<" in piece or not waiting
        if "@" in piece or "<" in piece:
            yield whole if named_next else piece
            waiting = ""
        elif piece.strip():
            waiting = whole.strip()[:1000]


def _at_commas(field: str) -> Iterator[str]:
    """At commas and semicolons outside of quotes, comments and angle brackets; a group's name goes (RFC 5322 §3.4)."""
    start, depth, angle = 0, 0, False
    last_end, last_close = field.rfind(";"), field.rfind(">")
    for token in _TOKEN.finditer(field):
        c, at = token[0], token.start()
        if c in "()":
            depth = max(0, depth + (1 if c == "(" else -1))
        elif c in "<>":
            angle = c == "<"
        elif c in ",;" and not depth and not (angle and at < last_close):
            yield field[start:at]
            start, angle = at + 1, False
        elif c == ":" and not depth and not angle and _names_group(field, start, at, ends=at < last_end):
            start = at + 1
    yield field[start:]


def _names_group(field: str, start: int, colon: int, *, ends: bool) -> bool:
    """Whether a colon ends a group's name or `mailto`, and not part of somebody's name. Nothing long is copied for each colon."""
    if ends:
        return field.find("@", start, colon) < 0
    return colon - start <= _LONGEST_MAILTO and field[start:colon].strip().lower() == "mailto"


def _mailbox(piece: str, charset: str) -> Mailbox | None:
    before, opened, rest = _around_brackets(piece)
    if opened:
        inside, _, after = rest.partition(">")
        address = _address(inside)
        if address:
            return Mailbox(_name(before, charset) or _name(after.strip(">"), charset), address)
    match = _ADDRESS.search(piece)
    if match is None:
        return None
    around = _MAILTO.sub("", piece[: match.start()]) + " " + piece[match.end() :]
    name = _name(around, charset).strip("<>@:,[] ")
    return Mailbox(name, _squeezed(match[0]).strip("'.").removeprefix("mailto:"))


def _around_brackets(piece: str) -> tuple[str, str, str]:
    """What stands before the last bracket that opens outside of quotes, the bracket, and the rest."""
    at = -1
    for token in _TOKEN.finditer(piece):
        if token[0] == "<":
            at = token.start()
    return (piece[:at].rstrip("<"), "<", piece[at + 1 :]) if at >= 0 else (piece, "", "")


def _address(inside: str) -> str:
    """The address between angle brackets, without a route (`@a,@b:`) or `mailto:`."""
    text = decoded(inside).strip()
    quoted = _QUOTED_LOCAL.search(text)
    if quoted:
        return _plain_local(quoted[0])
    text = _ROUTE.sub("", text, count=1) if text.startswith("@") else text
    text = _COMMENT.sub("", text) if "(" in text else text
    text = _squeezed(text).strip("'\"<>,;").removeprefix("mailto:").removeprefix("MAILTO:")
    return text if "@" in text.strip("@") else ""


def _plain_local(address: str) -> str:
    """An address without quotes that its local part does not need."""
    local, _, domain = address.rpartition("@")
    bare = local.strip()[1:-1]
    return f"{bare}@{domain.strip()}" if re.fullmatch(r"[\w.!#$%&'*+/=?^`{|}~-]+", bare) else f"{local.strip()}@{domain.strip()}"


def _squeezed(text: str) -> str:
    if text.startswith('"'):
        return _plain_local(text)
    return "".join(text.split())


def _name(text: str, charset: str) -> str:
    """A name without its quotes; a name in a comment counts when there is no other."""
    text = text.strip(" \t,;")
    if not text:
        return ""
    quoted = len(text) > 1 and text[0] == text[-1] == '"' and text.count('"') == 2  # noqa: PLR2004
    chosen = text if quoted else _outside_comments(text)
    chosen = chosen.strip("'\"")
    unescaped = _ESCAPE.sub(r"\1", chosen) if "\\" in chosen else chosen
    return " ".join(decoded(unescaped, charset).strip("'\" \t").split())


def _outside_comments(text: str) -> str:
    if "(" not in text:
        return text
    outside = text
    for _ in range(9):
        outside, count = _COMMENT.subn("", outside)
        if not count:
            break
    outside = outside.strip(" \t,<>")
    return outside if outside.strip("'\" ") else text.strip(" \t,()<>")
