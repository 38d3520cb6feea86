"""The line or lines that introduce a quote: "On Monday, 23 November 2026, Ann <ann@example.com> wrote:", in whatever order.

A head is told by what it holds, not by its order: a date, an address, a verb of writing. Lines that end in a colon are looked at,
and the few before them, since programs break heads anywhere, even within the address.
"""

import re
from collections.abc import Sequence
from itertools import islice

from ingest.email.mime.lines import Line
from ingest.email.words.phrases import any_of, literal
from ingest.email.words.phrases.heads import BEGINS, OURSELVES, WROTE, WROTE_PLAINLY, YOURS

LONGEST_LINE = 600
"""Characters of a line that the patterns see."""
LONGEST_HEAD = 5
"""Lines over which a head may be broken."""
_LONGEST = 420
_SHORT = 60
_LONGEST_UNSURE = 200
_LAST = 40
_EARLY = 24
_MOST_AFTER = 7
_MOST_LOWER = 4

_MARK = r"[\W_]{0,6}"
_COLON = re.compile(r"[:\uff1a][\W_]{0,4}$")
_WROTE = re.compile(
    rf"(?:\b|(?<=[\d_])){any_of(WROTE)}(?:\b|(?=\W)|$)|写道|寫道|写到|のメール|작성|書きました|كتب|כתב", re.IGNORECASE
)
_WROTE_LAST = re.compile(rf"(?:^|[\s>,]){any_of(WROTE)}[\W_]{{0,3}}$", re.IGNORECASE)
_BEGINS = re.compile(rf"{_MARK}(?:{literal(BEGINS)}[\s,.]|\d{{1,4}}[-./年년.\s])", re.IGNORECASE)
_DATED_FIRST = re.compile(r"\W{0,4}(?:[^\W\d]{1,6}\s)?\d{1,4}[-./\u5e74]\s?\d")
_OURSELVES = re.compile(rf"(?:^|\s){literal(OURSELVES)}\s(?:\S{{1,12}}\s)?{any_of(WROTE)}", re.IGNORECASE)
_YOURS = re.compile(rf"(?:^|\s|,){literal(YOURS)}\s|[\d,] su\s", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}[:.h]\d\d(?!\d|[.]\d)|[上下]午|오[전후]")
_DAY = re.compile(
    r"\b(?:19|20)\d\d(?!\d)|\b\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{4}\s?년|\d{4}年|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0be6-\u0bef\u0c66-\u0c6f\u0e50-\u0e59]{4}"
)
_WHO = re.compile(r"[\w.+=/'-]{1,64}\s?@\s?[\w.-]{1,80}|mailto:|\[at\]")
_BRACKETED = re.compile(r"[<(\[]\s?(?:mailto:)?[^<>\s]{1,64}\s?@\s?[^<>\s]{1,80}\s?[>)\]]")
_AND_MORE = re.compile(rf"{_MARK}\S.{{5,160}}@[\w.-]{{1,80}}[>)]\s?{literal(WROTE_PLAINLY)}:\s{{2}}", re.IGNORECASE)
_LOWER = re.compile(r"(?<![\w'\u2019/.-])[a-zà-öø-ÿа-яёіїє]{2,30}(?![\w@.-])")
_ARTICLE = re.compile(
    r"\W{0,3}(?:(?:uhr|h|am|pm)\W{1,2})?(?:the|a|der|die|das|ein|eine|le|la|les|un|une|el|los|il|una|de|een)\s[^\W\d]",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"[>)\d\]]\W{0,6}$|님이|です|[ap]\.?m\.?\W{1,3}$", re.IGNORECASE)
_TUTA = re.compile(r"\d{1,4}[\w ./-]{4,20}, \d{1,2}[:.]\d\d (?!(?:to|an|à|a|do|кому)\s)[^\W\d]{1,6} \S{1,64}@\S{1,80}[:\uff1a]")
_BETWEEN_RULES = re.compile(r"[-_=*>]{2,20}\s.{5,300}\s[-_=*>]{2,20}\W{0,2}")
_STOPPED = re.compile(r"[.!?\u3002\uff01\uff1f]\W{0,2}$")
_ORDINAL = re.compile(r"\d[.]$|[.],$")
_DANGLES = re.compile(r"[<(,\uff0c]\W{0,3}$|@$")
_ORPHAN = re.compile(r"\W{0,3}[<(\[]|[\w.+-]{1,64}@")


def may_end(line: Line, *, quoted: bool) -> bool:
    """Whether a head may end with this line: with a colon; right above a quote with a verb of writing or an address, too."""
    text = line.text
    if _COLON.search(text[-8:]):
        return True
    if not quoted or len(text) > _LONGEST_UNSURE:
        return False
    return bool(_WROTE_LAST.search(text[-_LAST:])) or (_DATED_FIRST.match(text) is not None and _told(text))


def _told(text: str) -> bool:
    """Whether a line that begins with a date and ends without a colon names who wrote, as Gmail did until 2013 and apps do."""
    return (text[-1] in ">)" and _BRACKETED.search(text) is not None) or (_exactly_dated(text) and bool(_WROTE.search(text)))


def stands_alone(text: str) -> bool:
    """Whether the line is a head that goes on in the same line, or one between rules as Zoho and GroupWise draw them."""
    if text[:2] not in ("--", "==", "__", "**", ">>"):
        return "@" in text and _AND_MORE.match(text) is not None
    told = bool(_WROTE.search(text)) or (text[0] == ">" and "@" in text)
    return told and _dated(text) and _BETWEEN_RULES.fullmatch(text) is not None


