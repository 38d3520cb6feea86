"""What mail programs write around quotes, forwards and signatures, one file for each subject, by language.

To add a language, add its phrases to each file: a phrase is one entry between bars. Entries are taken by the letter unless the
list says that they are patterns; a pattern must be bounded (no bare * or +).
"""

import re


def listed(text: str) -> tuple[str, ...]:
    """The entries between the bars or line ends, each once."""
    entries = (entry.strip() for line in text.splitlines() for entry in line.split(" | "))
    return tuple(dict.fromkeys(entry.strip("|").strip() for entry in entries if entry.strip("| ")))


def any_of(phrases: tuple[str, ...]) -> str:
    """A pattern for any of the phrases, the longest first. Phrases are patterns themselves."""
    return "(?:" + "|".join(sorted(phrases, key=len, reverse=True)) + ")"


def literal(phrases: tuple[str, ...]) -> str:
    """A pattern for any of the phrases, taken by the letter; of two that begin alike the longer.

    Beginnings that several share are looked at once, which takes a fraction of the time that one phrase after the other does.
    """
    if not all(phrases):
        raise ValueError("an empty phrase is found anywhere")
    return _any_beginning({phrase for phrase in phrases if phrase})


def _any_beginning(phrases: set[str]) -> str:
    """A pattern for any of these endings of phrases, whose beginnings are told already."""
    ends = "" in phrases
    following: dict[str, set[str]] = {}
    for phrase in sorted(phrases - {""}):
        following.setdefault(phrase[0], set()).add(phrase[1:])
    ways = "|".join(re.escape(letter) + _any_beginning(rest) for letter, rest in following.items())
    if not ways or (len(following) == 1 and not ends):
        return ways
    return f"(?:{ways}){'?' if ends else ''}"
