"""What a week's digest holds, as plain values: the page and the mail show the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from console.digest.sayings import Saying, chosen, naming, sayings_of
from console.digest.weeks import DAY, Week, week_of
from console.insight.audit import Grid, grid
from console.insight.bottlenecks import Trend, trends
from console.insight.expectations import Expectation, Praise, praised, unwritten
from console.insight.jumps import Change, changes, history_of
from console.insight.periods import Point, series
from console.insight.shares import Share, share
from golddust.insight import NOTHING, TOPIC, Days, Insight, Kept, Moods, Note, Outcome, Slice, Waiting
from golddust.ports import Archive

USUAL = 8
"""Weeks before, of which the usual is the average."""
LONG = 90
"""Days of the audit and of unwritten expectations, as on their pages."""
LOOKED_INTO = 400
"""Messages of the week, the newest, among which sayings are chosen."""
MOST_CAUSES = 100


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's week: how it was talked of, how often in the week before and usually, and what of it stands out."""

    name: str
    moods: Moods
    before: int
    usual: float
    change: Change | None


@dataclass(frozen=True, slots=True)
class Promised:
    """A standard in this week, and in the weeks before that make the usual."""

    standard: str
    kept: Kept
    usual: Share | None


@dataclass(frozen=True, slots=True)
class Part:
    """What concerns a reader first: the topics of their teams, praise for those, cases that wait for them, and their name."""

    teams: tuple[str, ...]
    topics: Sequence[Topic]
    praise: Sequence[Praise]
    waiting: Sequence[Waiting]
    sayings: Sequence[Saying]
    named: Sequence[Saying]


@dataclass(frozen=True, slots=True)
class Digest:
    """One week. `points` are this week and the ones before, this one last; `now`: what stands now belongs to it, too.

    `wanted`: topics that sayings should be about, `every_saying` those from which they are chosen.
    """

    week: Week
    points: Sequence[Point]
    usual: float
    usual_mood: Share | None
    topics: Sequence[Topic]
    changes: Sequence[Change]
    promises: Sequence[Promised]
    flows: Sequence[Trend]
    waiting: Sequence[Waiting]
    now: bool
    mended: Sequence[Outcome]
    back: Sequence[Outcome]
    expectations: Sequence[Expectation]
    praise: Sequence[Praise]
    grid: Grid
    notes: Sequence[Note]
    owners: Mapping[str, str]
    wanted: Sequence[str]
    every_saying: Sequence[Saying]

    @property
    def moods(self) -> Moods:
        """Of all messages of the week."""
        return self.points[-1].moods

    @property
    def mood(self) -> Share | None:
        """The share in a bad mood; None when nothing was said."""
        return self.points[-1].negative

    @property
    def before(self) -> Moods:
        """Of the week before."""
        return self.points[-2].moods

    def voices(self, part: "Part | None") -> Sequence[Saying]:
        """What is quoted for everybody, but for what a reader has in their own part already."""
        had = (*part.sayings, *part.named) if part else ()
        return chosen([one for one in self.every_saying if one not in had], self.wanted)

    def part(self, teams: Sequence[str], names: Sequence[str] = ()) -> Part | None:
        """What is theirs; None where nothing is."""
        mine = tuple(team for team in teams if team in self.owners.values())
        topics = [one for one in self.topics if self.owners.get(one.name) in mine]
        about = [one for one in self.every_saying if any(self.owners.get(topic) in mine for topic in one.topics)]
        named = naming(self.every_saying, names)[:2]
        if not mine and not named:
            return None
        return Part(
            mine,
            topics,
            [one for one in self.praise if one.team in mine],
            [one for one in self.waiting if one.owner in mine],
            [one for one in chosen(about, [topic.name for topic in topics], 2) if one not in named],
            named,
        )


