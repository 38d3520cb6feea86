"""What an endpoint of ours says of the messages that reach it: `returns@` is about returns, `shop-*@` about one of the shops.

The same table serves mail addresses and phone numbers: a pattern is a spelling of the endpoint, with one star at most.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ALIAS = "alias"
"""The label that names the patterns which were reached, the weakest first."""
STAR = "*"
LONGEST = 60
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,29}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MATCHED = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    text: str
    form: re.Pattern[str]
    labels: Labels


class Aliases:
    """A table of patterns with their labels. Looking one up takes time in proportion to the patterns with a star."""

    def __init__(self, table: Mapping[str, Labels]) -> None:
        folded = {pattern.lower(): labels for pattern, labels in table.items()}
        self._exact = {pattern: labels for pattern, labels in folded.items() if STAR not in pattern}
        self._starred = [_Pattern(pattern, form_of(pattern), labels) for pattern, labels in folded.items() if STAR in pattern]

    def labels_of(self, spellings: Sequence[str]) -> dict[str, str]:
        """The labels of an endpoint with these spellings in lower case, the weakest first: what a stronger one says counts.

        A label's value "*" becomes what the star stood for, where that is a plain word.
        """
        found: dict[str, str] = {}
        reached: list[str] = []
        for spelling in spellings:
            for pattern, labels in self._reached(spelling):
                found.update(labels)
                reached.append(pattern)
        return {**found, ALIAS: " ".join(dict.fromkeys(reached))} if reached else {}

    def _reached(self, spelling: str) -> list[tuple[str, Labels]]:
        matches = [(one, one.form.fullmatch(spelling)) for one in self._starred]
        found = [(one.text, _filled(one.labels, match[1])) for one, match in matches if match]
        exact = self._exact.get(spelling)
        return found if exact is None else [*found, (spelling, exact)]


def form_of(pattern: str) -> re.Pattern[str]:
    """The expression for a pattern, whose star stands for anything but an at sign."""
    before, star, after = pattern.partition(STAR)
    return re.compile(f"{re.escape(before)}{'([^@]+)' if star else ''}{re.escape(after)}")


def _filled(labels: Labels, matched: str) -> Labels:
    plain = _MATCHED.fullmatch(matched)
    return {name: matched if value == STAR else value for name, value in labels.items() if value != STAR or plain}


def problems_of(pattern: str, labels: Labels) -> list[str]:
    """What is wrong with a row of such a table, in words; [] when nothing is."""
    found = [f"{name!r} is no name of a label (a-z, 0-9, -, _)" for name in labels if not _NAME.fullmatch(name) or name == ALIAS]
    found += [
        f"{name} must be a text of 1 to {LONGEST} characters"
        for name, value in labels.items()
        if not 0 < len(value) <= LONGEST or not value.isprintable()
    ]
    language = labels.get("language", "en")
    if language != STAR and not _LANGUAGE.fullmatch(language):
        found.append("language must be a code of ISO 639, such as de")
    if pattern.count(STAR) > 1:
        found.append("one star at most")
    if STAR not in pattern and STAR in labels.values():
        found.append("a label's value * needs a star in the pattern")
    if not labels:
        found.append('at least one label, such as { topic = "returns" }')
    return found


def labels_told(facts: Mapping[str, str]) -> dict[str, str]:
    """What the endpoint that was reached says of a delivery, as its door noted it; {} where it says nothing."""
    try:
        told = json.loads(facts.get("labels", "{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}
