"""Short answers of customers: yes and no to a question that is open, in the languages that we write in."""

import re
from typing import Literal

ENGLISH = ("yes", "y", "yep", "yeah", "yup", "sure", "solved", "fixed", "sorted", "done", "ok", "okay")
GERMAN = ("ja", "jo", "jawohl", "gelöst", "erledigt", "passt")
FRENCH = ("oui", "ouais", "résolu", "réglé")
SPANISH = ("sí", "si", "vale", "resuelto", "solucionado")
YES = frozenset((*ENGLISH, *GERMAN, *FRENCH, *SPANISH, "👍", "✅"))
NO = frozenset(("no", "n", "nope", "nah", "unsolved", "nein", "ne", "nee", "ungelöst", "non", "nan", "👎", "❌"))
NOT_SOLVED = re.compile(
    r"\bnot (?:yet )?(?:been )?(?:solved|fixed|resolved|sorted)\b|\bstill (?:not|broken|waiting|the same)\b|\bdid ?n.?t help\b"
    r"|\bnicht (?:\w+ )?(?:gelöst|geholfen|erledigt)\b|\bimmer noch\b"
    r"|\bpas (?:\w+ )?(?:réglé|résolu|aidé)\b|\btoujours pas\b"
    r"|\bno (?:\w+ )?(?:resuelto|solucionado|ayudó)\b|\btodavía no\b|\bsigue sin\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+|[👍✅👎❌]")
MOST_WORDS = 4
LONGEST = 2000
"""Characters that are looked at: who writes more has more to say than yes or no."""


def answer_of(text: str) -> Literal["yes", "no"] | None:
    """What a short text says to "did this help?", and whether a longer one says in so many words that it is not solved."""
    beginning = text[:LONGEST]
    if NOT_SOLVED.search(beginning):
        return "no"
    words = [word.casefold() for word in _WORDS.findall(beginning)]
    if not words or len(words) > MOST_WORDS:
        return None
    if words[0] in NO:
        return "no"
    return "yes" if words[0] in YES else None
