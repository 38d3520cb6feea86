"""Shows in a text the words that decided its tags. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def pieces(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is evidence; joined they are the text again."""
    wanted = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    if not wanted:
        return [(text, False)]
    pattern = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in wanted)
    cut = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(piece, place % 2 == 1) for place, piece in enumerate(cut) if piece]


def excerpt(text: str, words: Iterable[str], most: int) -> list[tuple[str, bool]]:
    """At most so many characters of the same, from shortly before the first evidence where it lies deep; "…" for what is cut."""
    cut = pieces(text, words)
    first = next((len("".join(piece for piece, _ in cut[:place])) for place, (_, decided) in enumerate(cut) if decided), 0)
    start = first - most // 4 if first > most * 3 // 4 and len(text) > most else 0
    shown, left, skipped = [("…", False)] if start else [], most, start
    for piece, decided in cut:
        rest = piece[skipped:]
        skipped = max(0, skipped - len(piece))
        if rest and left > 0:
            shown.append((rest[:left], decided))
        left -= len(rest)
    return [*shown, ("…", False)] if left < 0 else shown


def words_of(tags: Mapping[str, Any] | None) -> list[str]:
    """Everything that the tags name as evidence."""
    if tags is None:
        return []
    parts: Sequence[Mapping[str, Any]] = [tags["kind"], tags["sentiment"], tags["emotion"], *tags["topics"]]
    return [str(word) for part in parts for word in part.get("evidence", ())]
