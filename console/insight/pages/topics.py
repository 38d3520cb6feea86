"""Topics that rise and fall: the last week against what each topic's own history makes one expect."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from console.insight.asked import Asked
from console.insight.charts import spark
from console.insight.jumps import Change, changes, history_of
from console.insight.pages.page import Page, Section, behind, spoken
from console.insight.tables import Cell, Table
from console.wording.called import capital
from console.wording.saying import counted, listed, number, percent, say, signed
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
    heads = (
        *(say("topic"), say("the last %(number)s weeks", number=WEEKS), say("messages"), say("expected")),
        *(say("difference"), say("chance alone does so")),
    )
    days = {"first": spoken(first), "last": spoken(last)}
    table = Table("topics", say("Topics from %(first)s to %(last)s", **days), heads, rows)
    words = say(
        "A topic jumps or drops when that is more than chance makes of its last eight weeks: its usual rate, the pattern of the "
        "week, and how much it varies by itself. Of all alarms at most one in twenty is false."
    )
    empty = say("No topic has two weeks of history yet. Until then nothing can be called unusual.")
    return Page(_title(out), say("From %(first)s to %(last)s, the last seven days that are over.", **days), [
        Section("topics", say("Rising and falling"), words, None, table, empty=empty)
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
    parts = []
    if rising:
        parts.append(counted("%(topics)s jumps", "%(topics)s jump", len(rising), topics=listed(rising)))
    if falling:
        parts.append(counted("%(topics)s drops", "%(topics)s drop", len(falling), topics=listed(falling)))
    return f"{capital('; '.join(parts))}." if parts else say("No topic is out of the ordinary.")


def _row(week: Asked, one: Change, days: Days) -> list[Cell]:
    begins = week.last - DAY * (7 * WEEKS - 1)
    weeks = [sum(_days(days, begins + DAY * 7 * week_number)) for week_number in range(WEEKS)]
    colour = {"rising": "up", "falling": "down"}[one.direction] if one.found else ""
    more = one.said - one.expected
    shown = signed(more, 0)
    if one.found:
        shown = say("jumps: %(number)s", number=shown) if more > 0 else say("drops: %(number)s", number=shown)
    return [
        Cell(one.topic, f"#{one.topic}", behind(week, begins, week.last, topic=one.topic)),
        Cell(None, colour=colour or "even", points=spark(weeks)),
        Cell(one.said, "", behind(week, topic=one.topic)),
        Cell(one.expected, number(one.expected, 1)),
        Cell(more, shown, colour=colour),
        Cell(one.chance, say("under 1 in 1,000") if one.chance < RARELY else percent(one.chance, 1)),
    ]


def _days(days: Mapping[date, object], first: date) -> list[int]:
    return [getattr(days.get(first + DAY * after, NOTHING), "said", 0) for after in range(7)]
