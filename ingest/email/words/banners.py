"""The warning that a company's mail server puts on top of mails from outside, which is none of the writer's words."""

import re
from collections.abc import Sequence

from ingest.email.mime.lines import Line
from ingest.email.words.phrases import any_of, banners, literal
from ingest.email.words.phrases.notices import THIS_MAIL

_LINES = 12
_LONGEST = 900
_LONGEST_TAG = 60
_BROKEN = 80
_STARTS = re.compile(rf"[\W_]{{0,12}}{any_of(banners.STARTS)}", re.IGNORECASE)
_SUBJECTS = tuple(
    re.compile(literal(stems)) for stems in (THIS_MAIL, banners.OUTSIDE, banners.HOUSE, banners.RISKS, banners.CARE)
)
_OWN = re.compile(rf"(?<![\w'\u2019]){any_of(banners.OWN)}(?![\w'\u2019])", re.IGNORECASE)
_FIRST = re.compile(rf"\W{{0,4}}{any_of(banners.FIRST_CONTACT)}", re.IGNORECASE)
_TAG = re.compile(
    rf"[\[*<({{#=!\u3010_-]{{1,6}}\s?(?:{any_of(banners.TAGS)}|[\s:!-]){{1,6}}[\]*>)}}#=!\u3011_-]{{1,6}}",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"extern(?:al|e|er|es|o|t)?:? (?:e-?mail|mail|message|sender|nachricht|absender|correo|mensaje|courriel|bericht)\W{0,3}"
)
_STOPPED = re.compile(r"[.!\u3002\uff01>\])*]\W{0,6}$")
_RULED = re.compile(r"[\W_]*+")


def banner(lines: Sequence[Line], depths: Sequence[int]) -> int:
    """How many lines on top are a banner, with the rules around it; 0 when there is none or when nothing else is written."""
    at, past = 0, 0
    while at < min(len(lines), _LINES):
        if depths[at]:
            break
        if _RULED.fullmatch(lines[at].text[:_LONGEST]):
            at += 1
            past = at if past else 0
            continue
        end = _banner_at(lines, depths, at, again=past > 0)
        if not end:
            break
        at = past = end
    return past


def _banner_at(lines: Sequence[Line], depths: Sequence[int], at: int, *, again: bool) -> int:
    """Just past the banner that begins here: the fewest lines that say all of it and end a sentence; 0 when none does.

    `again`: a banner stands above, whose title may have left the half of it to say.
    """
    if _is_tag(lines[at].text):
        return at + 1
    first = lines[at].text[:_LONGEST]
    if not _STARTS.match(first) and not (("@" in first or "//" in first) and _FIRST.match(first)):
        return 0
    joined = ""
    for near in range(at, min(at + _LINES, len(lines))):
        joined = f"{joined} {lines[near].text[:_LONGEST].strip()}".strip()
        if lines[near].blank or depths[near] or len(joined) > _LONGEST:
            return 0
        if _may_end(lines, near, joined) and _is_banner(joined, again=again):
            return near + 1
    return 0


def _may_end(lines: Sequence[Line], at: int, joined: str) -> bool:
    """Whether a sentence or the paragraph ends with this line; what is longer than programs break lines ends where it ends."""
    following = lines[at + 1].text[:_LONGEST] if at + 1 < len(lines) else ""
    ends = _RULED.fullmatch(following) or _STOPPED.search(joined[-8:])
    return bool(ends) or (len(joined) > _BROKEN and _FIRST.match(joined) is not None)


def _is_tag(text: str) -> bool:
    """Whether the line is nothing but "[EXTERNAL]" or the like between brackets or stars."""
    low = text.strip().lower()
    outside = "extern" in low or "esterno" in low or not low.isascii()
    return len(low) < _LONGEST_TAG and outside and bool(_TAG.fullmatch(low) or _TITLE.fullmatch(low))


def _is_banner(text: str, *, again: bool) -> bool:
    if _FIRST.match(text):
        return True
    if text.rstrip().endswith("?"):
        return False
    low = text.lower()
    mail, outside, house, risks, care = (bool(stems.search(low)) for stems in _SUBJECTS)
    short = mail and house and len(text) < 2 * _LONGEST_TAG
    told = (again and risks and care) or (outside and (short or (risks and care and (mail or house))))
    return told and not _OWN.search(text)
