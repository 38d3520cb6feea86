"""Unwritten expectations: what customers complain of although no standard covers it; and whom they praise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from console.insight.shares import Share, share
from console.wording.saying import counted
from golddust.insight import Moods

LEAST = 5
"""Complaints about a topic before it counts as an expectation."""
RARE = 0.01
"""Topics that surely have fewer complaints than this part of all are left to their cases."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A topic that customers complain about and no standard names, with its share of all complaints.

    `angry`: so many of them in a bad mood. `proposal` says what to do, in words.
    """

    topic: str
    complaints: Share
    angry: int
    proposal: str


@dataclass(frozen=True, slots=True)
class Praise:
    """How often a team was praised, by each of its topics, the most praised first. A message about two topics counts for both."""

    team: str
    mentions: int
    topics: tuple[tuple[str, int], ...]


def unwritten(complaints: Mapping[str, Moods], everything: Moods, covered: Collection[str]) -> list[Expectation]:
    """What customers expect unpromised, most complaints first.

    `complaints`: those of each topic, `everything`: all of them, whatever they are about; `covered`: the topics of the standards.
    The default standard promises an answer by a time whatever it is about, and nothing about the thing itself: it covers none.
    """
    found = [(topic, moods, share(moods.said, everything.said)) for topic, moods in complaints.items() if topic not in covered]
    often = [(topic, moods, part) for topic, moods, part in found if part and moods.said >= LEAST and part.high >= RARE]
    ordered = sorted(often, key=lambda one: (-one[1].said, one[0]))
    return [Expectation(topic, part, moods.negative, _proposal(topic, part)) for topic, moods, part in ordered]


def praised(praise: Mapping[str, Moods], owners: Mapping[str, str]) -> list[Praise]:
    """Praise by team, most first; `owners` has the team of each topic, and topics without one are nobody's."""
    teams: dict[str, dict[str, int]] = {}
    for topic, moods in praise.items():
        if owners.get(topic) and moods.said:
            teams.setdefault(owners[topic], {})[topic] = moods.said
    found = [
        Praise(team, sum(topics.values()), tuple(sorted(topics.items(), key=lambda one: (-one[1], one[0]))))
        for team, topics in teams.items()
    ]
    return sorted(found, key=lambda one: (-one.mentions, one.team))


def _proposal(topic: str, part: Share) -> str:
    return counted(
        "%(num)s complaint is about %(topic)s, %(hundred)s of 100, and no standard names it: "
        "say what customers can expect, in [[policies]] or in public.",
        "%(num)s complaints are about %(topic)s, %(hundred)s of 100, and no standard names it: "
        "say what customers can expect, in [[policies]] or in public.",
        part.part,
        topic=topic,
        hundred=round(100 * part.value),
    )
