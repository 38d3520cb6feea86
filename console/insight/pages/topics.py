"""Topics that rise and fall: the last week against what each topic's own history makes one expect."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from console.insight.asked import Asked
from console.insight.charts import spark
from console.insight.jumps import Change, changes, history_of
from console.insight.pages.page import Page, Section, behind, signed, spoken
from console.insight.tables import Cell, Table
from golddust.insight import NOTHING, TOPIC, Days, Insight, Slice

DAYS = 7
"""Looked at: the last ones that are over, of which each weekday is one."""
DAY = timedelta(days=1)
WEEKS = 9
RARELY = 0.001


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """Every topic that can be judged, what stands out first."""
    first, last = _looked_at(insight, now)
    split = insight.feedback.split(TOPIC, asked.which, history_of(first)[0], last)
    found = changes(split, first, last)
    out = [one for one in found if one.found]
    week = Asked(first, last, asked.which, rolling=False)
    rows = [_row(week, one, split[one.topic]) for one in sorted(found, key=lambda one: (not one.found, one.chance, one.topic))]
    heads = ("topic", f"the last {WEEKS} weeks", "messages", "expected", "difference", "chance alone does so")
    table = Table("topics", f"Topics from {spoken(first)} to {spoken(last)}", heads, rows)
    words = (
        "A topic jumps or drops when that is more than chance makes of its last eight weeks: its usual rate, the pattern of the "
        "week, and how much it varies by itself. Of all alarms at most one in twenty is false."
    )
    empty = "No topic has two weeks of history yet. Until then nothing can be called unusual."
    return Page(_title(out), f"From {spoken(first)} to {spoken(last)}, the last seven days that are over.", [
        Section("topics", "Rising and falling", words, None, table, empty=empty)
    ])  # fmt: skip


def standing_out(insight: Insight, now: datetime) -> list[Change]:
    """What jumped or dropped in the last week."""
    first, last = _looked_at(insight, now)
    return [one for one in changes(insight.feedback.split(TOPIC, Slice(), history_of(first)[0], last), first, last) if one.found]


def _looked_at(insight: Insight, now: datetime) -> tuple[date, date]:
    today = now.astimezone(insight.feedback.zone).date()
    return today - DAY * DAYS, today - DAY


def _title(out: list[Change]) -> str:
    rising = [one.topic for one in out if one.direction == "rising"]
    falling = [one.topic for one in out if one.direction == "falling"]
    parts = [f"{_listed(names)} {verb if len(names) == 1 else verbs}" for names, verb, verbs in (
        (rising, "jumps", "jump"), (falling, "drops", "drop")) if names]  # fmt: skip
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}." if words else "No topic is out of the ordinary."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _row(week: Asked, one: Change, days: Days) -> list[Cell]:
    begins = week.last - DAY * (7 * WEEKS - 1)
    weeks = [sum(_days(days, begins + DAY * 7 * number)) for number in range(WEEKS)]
    colour = {"rising": "up", "falling": "down"}[one.direction] if one.found else ""
    more = one.said - one.expected
    sign = "jumps: " if one.found and more > 0 else "drops: " if one.found else ""
    return [
        Cell(one.topic, f"#{one.topic}", behind(week, begins, week.last, topic=one.topic)),
        Cell(None, colour=colour or "even", points=spark(weeks)),
        Cell(one.said, "", behind(week, topic=one.topic)),
        Cell(one.expected, f"{one.expected:.1f}"),
        Cell(more, f"{sign}{signed(more, 0)}", colour=colour),
        Cell(one.chance, "under 1 in 1,000" if one.chance < RARELY else f"{one.chance:.1%}"),
    ]


def _days(days: Mapping[date, object], first: date) -> list[int]:
    return [getattr(days.get(first + DAY * number, NOTHING), "said", 0) for number in range(7)]
