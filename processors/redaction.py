"""Personal data in texts: found by form and by what stands before it, and masked before a text leaves for the streams."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from golddust.events import Address, PrivateSpan
from processors.private.finding import SHORTEST_NAME, matches
from processors.private.masks import in_original, masked, masked_by_kind, with_neutral_words
from processors.private.phones import REGIONS
from processors.private.plain import plain
from processors.private.rules import Found

ROUNDS = 5
"""Where data touched other letters or signs, its mask may free them to be data too: they are looked at again, no oftener."""
_STICKY = frozenset("+-/@#'_:?=&\u2019")
_RANKS = {kind: rank for rank, kind in enumerate(("card", "iban", "email", "id number", "order number", "account number"))}
"""Of two kinds for the same characters, that which stands here first: what has check digits, then what was named."""
_CHECKED = frozenset({"card", "iban"})
_GIVES_WAY = frozenset({"phone", "postcode"})
"""Kinds known by form alone: a number that is called an order's is none of these, and is kept where orders are."""


def private_spans(
    text: str, known: Sequence[tuple[str, str]] = (), keep: Collection[str] = (), regions: Sequence[str] = REGIONS
) -> tuple[PrivateSpan, ...]:
    """Where personal data stands, by offsets in the text: sorted and not overlapping, in time linear in the text's length.

    `known`: (kind, value) of what is known of the person already, such as their name; see `known_of`. `keep`: kinds that are left
    out, as `[tag.private] keep` names them; data of another kind within such a number is not. `regions`: the countries (ISO 3166)
    whose telephone numbers may stand without a country code. Redacting what was redacted changes nothing more.
    """
    if not text:
        return ()
    seen, places = plain(text)
    known = [(kind, said) for kind, value in known if (said := plain(value)[0].strip())]
    everything = list(matches(seen, known, regions))
    found = merged(everything)
    for _ in range(ROUNDS if any(_touches(seen, start, end) for start, end, _ in found) else 0):
        hidden, starts = masked(seen, found)
        more = [in_original(start, end, kind, found, starts) for start, end, kind in matches(hidden, known, regions)]
        if not more:
            break
        everything += more
        found = merged([*found, *more])
    if keep:
        found = _without(found, everything, {kind.replace("_", " ") for kind in keep})
    if places is not None:
        found = [(places[start], places[end - 1] + 1, kind) for start, end, kind in found]
    return tuple(PrivateSpan(kind=kind, start=start, end=end) for start, end, kind in found)


def redacted(text: str, spans: Sequence[PrivateSpan]) -> str:
    """The text with a mask such as `[email]` in place of each span."""
    return masked_by_kind(text, spans)


def redact(text: str, known: Sequence[tuple[str, str]] = ()) -> str:
    """The text without its personal data."""
    return redacted(text, private_spans(text, known))


def for_tagging(text: str, spans: Sequence[PrivateSpan]) -> str:
    """What the taggers read: each span as a word that says nothing, so that a Mr Good of Happy Street does not please them.

    The same for a text and for what is left of it when it was redacted, whatever its masks look like.
    """
    return with_neutral_words(redacted(text, spans))


def known_of(address: Address) -> tuple[tuple[str, str], ...]:
    """What the sender's address says of them, to be found in their words too: their full name, and the address itself."""
    kind = "phone" if address.kind == "whatsapp" else address.kind
    pairs = (("name", address.name.strip()), (kind, address.value.strip()))
    return tuple((kind, value) for kind, value in pairs if len(plain(value)[0].strip()) >= SHORTEST_NAME)


def _touches(text: str, start: int, end: int) -> bool:
    """Whether letters or signs follow it directly, or digits after one sign more."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    beside = before[-1:] + after[:1]
    return any(c.isalnum() or c in _STICKY for c in beside) or any(c.isdecimal() for c in before + after)


def merged(found: Iterable[Found]) -> list[Found]:
    """What overlaps is one; the kind is that of the part that begins first, or of the longer one."""
    one_by_one: list[Found] = []
    for start, end, kind in sorted(_undoubted(list(found)), key=_first_longest):
        if one_by_one and start < one_by_one[-1][1]:
            before, after, first = one_by_one[-1]
            one_by_one[-1] = (before, max(after, end), first)
        else:
            one_by_one.append((start, end, kind))
    return one_by_one


def _undoubted(found: list[Found]) -> list[Found]:
    """Without telephone numbers that would begin or end within a number whose check digits are right."""
    sure = _apart(one for one in found if one[2] in _CHECKED)
    return [one for one in found if one[2] != "phone" or not _overlaps(one, sure)] if sure else found


def _apart(found: Iterable[Found]) -> list[tuple[int, int]]:
    """The places covered, sorted and not overlapping."""
    covered: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(end, covered[-1][1]))
        else:
            covered.append((start, end))
    return covered


def _overlaps(one: Found, covered: Sequence[tuple[int, int]]) -> bool:
    before = bisect_left(covered, (one[1], 0)) - 1
    return before >= 0 and covered[before][1] > one[0]


def _first_longest(one: Found) -> tuple[int, bool, int, int]:
    start, end, kind = one
    return start, kind in _GIVES_WAY, -end, _RANKS.get(kind, len(_RANKS))


def _without(found: Sequence[Found], everything: Sequence[Found], keep: Collection[str]) -> list[Found]:
    """What is of no kind that is kept, or holds something of another kind."""
    others = _apart(one for one in everything if one[2] not in keep and one[2] not in _GIVES_WAY)
    return [one for one in found if one[2] not in keep or _overlaps(one, others)]
