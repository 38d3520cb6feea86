"""What the customer newly wrote, told apart from what their mail program put around it.

Every line is looked at once, by patterns that need no more than the line (cut to a bound), so the work grows with the length of
the mail and with nothing else. When nothing would be left of a mail that had words, less is taken away.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.email.mime.lines import Line, has_words
from ingest.email.words import phrases
from ingest.email.words.phrases import any_of, literal

LONGEST_LINE = 600
"""Characters of a line that the patterns see."""
LONGEST_HEAD = 4
"""Lines over which "On … wrote:" may be broken."""
_SIGNATURE_LINES = 20
_SIGNATURES = 3
_MOST_JUDGED = 200
"""Lines that may be heads, without being any, after which no more are looked for: nobody's mail has so many."""
_DEVICE_LINES = 8
_FIELDS_WITHIN = 8
_LONGEST_FIELD_NAME = 40
_BLOCK_LINES = 5
_NOTICE_LENGTH = 120

_MARK = r"[*_\s]{0,4}"
_WROTE = re.compile(rf"(?:\b|(?<=\d)){any_of(phrases.WROTE)}\W{{0,4}}[:\uff1a]\W{{0,2}}$", re.IGNORECASE)
_WROTE_AND_MORE = re.compile(rf"{_MARK}\S.{{5,120}}@[\w.-]{{1,80}}[>)]\s?{literal(phrases.WROTE_PLAINLY)}:\s{{2}}", re.IGNORECASE)
_BEGINS = re.compile(rf"{_MARK}(?:{any_of(phrases.BEGINS)}\b|\d|<?[\w.+-]{{1,60}}@|\"?\w)", re.IGNORECASE)
_BEGINS_SURELY = re.compile(rf"{_MARK}(?:{any_of(phrases.BEGINS)}[\s,.]|\d{{1,4}}[-./年\s])", re.IGNORECASE)
_COLON = re.compile(r"[:\uff1a]\W{0,2}$")
_ENDS_IN_ADDRESS = re.compile(r"<?[\w.+-]{1,64}@[\w.-]{1,80}[>)]\W{0,2}[:\uff1a]\W{0,2}$")
_DATED = re.compile(r"\d{1,2}[:.]\d\d|\b\d{4}\b|\d{1,2}[./]\d{1,2}")
_WHO = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,80}")
_FIELD = re.compile(
    rf"{_MARK}(?:(?P<who>{literal(phrases.FROM)})|(?P<when>{literal(phrases.SENT)})|(?P<to>{literal(phrases.TO)})"
    rf"|(?P<what>{literal(phrases.SUBJECT)})){_MARK}[:\uff1a]",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    rf"\W{{0,3}}[-_=*\u2013\u2014]{{2,60}}\s?{literal(phrases.DIVIDERS)}\s?[-_=*\u2013\u2014]{{0,60}}\W{{0,3}}"
    rf"|{_MARK}{literal(phrases.BARE_DIVIDERS)}\W{{0,4}}",
    re.IGNORECASE,
)
_ABOVE = re.compile(any_of(phrases.ABOVE), re.IGNORECASE)
_DEVICE = re.compile(rf"\W{{0,3}}{any_of(phrases.DEVICE)}\W{{0,3}}(?:<https?://\S{{1,200}}>)?\W{{0,3}}", re.IGNORECASE)
_NOTICE = re.compile(rf"[\W_]{{0,6}}{any_of(phrases.NOTICE)}", re.IGNORECASE)
_FOOTER = re.compile(rf"[\W_]{{0,6}}{any_of(phrases.FOOTER)}", re.IGNORECASE)
_DELIMITER = re.compile(r"-- ?|\u2014|[-_]{2,3}\s?|_{5,80}")
_SENTENCE = re.compile(r"[.!?]\s*$|.{60}")
_RULE = re.compile(r"\W{0,2}[-_=*\u2013\u2014]{3,}\s*")
_LIST_FOOTER = re.compile(r"_{20,}")
_LIST_WORDS = re.compile(r"mailing list|unsubscribe|listinfo|google groups|list-subscribe", re.IGNORECASE)
_PICTURE = re.compile(r"\[(?:cid:|image:|inline image|bild:?)[^\]]{0,200}\]", re.IGNORECASE)


