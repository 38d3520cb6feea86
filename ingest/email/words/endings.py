"""What stands below the writer's own words: the signature, the line of the device, the notices of servers."""

import re
from collections.abc import Sequence

from ingest.email.words.phrases import any_of, devices, literal, notices

LONGEST_LINE = 600
"""Characters of a line that the patterns see."""
_SIGNATURE_LINES = 24
_BLOCK_LINES = 6
_DEVICE_LINES = 12
_LONGEST_DEVICE = 160
_DEVICE_WORDS = 14
_NOTICE_LENGTH = 90
_DENSE_LENGTH = 30
_SUBJECTS = 3
_PARAGRAPH_LINES = 10
_PARAGRAPH = 1500

_DEVICE = re.compile(
    rf"[\W_]{{0,4}}(?:{any_of(devices.SENT)}(?!\w).{{0,60}}?(?<![a-z]){any_of(devices.THINGS)}(?!\w)(?:\W.{{0,50}}|\W{{0,3}})"
    rf"|{any_of(devices.WHOLE)})\W{{0,3}}",
    re.IGNORECASE,
)
_SENT_AFTER = re.compile(rf"{any_of(devices.NAMES)}\S{{0,4}}\s?{any_of(devices.SENT_AFTER)}\W{{0,3}}.{{0,9}}$", re.IGNORECASE)
_LINK = re.compile(r"[<(\[]?https?://\S{1,300}")
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
_SPEAKS = re.compile(rf"(?<![\w'\u2019]){any_of(notices.SPEAKS)}(?![\w'\u2019])")
_OF_SELF = re.compile(rf"(?<![\w'\u2019]){any_of(notices.OF_SELF)}(?![\w'\u2019])")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_device(text: str, following: str = "") -> bool:
    """Whether a phone or program added this line of itself; not when the sentence goes on."""
    text = _LINK.sub("", text.strip()).strip(" ()<>[]") if "://" in text else text.strip()
    goes_on = following[:1].islower() and not following.startswith("http")
    if not text or len(text) > _LONGEST_DEVICE or text[-1] in ",?" or goes_on:
        return False
    if len(text.split()) > _DEVICE_WORDS:
        return False
    return _DEVICE.fullmatch(text) is not None or (_names_thing(text) and _SENT_AFTER.search(text) is not None)


def _names_thing(text: str) -> bool:
    low = text.lower()
    return any(name in low for name in devices.NAMES)


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
    if len(texts[at]) >= 20 and any(_LISTS.search(text[:LONGEST_LINE]) for text in texts[at + 1 : end]):  # noqa: PLR2004
        return True
    if texts[at].rstrip() == "--":
        return True
    below = [text for text in texts[at + 1 : end] if text.strip()]
    return (
        len(below) <= _BLOCK_LINES
        and (bool(below) or at > 0)
        and not any(_SENTENCE.search(text[:LONGEST_LINE]) and not is_device(text) for text in below)
    )


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
        (_FREE.match(low) and (len(low) < 60 or _SCANNERS.search(low)))  # noqa: PLR2004
        or (_SCANNERS.search(low) and _SCANNED.search(low))
        or (len(low) < 250 and _NATURE.search(low) and _PRINT.search(low) and _STEMS[4].search(low))  # noqa: PLR2004
    )


def is_notice(texts: Sequence[str], at: int) -> bool:
    """Whether the paragraph that begins here speaks of secrecy, receivers, mistakes and deletion as only notices do."""
    low = _paragraph(texts, at).lower()
    if _TITLE.match(low) or (_SCANNED.search(low) and ("http" in low or "scan" in low) and _SCANNERS.search(low)):
        return True
    if len(low) < _DENSE_LENGTH or (len(low) < _NOTICE_LENGTH and not _DENSE.search(low)):
        return False
    subjects = [bool(stems.search(low)) for stems in _STEMS]
    told = sum(subjects) > _SUBJECTS or (subjects[0] and sum(subjects) >= _SUBJECTS) or (sum(subjects[1:4]) == _SUBJECTS)
    return told and not _SPEAKS.search(low) and (subjects[4] or not _OF_SELF.search(low))


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
            if _LINK.fullmatch(following.strip()[:LONGEST_LINE]):
                found[at + 1] = "device"
