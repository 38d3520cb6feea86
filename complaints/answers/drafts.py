"""Drafts of resolutions: proposed by what a case is about, how its customer feels and which promises were broken.

A draft says what can be said in general and leaves a blank, written `[… what belongs there]`, for all that only a person knows.
No blank reaches a customer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from complaints.answers.blanks import blanks_in
from complaints.answers.phrases import FALLBACK, Phrases
from complaints.answers.requests import tone_of
from complaints.answers.templates import PARTS, DraftTemplate, environment, read_template
from golddust.errors import Misconfigured, Problem
from golddust.ports import Case, Resolution

FOLDER = Path(__file__).with_name("drafts")
LONGEST_SUBJECT = 200
"""In characters: how much of the customer's own subject a draft repeats."""
MOST_PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal: the four parts as they could be said, and the blanks that only a person can fill."""

    name: str
    title: str
    language: str
    resolution: Resolution

    @property
    def blanks(self) -> Mapping[str, tuple[str, ...]]:
        """For each part that has some, its blanks in order."""
        return blanks_in(self.resolution)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a folder, by language. Times in them are told in `zone`."""

    templates: Mapping[str, Sequence[DraftTemplate]]
    phrases: Phrases
    zone: ZoneInfo

    def drafts_for(self, case: Case, language: str, limit: int = MOST_PROPOSED) -> list[Draft]:
        """The drafts that fit the case, the best first, in that language or else in English; [] when none does.

        Never raises, whatever the case holds.
        """
        code = language.partition("-")[0].lower()
        spoken = code if code in self.templates else FALLBACK
        values = self._values(case, spoken)
        weighed = [(_weight(template, case), template) for template in self.templates.get(spoken, ())]
        fitting = sorted((pair for pair in weighed if pair[0] >= 0), key=lambda pair: (-pair[0], pair[1].name))
        return [_draft(template, spoken, values) for _, template in fitting[:limit]]

    def _values(self, case: Case, language: str) -> dict[str, Any]:
        tongue, tone = self.phrases.tongue(language), tone_of(case)
        return {
            "opening": tongue.openings[tone],
            "tone": tone,
            "reference": case.reference,
            "subject": case.subject[:LONGEST_SUBJECT],
            "topic": case.topics[0] if case.topics else "",
            "topics": case.topics,
            "kind": case.kind,
            "emotion": case.emotion,
            "priority": case.priority,
            "channel": case.channel,
            "received": tongue.moment_of(case.opened_at, self.zone),
            "late": bool(_broken(case)),
            "reopened": case.reopened > 0,
        }


def read_drafts(folder: Path, phrases: Phrases, zone: ZoneInfo) -> Drafts:
    """The drafts in `<folder>/<language>/<name>.j2`.

    Raises Misconfigured with every problem of every file at once, each with its line.
    """
    made, problems = environment(), list[Problem]()
    read: dict[str, list[DraftTemplate]] = {}
    for path in sorted(folder.glob("*/*.j2")):
        shown = f"{path.parent.name}/{path.name}"
        if template := read_template(made, path, shown, problems):
            read.setdefault(path.parent.name.lower(), []).append(template)
    if not read and not problems:
        problems.append(Problem("complaints.drafts", str(folder), "a folder with drafts in it, such as en/delivery.j2"))
    if problems:
        raise Misconfigured(tuple(problems))
    return Drafts(read, phrases, zone)


def _draft(template: DraftTemplate, language: str, values: Mapping[str, Any]) -> Draft:
    parts = {name: template.part(name, values) for name in PARTS}
    return Draft(template.name, template.title, language, Resolution(**parts))


def _weight(template: DraftTemplate, case: Case) -> int:
    """How well it fits; below 0: not at all. What a case is mostly about counts most, then a broken promise, then the kind."""
    fits = template.fits
    mostly = {case.topics[0]} if case.topics else set[str]()
    demands = (
        (fits.topics, set(case.topics), 8),
        (fits.standards, _broken(case), 4),
        (fits.kinds, {case.kind}, 2),
        (fits.emotions, {case.emotion}, 1),
    )
    if any(wanted and not has & set(wanted) for wanted, has, _ in demands):
        return -1
    return sum(points for wanted, _, points in demands if wanted) + 16 * bool(mostly & set(fits.topics))


def _broken(case: Case) -> set[str]:
    """The standards of the promises that were broken."""
    return {p.standard for p in case.promises if p.late_at is not None or (p.kept_at is not None and p.kept_at > p.due)}