def newly_written(lines: Sequence[Line]) -> str:
    """The text that the writer of this mail wrote for it; all of it when that cannot be told."""
    kept = _without_history(lines)
    for attempt in (_without_endings(kept), kept, [line for line in lines if not line.depth], list(lines)):
        text = _text(attempt)
        if has_words(text):
            return text
    return _text(lines)


def _text(lines: Sequence[Line]) -> str:
    """The lines with no blank ones at either end, nor more than one in a row where something was taken out."""
    text = "\n".join(_PICTURE.sub("", line.text).rstrip() if "[" in line.text else line.text for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n").rstrip()


def _without_history(lines: Sequence[Line]) -> list[Line]:
    """The lines without quotes, the heads above them, and everything below a divider that has words above it."""
    kept: list[Line] = []
    written, skip_to = False, 0
    clues = _clues(lines)
    for at, line in enumerate(lines):
        if at < skip_to:
            continue
        if line.depth:
            if kept and kept[-1].depth == 0:
                kept.append(Line("", -1))
            continue
        if line.role == "history" and written:
            return _without_rule(kept)
        length, ends = _head(lines, at, clues)
        if ends and written and not _goes_on_quoted(lines, at + length):
            return _without_rule(kept)
        if length:
            skip_to = at + length
            continue
        kept.append(line)
        written = written or has_words(line.text[:LONGEST_LINE])
    return kept


def _without_rule(kept: list[Line]) -> list[Line]:
    """The lines without the rule across the page that some programs draw above history."""
    end = len(kept)
    while end and (kept[end - 1].blank or _RULE.fullmatch(kept[end - 1].text[:LONGEST_LINE])):
        end -= 1
    return kept[:end]


@dataclass(frozen=True, slots=True)
class _Clues:
    """What is found by one look over all lines: which end in a colon, and whether any may ask to answer above it."""

    colons: frozenset[int]
    asks: bool
    fields: dict[int, str]
    judged: Counter[str]


def _clues(lines: Sequence[Line]) -> _Clues:
    colons = frozenset(at for at, line in enumerate(lines) if _COLON.search(line.text[-8:]))
    whole = "\n".join(line.text[:LONGEST_LINE] for line in lines).lower()
    fields = {at: kind for at, line in enumerate(lines) if (kind := _field(line))}
    return _Clues(colons, any(hint in whole for hint in phrases.ABOVE_HINTS), fields, Counter())


def _head(lines: Sequence[Line], at: int, clues: _Clues) -> tuple[int, bool]:
    """How many lines from here are a head above history (0: none are), and whether the history goes on to the end."""
    line = lines[at]
    if line.blank:
        return 0, False
    text = line.text[:LONGEST_LINE].strip()
    if _DIVIDER.fullmatch(text) or (clues.asks and _ABOVE.search(text)):
        return 1, True
    if "@" in text and _BEGINS_SURELY.match(text) and _WROTE_AND_MORE.match(text):
        return 1, True
    if at in clues.fields and _opens_fields(clues, at):
        return sum(1 for _ in _fields(clues, at)), True
    if clues.judged["lines"] > _MOST_JUDGED or clues.colons.isdisjoint(range(at, at + LONGEST_HEAD)):
        return 0, False
    clues.judged["lines"] += 1
    return _attribution(lines, at)


def _opens_fields(clues: _Clues, at: int) -> bool:
    """Whether a block such as From, Sent, To, Subject begins here: at least three kinds of field, the sender among them."""
    first = clues.fields[at]
    kinds = set(_fields(clues, at))
    enough = len(kinds) >= (2 if first == "who" else 3)
    return first != "to" and enough and "who" in kinds and bool(kinds & {"when", "what"})


def _fields(clues: _Clues, at: int) -> Iterator[str]:
    return (clues.fields[near] for near in range(at, at + _FIELDS_WITHIN) if near in clues.fields)


def _field(line: Line) -> str:
    """The kind of head field that the line is, or ""."""
    start = line.text[:_LONGEST_FIELD_NAME]
    match = _FIELD.match(start) if not line.depth and (":" in start or "\uff1a" in start) else None
    return str(match.lastgroup) if match else ""


def _goes_on_quoted(lines: Sequence[Line], at: int) -> bool:
    following = next((line for line in islice(lines, at, at + 4) if not line.blank), None)
    return following is not None and following.depth > 0


def _attribution(lines: Sequence[Line], at: int) -> tuple[int, bool]:
    """The length of an "On …, Ann wrote:" that begins here. Without a verb known here, a quote must follow."""
    first = lines[at].text[:LONGEST_LINE]
    if not _BEGINS.match(first):
        return 0, False
    surely = bool(_BEGINS_SURELY.match(first))
    joined = ""
    for length, line in enumerate(islice(lines, at, at + LONGEST_HEAD), 1):
        if line.blank or line.depth:
            return 0, False
        joined = f"{joined} {line.text[:LONGEST_LINE]}".strip()
        if _COLON.search(joined[-12:]):
            return _judged(joined, length, surely=surely, quoted=_goes_on_quoted(lines, at + length))
        if not surely and not _named(joined):
            return 0, False
    return 0, False


def _named(text: str) -> bool:
    return "@" in text and _WHO.search(text) is not None


def _judged(joined: str, length: int, *, surely: bool, quoted: bool) -> tuple[int, bool]:
    verb = bool(_WROTE.search(joined[-160:]))
    dated, who = bool(_DATED.search(joined)), _named(joined)
    if quoted and (verb or (dated and (surely or who)) or (who and length == 1)):
        return length, False
    if dated and ((verb and (surely or who)) or (surely and _ENDS_IN_ADDRESS.search(joined[-160:]))):
        return length, True
    return 0, False


def _without_endings(lines: Sequence[Line]) -> list[Line]:
    """Each stretch between quotes without its signature, device line and notice."""
    return [line for stretch in _stretches(lines) for line in _stretch_without_ending(stretch)]


def _stretches(lines: Sequence[Line]) -> Iterator[list[Line]]:
    stretch: list[Line] = []
    for line in lines:
        if line.depth < 0:
            yield stretch
            stretch = [Line("")]
        else:
            stretch.append(line)
    yield stretch


def _stretch_without_ending(stretch: list[Line]) -> list[Line]:
    kept = [line for line in stretch if line.role != "signature"]
    kept = kept[: _notice_at(kept)]
    for _ in range(_SIGNATURES):
        kept = kept[: _signature_at(kept)]
    return _without_devices(kept)


def _signature_at(lines: list[Line]) -> int:
    """The line where the signature begins: the last delimiter (RFC 3676 §4.3) that is near enough to the end."""
    for back in range(1, min(len(lines), _SIGNATURE_LINES) + 1):
        at = len(lines) - back
        text = lines[at].text
        if len(text) < LONGEST_LINE and _DELIMITER.fullmatch(text) and _is_delimiter(lines, at):
            return at
    return len(lines)


def _is_delimiter(lines: list[Line], at: int) -> bool:
    """Whether the words end here: below a rule only a list's footer or a few lines that are no sentences may follow."""
    if _LIST_FOOTER.fullmatch(lines[at].text):
        return any(_LIST_WORDS.search(line.text[:LONGEST_LINE]) for line in lines[at + 1 :])
    if lines[at].text.rstrip() == "--":
        return True
    below = [line.text for line in lines[at + 1 :] if not line.blank]
    return 0 < len(below) <= _BLOCK_LINES and not any(_SENTENCE.search(text[:LONGEST_LINE]) for text in below)


def _notice_at(lines: list[Line]) -> int:
    """The line where a notice begins that is no word of the writer's; never the first."""
    for at in range(len(lines)):
        new_paragraph = at > 0 and (lines[at - 1].blank or _DELIMITER.fullmatch(lines[at - 1].text[:80]))
        if new_paragraph and _is_notice(lines, at):
            return at
    return len(lines)


def _is_notice(lines: list[Line], at: int) -> bool:
    if _FOOTER.match(lines[at].text[:LONGEST_LINE]):
        return True
    paragraph = _paragraph(lines, at)
    return len(paragraph) >= _NOTICE_LENGTH and bool(_NOTICE.match(paragraph))


def _paragraph(lines: list[Line], at: int) -> str:
    """The first few lines from here as one, since notices are wrapped."""
    return " ".join(line.text[:LONGEST_LINE] for line in lines[at : at + 4])[:LONGEST_LINE]


def _without_devices(lines: list[Line]) -> list[Line]:
    last = len([line for line in lines if not line.blank]) - _DEVICE_LINES
    kept, seen = [], 0
    for line in lines:
        seen += not line.blank
        is_device = seen > last and len(line.text) < LONGEST_LINE and _DEVICE.fullmatch(line.text.strip())
        if not is_device:
            kept.append(line)
    return kept
