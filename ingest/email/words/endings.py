"""What stands below the writer's own words: the signature, the line of the device, the notices of servers."""

import re
from collections.abc import Sequence

from ingest.email.words.devices import LINK, is_device
from ingest.email.words.phrases import any_of, literal, notices

LONGEST_LINE = 600
"""Characters of a line that the patterns see."""
_SIGNATURE_LINES = 24
_BLOCK_LINES = 6
_DEVICE_LINES = 12
_NOTICE_LENGTH = 90
_DENSE_LENGTH = 30
_SUBJECTS = 3
_LONGEST_TITLE = 60
_SHORTEST_UNDERLINE = 4
_UNLIKE = 1
_PARAGRAPH_LINES = 10
_PARAGRAPH = 1500

_DELIMITER = re.compile(r"[\W_]{0,1}-- ?|[\u2014\u2013]{1,2}|[-_*=~]{2,3}\s?|_{5,80}|-{5,80}|={5,80}|(?:-=){3,40}-?")
_SENTENCE = re.compile(r"[.!?]\s*$|.{70}")
RULE = re.compile(r"\W{0,2}[-_=*\u2013\u2014\u2500]{2,200}\s*")
"""A line across the page."""
_LISTS = re.compile(literal(notices.LISTS), re.IGNORECASE)
_TITLE = re.compile(rf"[\W_]{{0,6}}{any_of(notices.TITLE)}", re.IGNORECASE)
_FREE = re.compile(rf"[\W_]{{0,6}}{any_of(notices.FREE)}", re.IGNORECASE)
_SCANNERS, _SCANNED = re.compile(literal(notices.SCANNERS)), re.compile(literal(notices.SCANNED))
_NATURE, _PRINT = re.compile(literal(notices.NATURE)), re.compile(literal(notices.PRINT))
_STEMS = tuple(
    re.compile(literal(stems))
    for stems in (notices.SECRET, notices.INTENDED, notices.MISTAKEN, notices.DESTROY, notices.THIS_MAIL)
)
_RARE = re.compile(literal((*notices.INTENDED, *notices.MISTAKEN, *notices.DESTROY)))
"""One of these is in every notice, and in hardly anything else: secrets and mails alone make none."""
_CHECKED = re.compile(literal(notices.CHECKED))
_FREE_ALONE = re.compile(rf"[\W_]{{0,6}}{any_of(notices.FREE)}[\W_]{{0,6}}(?:$|www|http)")
_FREE_ANYWHERE = re.compile(any_of(notices.FREE))
_SCANNED_SURELY = re.compile(rf"[\W_]{{0,6}}{notices.SCANNED_SURELY}")
_YOURS = re.compile(rf"(?<!\w){literal(notices.YOURS)}(?!\w)")
_SPEAKS = re.compile(rf"(?<![\w'\u2019]){any_of(notices.SPEAKS)}(?![\w'\u2019])")
_OF_SELF = re.compile(rf"(?<![\w'\u2019]){any_of(notices.OF_SELF)}(?![\w'\u2019])")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def endings(texts: Sequence[str]) -> dict[int, str]:
    """What each line is that is none of the writer's words, by its place: signature, device or notice."""
    found: dict[int, str] = {}
    end = _notice_at(texts)
    for at in range(end, len(texts)):
        found[at] = "notice"
    while end and not texts[end - 1].strip():
        end -= 1
    if end < len(texts) and end and RULE.fullmatch(texts[end - 1][:LONGEST_LINE]):
        end -= 1
        found[end] = "notice"
    end = _signed(texts, end, found)
    _note_devices(texts, end, found)
    return found


def _signed(texts: Sequence[str], end: int, found: dict[int, str]) -> int:
    for _ in range(3):
        at = _signature_at(texts, end)
        if at == end:
            return end
        for inner in range(at, end):
            found[inner] = "device" if is_device(texts[inner]) else "signature"
        end = at
    return end


def _signature_at(texts: Sequence[str], end: int) -> int:
    """The line where the signature begins: the last delimiter (RFC 3676 §4.3) that is near enough to the end."""
    for at in range(end - 1, max(-1, end - _SIGNATURE_LINES - 1), -1):
        text = texts[at]
        if (
            text
            and not text[0].isalnum()
            and len(text) < LONGEST_LINE
            and _DELIMITER.fullmatch(text)
            and _is_delimiter(texts, at, end)
        ):
            return at
    return end