def head_before(lines: Sequence[Line], end: int, first: int, *, quoted: bool) -> int:
    """Where the head begins whose last line is `end`, not before `first`; -1 when there is none. `quoted`: a quote follows."""
    joined, found = "", -1
    colon = _COLON.search(lines[end].text[-8:]) is not None or _DATED_FIRST.match(lines[end].text) is not None
    for at in range(end, max(first, end - LONGEST_HEAD + 1) - 1, -1):
        if (
            lines[at].blank
            or lines[at].depth
            or (at < end and _STOPPED.search(lines[at].text[-6:]) and not _numbered(lines[at].text))
        ):
            break
        joined = f"{lines[at].text[:LONGEST_LINE].strip()} {joined}".strip()
        if len(joined) > _LONGEST:
            break
        if _is_head(joined, quoted=quoted, alone=at == end) and (colon or (_dated(joined) and _WHO.search(joined))):
            found = at
            if _dated(joined) or (_WHO.search(joined) and _WROTE.search(joined)):
                return _with_start(lines, found, first, joined)
    return found


def _numbered(text: str) -> bool:
    """Whether the full stop at the end belongs to a day or a short name of one."""
    if _ORDINAL.search(text[-4:]):
        return True
    return bool(re.search(r"\b\w{1,5}[.]\W{0,2}$", text[-10:])) and _dated(text[:LONGEST_LINE])


def _with_start(lines: Sequence[Line], at: int, first: int, joined: str) -> int:
    """The head with a beginning that stands on lines of its own before it."""
    while at > first and _may_go_on(lines[at - 1]):
        text, before = lines[at].text[:LONGEST_LINE], lines[at - 1].text[:LONGEST_LINE]
        if not _DAY.search(joined):
            start = _dated_above(lines, at, first)
            if start >= 0:
                return start
        elif _BEGINS.match(text) and _WHO.search(text):
            return at
        broken = _ORPHAN.match(text) is not None or _DANGLES.search(before[-6:]) is not None
        if not (broken and (len(before) < _SHORT or _dated(before))) and not _lacks(joined, before):
            return at
        at -= 1
        joined = f"{before.strip()} {joined}"
    return at


def _may_go_on(above: Line) -> bool:
    """Whether a head may go on from this line to the next."""
    before = above.text[:LONGEST_LINE]
    if above.blank or above.depth or len(before) > _LONGEST or _COLON.search(before[-8:]):
        return False
    return not _STOPPED.search(before[-6:]) or _numbered(before)


def _dated_above(lines: Sequence[Line], at: int, first: int) -> int:
    """The line, of the few above, that begins with the day that the head lacks so far; -1 when there is none."""
    for near in range(at - 1, max(first, at - LONGEST_HEAD + 1) - 1, -1):
        if not _may_go_on(lines[near]):
            return -1
        day = _DAY.search(lines[near].text[:LONGEST_LINE])
        if day and (day.start() < _EARLY or _BEGINS.match(lines[near].text)):
            return near
    return -1


def _lacks(joined: str, before: str) -> bool:
    """Whether the head lacks who wrote, or when, and the line above says so."""
    if not _WHO.search(joined) and _BRACKETED.search(before):
        return True
    return _BEGINS.match(before) is not None and _dated(before)


def _dated(text: str) -> bool:
    return bool(_DAY.search(text)) or bool(_TIME.search(text))


def _is_head(text: str, *, quoted: bool, alone: bool) -> bool:
    verb = _WROTE.search(text) is not None
    who = _WHO.search(text) is not None
    dated = _dated(text)
    if quoted:
        told = who or bool(_BEGINS.match(text)) or (alone and _exactly_dated(text))
        return (verb and (alone or dated or who)) or (dated and told) or (who and alone)
    if (not verb and not who) or _OURSELVES.search(text) or _says_more(text):
        return False
    bracketed = who and _BRACKETED.search(text) is not None
    if verb and bracketed:
        return dated or len(_LOWER.findall(_BRACKETED.split(text, maxsplit=1)[0])) <= 1
    return _is_dated_address(text, bracketed=bracketed) or (
        verb and len(text) < _LONGEST_UNSURE and _exactly_dated(text) and not _YOURS.search(text)
    )


def _is_dated_address(text: str, *, bracketed: bool) -> bool:
    """Whether it is a day, a time and an address without a verb, and ends with one of them."""
    if bracketed and len(text) < LONGEST_LINE // 2:
        return _exactly_dated(text) or (_CLOSED.search(text[-40:]) is not None and _dated(text) and bool(_BEGINS.match(text)))
    return _TUTA.fullmatch(text) is not None and _exactly_dated(text)


def _says_more(text: str) -> bool:
    """Whether a person tells with more words than a head has what somebody wrote, where, or why."""
    verb = _WROTE.search(text)
    if verb is None:
        return False
    after = _LOWER.findall(_WHO.sub("", text[verb.end() :]))
    time = list(_TIME.finditer(text, 0, verb.start()))
    if len(after) > _MOST_AFTER or not time:
        return len(after) > _MOST_AFTER
    between = text[time[-1].end() : verb.start()]
    return len(_LOWER.findall(_WHO.sub("", between))) + len(after) > _MOST_LOWER or _ARTICLE.match(between) is not None


def _exactly_dated(text: str) -> bool:
    """Without an address a head is told only by a day and a time of day, which no sentence gives for its own sake."""
    return bool(_DAY.search(text)) and bool(_TIME.search(text))


def goes_on_quoted(lines: Sequence[Line], depths: Sequence[int], at: int) -> bool:
    """Whether the next line with something on it is quoted."""
    following = next((near for near in islice(range(at, len(lines)), 6) if not lines[near].blank or depths[near]), None)
    return following is not None and depths[following] > 0