def gathered(insight: Insight, archive: Archive, week: Week, now: datetime) -> Digest:
    """The digest of a week that is over. Raises Unavailable when the store is away."""
    figures, days = insight.feedback, (week.first, week.last)
    oldest = week.back(USUAL).first
    points = series(figures.days(Slice(), oldest, week.last), oldest, week.last, "week", figures.notes(oldest, week.last))
    split = figures.split(TOPIC, Slice(), history_of(week.first)[0], week.last)
    found = changes(split, *days)
    out = [one for one in found if one.found]
    topics = _topics(split, found, week)
    newest = week == week_of(now.astimezone(figures.zone).date()).back(1)
    earlier = [point.moods for point in points[:-1]]
    whole = sum(earlier, NOTHING)
    return Digest(
        week=week,
        points=points,
        usual=whole.said / USUAL,
        usual_mood=share(whole.negative, whole.said),
        topics=topics,
        changes=out,
        promises=_promises(insight, week),
        flows=_flows(insight, week),
        waiting=insight.cases.waiting() if newest else (),
        now=newest,
        praise=praised(figures.sums(TOPIC, Slice(kind="praise"), *days), insight.owners),
        notes=points[-1].notes,
        owners=insight.owners,
        wanted=[one.topic for one in out if one.direction == "rising"] or [one.name for one in topics[:3]],
        every_saying=sayings_of(archive.those(figures.messages(Slice(), *days, LOOKED_INTO))),
        **_outcomes(insight, week),
        **_lately(insight, week),
    )


def _topics(split: Mapping[str, Days], found: Sequence[Change], week: Week) -> list[Topic]:
    """Those of this week or the one before, most messages first."""
    standing_out = {one.topic: one for one in found if one.found}
    topics = []
    for name, days in split.items():
        now, before = _sum(days, week.first, week.last), _sum(days, week.back(1).first, week.back(1).last)
        usual = _sum(days, week.back(USUAL).first, week.back(1).last).said / USUAL
        if now.said or before.said or name in standing_out:
            topics.append(Topic(name, now, before.said, usual, standing_out.get(name)))
    return sorted(topics, key=lambda one: (-one.moods.said, -one.usual, one.name))


def _promises(insight: Insight, week: Week) -> list[Promised]:
    now = insight.promises.kept_within(week.first, week.last)
    usual = insight.promises.kept_within(week.back(USUAL).first, week.back(1).last)
    names = [*now, *(name for name in usual if name not in now)]
    nothing = Kept(0, 0)
    return [
        Promised(name, now.get(name, nothing), share(usual.get(name, nothing).kept, usual.get(name, nothing).cases))
        for name in sorted(names)
    ]


def _flows(insight: Insight, week: Week) -> list[Trend]:
    zone = insight.feedback.zone
    return trends(insight.cases.flow(datetime.combine(week.first, time(), zone), _end_of(week, zone)))


def _end_of(week: Week, zone: tzinfo) -> datetime:
    return datetime.combine(week.last + DAY, time(), zone)


def _outcomes(insight: Insight, week: Week) -> dict[str, Any]:
    """What was mended in the week; and what was mended once and has come back, of which people should hear again."""
    zone = insight.feedback.zone
    end = _end_of(week, zone)
    mended = [one for one in insight.cases.outcomes(MOST_CAUSES, end) if one.mended_at and one.mended_at < end]
    return {
        "mended": [one for one in mended if one.mended_at and one.mended_at.astimezone(zone).date() >= week.first],
        "back": [one for one in mended if one.after],
    }


def _lately(insight: Insight, week: Week) -> dict[str, Any]:
    """What needs more than a week to be told: the audit, and unwritten expectations."""
    figures, days = insight.feedback, (week.last - timedelta(days=LONG - 1), week.last)
    complaints = Slice(kind="complaint")
    everything = sum(figures.days(complaints, *days).values(), NOTHING)
    topics = figures.sums(TOPIC, complaints, *days)
    audit = grid(figures.sums(TOPIC, Slice(), *days), sum(figures.days(Slice(), *days).values(), NOTHING))
    return {"expectations": unwritten(topics, everything, insight.cases.covered()), "grid": audit}


def _sum(days: Days, first: date, last: date) -> Moods:
    return sum((moods for day, moods in days.items() if first <= day <= last), NOTHING)
