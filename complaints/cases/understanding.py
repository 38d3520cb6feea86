"""Short answers of customers: yes, no and figures to a question that is open, in the languages that we write in."""

import re
import unicodedata
from typing import Literal

from golddust.events import Tagged

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
LONGEST_FIGURE, MOST_STARS, MIDDLE = 20, 5, 3
LONGEST = 2000
"""Characters that are looked at: who writes more has more to say than yes or no."""


_FIGURE = re.compile(r"([1-5])(?:\s*(?:/|of|out of|von|sur|de)\s*5)?(?:\s*(?:stars?|sterne?|étoiles?|estrellas?))?[.!]*")
_STAR = re.compile(r"[\u2b50\U0001f31f\u2605]")


def rating_of(text: str) -> int | None:
    """The figure from 1 to 5 that the whole text is, such as "4", "4/5", "4 stars" or so many stars; None for anything else."""
    if len(text) > LONGEST_FIGURE:
        return None
    seen = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    stars = len(_STAR.findall(seen))
    if stars and not _STAR.sub("", seen).strip():
        return stars if stars <= MOST_STARS else None
    match = _FIGURE.fullmatch(seen.strip())
    return int(match[1]) if match else None


def verdict_of(text: str) -> Literal["yes", "no"] | None:
    """What a text says to "did this help?", in words or as a figure: 1 and 2 are a no, 4 and 5 a yes, 3 is neither."""
    rating = rating_of(text)
    if rating is None:
        return answer_of(text)
    return "no" if rating < MIDDLE else "yes" if rating > MIDDLE else None


def is_said(message: Tagged) -> bool:
    """Whether it is words for a case, and no instruction. A "yes" is both: carriers take it for consent."""
    return message.command is None or (
        message.command == "start" and (message.command_word == "YES" or answer_of(message.text) == "yes")
    )


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
