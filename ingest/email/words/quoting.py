"""What the customer newly wrote, told apart from what their mail program put around it.

Every line is looked at once, by patterns that need no more than the line (cut to a bound) or the few lines around it, so the work
grows with the length of the mail and with nothing else. Nothing is thrown away: each line is given a kind, and when nothing would
be left of a mail that had words, less is taken for something else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from golddust.events import Span
from ingest.email.mime.lines import Line, has_words, shown
from ingest.email.words.banners import banner
from ingest.email.words.devices import is_device
from ingest.email.words.endings import RULE, endings
from ingest.email.words.fields import block_at, fields_of
from ingest.email.words.heads import LONGEST_LINE, goes_on_quoted, head_before, may_end, stands_alone
from ingest.email.words.marks import answers_below, is_divider, is_forward, is_mark, marked_depths, may_have_mark, with_amounts
from ingest.email.words.stacked import stacked_heads

Kind = Literal["new", "head", "quoted", "forwarded", "signature", "device", "notice"]
_MOST_JUDGED = 300
"""Lines that may be heads, without being any, after which no more are looked for: nobody's mail has so many."""
_LONGEST_TITLED = 120
_FIELDS = 3
_LONGEST_LABEL = 60
_LABEL = re.compile(r"\W{0,4}[^\W\d][^:\uff1a\n]{0,28}[:\uff1a]\s?\S")
_TITLED = re.compile(r"\W{0,3}[-_=*\u2013\u2014\u2500]{3,60}\s{0,3}\w[^\n]{1,60}?[-_=*\u2013\u2014\u2500]{3,60}\W{0,3}")
_INVISIBLE = " \t\u00a0\u200b\u200c\u200d\u2060\ufeff"
_BLANKS = re.compile(r"\n{3,}")
_PICTURE = re.compile(
    r"\[(?:cid:[^\]]{0,200}|(?:inline )?(?:image|bild|imagen|immagine|afbeelding|obraz|изображение)(?:[:\d.][^\]]{0,200}|)"
    r"|attachment[: ]\"[^\]]{0,200})\]"
    r"|<(?:image|img|picture|oledata)[^<>\s]{0,40}\.(?:png|jpe?g|gif|bmp|emz|mso)>|[\ufffc\ufeff]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail's words: `text` is what was newly written, `spans` say of each stretch of `full_text` what it is."""

    text: str
    full_text: str
    spans: tuple[Span, ...]


def newly_written(lines: Sequence[Line]) -> str:
    """The text that the writer of this mail wrote for it; all of it when that cannot be told."""
    return told_apart(lines).text


def told_apart(lines: Sequence[Line]) -> Written:
    """The new words and the whole, each stretch of which has a kind. Never empty when there were words."""
    lines = with_amounts(lines)
    kinds = _kinds(lines)
    return Written(_text(lines, kinds), shown(lines), _spans(lines, kinds))


def within(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """The spans of a text that was cut to this many characters."""
    return tuple(Span(start=s.start, end=min(s.end, length), kind=s.kind) for s in spans if s.start < length)


def _kinds(lines: Sequence[Line]) -> list[Kind]:
    """The kind of each line; the fewer are new, the better, as long as some are that have words."""
    depths = marked_depths(lines)
    history = _with_answers(lines, _History(lines, depths).kinds())
    attempts: tuple[Callable[[], list[Kind]], ...] = (
        lambda: _ended(lines, history),
        lambda: _ended(lines, _History(lines, [0] * len(lines)).kinds()),
        lambda: history,
    )
    for attempt in attempts:
        kinds = attempt()
        if any(kind == "new" and has_words(_own(line)) for line, kind in zip(lines, kinds, strict=True)):
            return kinds
    return ["new"] * len(lines)


class _History:
    """One way down the lines, noting heads, quotes and where the history goes on to the end."""

    def __init__(self, lines: Sequence[Line], depths: Sequence[int]) -> None:
        self.lines, self.depths = lines, depths
        self.fields = fields_of(lines, depths)
        self.marks = may_have_mark(lines)
        self.heads = dict(stacked_heads(lines, depths)) | dict(self._found_heads())
        self.found: list[Kind] = ["new"] * len(lines)
        self.written = False
        self.below: bool | None = None

    def kinds(self) -> list[Kind]:
        """What each line is, signatures and the like not yet told from the writer's words."""
        at = banner(self.lines, self.depths)
        self.found[:at] = ["notice"] * at
        while at < len(self.lines):
            past, forward = (at + 1, False) if self.depths[at] else self._head_at(at)
            if self.depths[at]:
                self.found[at] = "quoted"
            elif past:
                self._note_head(at, past)
                if self._ends(at, past):
                    return self._ended_at(at, past, forward=forward)
            elif self._history_at(at):
                return self._ended_at(at, at, forward=False)
            else:
                self._note_words(at)
            at = max(past, at + 1)
        return self.found

    def _note_head(self, at: int, past: int) -> None:
        """A head, with the rule above it where nothing else stands there."""
        self.found[at:past] = ["head"] * (past - at)
        while not self.written and at and self.found[at - 1] == "new":
            at -= 1
            if _is_rule(self.lines[at]):
                self.found[at] = "head"
            elif not self.lines[at].blank:
                return

    def _found_heads(self) -> Iterator[tuple[int, int]]:
        """Where heads begin, and just past them."""
        judged, past = 0, 0
        for at, line in enumerate(self.lines):
            if self.depths[at] or line.blank or judged > _MOST_JUDGED:
                continue
            quoted = goes_on_quoted(self.lines, self.depths, at + 1)
            if not may_end(line, quoted=quoted):
                continue
            judged += 1
            start = head_before(self.lines, at, past, quoted=quoted)
            if start >= 0:
                past = at + 1
                yield start, past

    def _head_at(self, at: int) -> tuple[int, bool]:
        """Just past the head that begins here (0: none does), and whether what follows is forwarded."""
        line = self.lines[at]
        if line.blank:
            return 0, False
        text = line.text[:LONGEST_LINE].strip()
        if is_divider(text):
            return self._with_fields(at + 1), is_forward(text)
        if (self.marks and is_mark(text)) or ("@" in text and stands_alone(text)):
            return at + 1, False
        if at in self.fields and (past := block_at(self.lines, self.fields, at)):
            return past, False
        return self.heads.get(at, 0), False

    def _with_fields(self, at: int) -> int:
        """Past the fields that follow a divider."""
        for near in range(at, min(at + 3, len(self.lines))):
            if near in self.fields and (past := block_at(self.lines, self.fields, near)):
                return past
            if not self.lines[near].blank:
                break
        return at

    def _ends(self, at: int, past: int) -> bool:
        return self.written and not (goes_on_quoted(self.lines, self.depths, past) and not self._is_last(at))

    def _is_last(self, at: int) -> bool:
        """Whether the head is a divider, below which quote marks are those of older history, unless answers are announced."""
        if self.below is None:
            self.below = answers_below(
                line.text for line, kind in zip(self.lines[:at], self.found, strict=False) if kind == "new"
            )
        if self.below:
            return False
        return at in self.fields or is_divider(self.lines[at].text[:LONGEST_LINE].strip())

    def _history_at(self, at: int) -> bool:
        role = self.lines[at].role
        return self.written and bool(role) and (role == "history" or (role == "rule" and self._labelled(at)))

    def _labelled(self, at: int) -> bool:
        """Whether fields in whatever language stand below a rule such as Outlook draws; writers draw it for themselves, too."""
        near = [line.text for line in self.lines[at : at + _FIELDS * 2] if not line.blank]
        return sum(_LABEL.match(text[:_LONGEST_LABEL]) is not None for text in near[: _FIELDS + 1]) >= _FIELDS

    def _ended_at(self, at: int, past: int, *, forward: bool) -> list[Kind]:
        """All below is history; so is a rule right above."""
        self.found[past:] = ["forwarded" if forward else "quoted"] * (len(self.lines) - past)
        while at and self.found[at - 1] == "new" and (self.lines[at - 1].blank or _is_rule(self.lines[at - 1])):
            at -= 1
            if not self.lines[at].blank:
                self.found[at] = "head"
        return self.found

    def _note_words(self, at: int) -> None:
        text = self.lines[at].text[:LONGEST_LINE]
        if not self.written and text and has_words(text) and self.lines[at].role != "signature":
            self.written = not is_device(text) and has_words(_PICTURE.sub("", text))


def _with_answers(lines: Sequence[Line], kinds: list[Kind]) -> list[Kind]:
    """The kinds, where answers that the writer announced stand in a colour of their own between the quoted lines."""
    quoted = [at for at, kind in enumerate(kinds) if kind == "quoted" and has_words(lines[at].text)]
    inks = Counter(lines[at].colour for at in quoted)
    del inks[""]
    if not inks or not answers_below(line.text for line, kind in zip(lines, kinds, strict=True) if kind == "new"):
        return kinds
    ink, times = inks.most_common(1)[0]
    if times * 3 <= len(quoted) * 2:
        for at in quoted:
            if lines[at].colour == ink:
                kinds[at] = "new"
    return kinds


def _is_rule(line: Line) -> bool:
    """Whether it is a line across the page, which may have a title in whatever language, as they stand above heads."""
    text = line.text[:LONGEST_LINE]
    return RULE.fullmatch(text) is not None or (len(text) < _LONGEST_TITLED and _TITLED.fullmatch(text) is not None)


def _ended(lines: Sequence[Line], history: Sequence[Kind]) -> list[Kind]:
    """The kinds with signatures, device lines and notices told from each stretch of new lines."""
    kinds = list(history)
    for stretch in _stretches(lines, kinds):
        texts = ["" if lines[at].role == "signature" else lines[at].text for at in stretch]
        for at, kind in endings(texts).items():
            kinds[stretch[at]] = kind  # type: ignore[call-overload]
        for at in stretch:
            if lines[at].role == "signature":
                kinds[at] = "signature"
    return kinds


def _stretches(lines: Sequence[Line], kinds: Sequence[Kind]) -> Iterator[list[int]]:
    """The places of new lines, parted where quotes stand between them."""
    stretch: list[int] = []
    for at in range(len(lines)):
        if kinds[at] == "new":
            stretch.append(at)
        elif stretch and kinds[at] == "quoted":
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _own(line: Line) -> str:
    """The line's words without the places of pictures."""
    text = line.text if line.text.strip(_INVISIBLE) else ""
    return _PICTURE.sub("", text).rstrip() if "[" in text or "<" in text or "\ufffc" in text or "\ufeff" in text else text


def _text(lines: Sequence[Line], kinds: Sequence[Kind]) -> str:
    """The new lines with no blank ones at either end, and one where something was taken out."""
    kept: list[str] = []
    left_out = False
    for line, kind in zip(lines, kinds, strict=True):
        if kind == "new":
            if left_out and kept:
                kept.append("")
            kept.append(_own(line))
        left_out = kind != "new"
    return _BLANKS.sub("\n\n", "\n".join(kept)).strip()


def _spans(lines: Sequence[Line], kinds: Sequence[Kind]) -> tuple[Span, ...]:
    """Stretches of the full text as `shown` joins it: equal neighbours are one, blank lines belong to what stands above them."""
    full = shown(list(lines))
    drop = _leading(lines)
    found: list[list[int | Kind]] = []
    at, before = -drop, None
    for line, kind in zip(lines, kinds, strict=True):
        size = len(line.text) + (line.depth + 1 if line.depth else 0) + 1
        start, at = max(at, 0), at + size
        end = min(at, len(full))
        same = before is not None and line.blank and not line.depth
        before = before if same else kind
        if end <= start:
            continue
        if found and found[-1][2] == before:
            found[-1][1] = end
        else:
            found.append([start, end, before or "new"])
    return tuple(Span(start=int(a), end=int(b), kind=str(k)) for a, b, k in found)  # type: ignore[arg-type]


def _leading(lines: Sequence[Line]) -> int:
    """How many line ends `shown` takes away at the start."""
    return next((at for at, line in enumerate(lines) if line.text or line.depth), len(lines))
