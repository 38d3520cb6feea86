"""The words that moved a decision. The fast model adds up what each token says, so that its answers fall apart into words."""

from collections.abc import Sequence

from processors.models.model import Floats
from processors.models.tokens import Word

MOST_WORDS = 5
LEAST_SHARE = 0.12
"""A word that did less than this of what spoke for the answer is no reason to be shown."""


def rather(moved: Floats) -> Floats:
    """By how much each token spoke for each answer rather than for another; `moved` (texts, tokens, answers) is what it said."""
    return moved - moved.mean(2, keepdims=True)  # type: ignore[no-any-return] # numpy's floats


def words_that_moved(words: Sequence[Word], spoke: Sequence[float]) -> tuple[str, ...]:
    """The words of a text that spoke for an answer, in their order; `spoke` says by how much each token did."""
    parts = [spoke[first] if after - first == 1 else sum(spoke[first:after]) for _, first, after in words]
    least = LEAST_SHARE * sum([part for part in parts if part > 0])
    if not least:
        return ()
    telling = [(part, -place) for place, part in enumerate(parts) if part >= least]
    if len(telling) > MOST_WORDS:
        telling = sorted(telling, reverse=True)[:MOST_WORDS]
        telling.sort(key=_place, reverse=True)
    return tuple(dict.fromkeys([words[-place][0] for _, place in telling]))


def _place(telling: tuple[float, int]) -> int:
    return telling[1]
