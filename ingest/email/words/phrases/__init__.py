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
    """A pattern for any of the phrases, taken by the letter."""
    return any_of(tuple(re.escape(phrase) for phrase in phrases))