def _is_delimiter(texts: Sequence[str], at: int, end: int) -> bool:
    """Whether the words end here: below a rule only a list's footer or a few lines that are no sentences may follow."""
    rule = texts[at].rstrip()
    if len(rule) >= 20 and any(_LISTS.search(text[:LONGEST_LINE]) for text in texts[at + 1 : end]):  # noqa: PLR2004
        return True
    if rule == "--":
        return True
    below = [text for text in texts[at + 1 : end] if text.strip()]
    if rule[:1] == "=" or rule[:2] == "-=" or _underlines(texts, at) or (below and _parts(texts, at, end)):
        return False
    return (
        len(below) <= _BLOCK_LINES
        and (bool(below) or at > 0)
        and not any(_SENTENCE.search(text[:LONGEST_LINE]) and not is_device(text) for text in below)
    )


def _underlines(texts: Sequence[str], at: int) -> bool:
    """Whether the rule is drawn below a title, as long as the title is."""
    title = texts[at - 1].strip() if at else ""
    return len(texts[at].strip()) > _SHORTEST_UNDERLINE and abs(len(title) - len(texts[at].strip())) <= _UNLIKE and bool(title)


def _parts(texts: Sequence[str], at: int, end: int) -> bool:
    """Whether the writer parts sections with such rules: another one like it stands above, or below with words after it."""
    rule, worded = texts[at].rstrip(), False
    for near in range(end - 1, 0, -1):
        alike = near != at and texts[near].rstrip() == rule
        if alike and (worded or near < at):
            return True
        worded = worded or bool(texts[near].strip() and not alike)
    return False


def _notice_at(texts: Sequence[str]) -> int:
    """The line where a notice begins that is no word of the writer's; never the first words."""
    written = False
    for at, text in enumerate(texts):
        if not text.strip():
            continue
        starts = written and (not texts[at - 1].strip() or bool(RULE.fullmatch(texts[at - 1][:LONGEST_LINE])))
        if (starts and is_notice(texts, at)) or (written and _is_short_notice(text)):
            return at
        written = True
    return len(texts)


def _is_short_notice(text: str) -> bool:
    """A scanner's line or a plea not to print, which need no blank line before them."""
    if len(text) > LONGEST_LINE:
        return False
    low = text.lower()
    return bool(
        (_FREE.match(low) and (_FREE_ALONE.match(low) or _SCANNERS.search(low)))
        or _is_scanned(low)
        or (len(low) < 250 and _NATURE.search(low) and _PRINT.search(low) and _STEMS[4].search(low) and not _SPEAKS.search(low))  # noqa: PLR2004
    )


def _is_scanned(low: str) -> bool:
    """Whether a scanner says that it looked at this mail, not the customer that it looked at ours."""
    named = _SCANNERS.search(low) and ((_SCANNED.search(low) and _CHECKED.search(low)) or _FREE_ANYWHERE.search(low))
    if not named and not _SCANNED_SURELY.match(low):
        return False
    return not (_SPEAKS.search(low) or _YOURS.search(low))


def is_notice(texts: Sequence[str], at: int) -> bool:
    """Whether the paragraph that begins here speaks of secrecy, receivers, mistakes and deletion as only notices do."""
    low = _paragraph(texts, at).lower()
    if _is_scanned(low):
        return True
    titled = _TITLE.match(low) is not None
    if titled and len(low) < _LONGEST_TITLE:
        low = f"{low} {_paragraph(texts, _next_paragraph(texts, at)).lower()}"
    if not titled and (len(low) < _DENSE_LENGTH or (len(low) < _NOTICE_LENGTH and not _DENSE.search(low))):
        return False
    if not titled and not _RARE.search(low):
        return False
    subjects = [bool(stems.search(low)) for stems in _STEMS]
    told = sum(subjects) > _SUBJECTS or (subjects[0] and sum(subjects) >= _SUBJECTS) or (sum(subjects[1:4]) == _SUBJECTS)
    told = told or (titled and sum(subjects) > 1)
    return told and not _SPEAKS.search(low) and (subjects[4] or not _OF_SELF.search(low))


def _next_paragraph(texts: Sequence[str], at: int) -> int:
    """Where the paragraph after the one that begins here begins."""
    blank = False
    for near in range(at, min(at + _PARAGRAPH_LINES, len(texts))):
        if blank and texts[near].strip():
            return near
        blank = not texts[near].strip()
    return len(texts)


def _paragraph(texts: Sequence[str], at: int) -> str:
    lines = []
    for text in texts[at : at + _PARAGRAPH_LINES]:
        if not text.strip():
            break
        lines.append(text[:_PARAGRAPH])
    return " ".join(lines)[:_PARAGRAPH]


def _note_devices(texts: Sequence[str], end: int, found: dict[int, str]) -> None:
    seen = 0
    for at in range(end - 1, -1, -1):
        text = texts[at]
        if not text.strip():
            continue
        seen += 1
        if seen > _DEVICE_LINES:
            return
        following = texts[at + 1] if at + 1 < end else ""
        if len(text) < LONGEST_LINE and is_device(text, following):
            found[at] = "device"
            if LINK.fullmatch(following.strip()[:LONGEST_LINE]):
                found[at + 1] = "device"
