"""Personal data in texts: found by form and by what stands before it, and masked before a text leaves for the streams."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from golddust.events import Address, PrivateSpan
from processors.private_patterns import RULES, Rule

ROUNDS = 5
"""Where data touched other letters or signs, its mask may free them to be data too: they are looked at again, no oftener."""
SHORTEST_NAME = 3
_STICKY = frozenset("+-/@#'_:?=&\u2019")
_DIGIT = re.compile(r"\d")
_Found = tuple[int, int, str]


def _by_cue(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    table: dict[str, list[Rule]] = {}
    for rule in rules:
        for cue in rule.near or ("",):
            table.setdefault(cue, []).append(rule)
    return table


_LED = _by_cue(rule for rule in RULES if rule.led)
_ANYWHERE = _by_cue(rule for rule in RULES if not rule.led)
_CUES = tuple(sorted({*_LED, *_ANYWHERE} - {""}))


def private_spans(text: str, known: Sequence[tuple[str, str]] = ()) -> tuple[PrivateSpan, ...]:
    """Where personal data stands, by offsets in the text: sorted and not overlapping, in time linear in the text's length.

    `known`: (kind, value) of what is known of the person already, such as their name; see `known_of`. Redacting what was redacted
    changes nothing more.
    """
    found = _merged(_matches(text, known))
    for _ in range(ROUNDS if any(_touches(text, start, end) for start, end, _ in found) else 0):
        masked, starts = _masked(text, found)
        more = [_in_original(start, end, kind, found, starts) for start, end, kind in _matches(masked, known)]
        if not more:
            break
        found = _merged([*found, *more])
    return tuple(PrivateSpan(kind=kind, start=start, end=end) for start, end, kind in found)


def redacted(text: str, spans: Sequence[PrivateSpan]) -> str:
    """The text with a mask such as `[email]` in place of each span."""
    return _masked(text, [(span.start, span.end, span.kind) for span in spans])[0] if spans else text


def redact(text: str, known: Sequence[tuple[str, str]] = ()) -> str:
    """The text without its personal data."""
    return redacted(text, private_spans(text, known))


def known_of(address: Address) -> tuple[tuple[str, str], ...]:
    """What the sender's address says of them, to be found in their words too: their full name, and the address itself."""
    kind = "phone" if address.kind == "whatsapp" else address.kind
    pairs = (("name", address.name.strip()), (kind, address.value.strip()))
    return tuple((kind, value) for kind, value in pairs if len(value) >= SHORTEST_NAME)


def _matches(text: str, known: Sequence[tuple[str, str]]) -> Iterator[_Found]:
    lowered, digits = _lowered(text), len(_DIGIT.findall(text))
    anywhere = _ANYWHERE.get("", [])
    for cue in _CUES:
        if cue in lowered:
            for rule in _LED.get(cue, ()):
                if digits >= rule.digits:
                    yield from _led(rule, cue, text, lowered)
            anywhere = [*anywhere, *(rule for rule in _ANYWHERE.get(cue, ()) if rule not in anywhere)]
    for rule in anywhere:
        if digits >= rule.digits:
            yield from _anywhere(rule, text)
    for kind, value in known:
        yield from _standing_alone(lowered, value, kind)


def _lowered(text: str) -> str:
    """In lower case, with the same offsets; the few letters that grow in lower case are left as they are."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _led(rule: Rule, cue: str, text: str, lowered: str) -> Iterator[_Found]:
    at = lowered.find(cue)
    while at >= 0:
        match = rule.pattern.match(text, at)
        if match is not None and (length := rule.measure(match.group(rule.group))) > 0:
            start = match.start(rule.group)
            yield start, start + length, rule.kind
        at = lowered.find(cue, at + 1)


def _anywhere(rule: Rule, text: str) -> Iterator[_Found]:
    """Goes on behind what was found; where the form alone was right, one character on, for the data may begin there."""
    match = rule.pattern.search(text)
    while match is not None:
        start = match.start(rule.group)
        length = rule.measure(match.group(rule.group))
        if length > 0:
            yield start, start + length, rule.kind
        match = rule.pattern.search(text, start + (abs(length) or 1))


def _standing_alone(lowered: str, value: str, kind: str) -> Iterator[_Found]:
    """The value as whole words in any letter case; and each part of a name where it fills a line, as under a letter."""
    wanted = _lowered(value)
    start = lowered.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum()):
            yield start, end, kind
        start = lowered.find(wanted, end)
    if kind == "name":
        yield from _signatures(lowered, {part for part in wanted.split() if len(part) >= SHORTEST_NAME})


def _signatures(lowered: str, parts: set[str]) -> Iterator[_Found]:
    if any(part in lowered for part in parts):
        start = 0
        for line in lowered.split("\n"):
            word = line.strip(" \t\r.,!-")
            if word in parts:
                at = start + line.index(word)
                yield at, at + len(word), "name"
            start += len(line) + 1


def _touches(text: str, start: int, end: int) -> bool:
    """Whether letters or signs follow it directly, or digits after one sign more."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    beside = before[-1:] + after[:1]
    return any(c.isalnum() or c in _STICKY for c in beside) or any(c.isdecimal() for c in before + after)


def _merged(found: Iterable[_Found]) -> list[_Found]:
    """What overlaps is one; the kind is that of the part that begins first, or of the longer one."""
    merged: list[_Found] = []
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if merged and start < merged[-1][1]:
            before, after, first = merged[-1]
            merged[-1] = (before, max(after, end), first)
        else:
            merged.append((start, end, kind))
    return merged


def _masked(text: str, found: Sequence[_Found]) -> tuple[str, list[int]]:
    """The text with masks, and where in it each mask begins."""
    parts: list[str] = []
    starts: list[int] = []
    after = length = 0
    for start, end, kind in found:
        mask = f"[{kind}]"
        starts.append(length + start - after)
        length = starts[-1] + len(mask)
        parts += [text[after:start], mask]
        after = end
    return "".join([*parts, text[after:]]), starts


def _in_original(start: int, end: int, kind: str, found: Sequence[_Found], starts: Sequence[int]) -> _Found:
    """The same place in the text before it was masked; a mask that is touched counts whole."""
    return _unmasked(start, found, starts, last=False), _unmasked(end - 1, found, starts, last=True), kind


def _unmasked(place: int, found: Sequence[_Found], starts: Sequence[int], *, last: bool) -> int:
    before = bisect_right(starts, place) - 1
    if before < 0:
        return place + last
    start, end, kind = found[before]
    behind = place - starts[before] - len(kind) - 2  # the mask's brackets
    if behind < 0:
        return end if last else start
    return end + behind + last
