"""How much customers say, and in which mood, over time."""

from datetime import datetime

from console.insight.asked import Asked
from console.insight.charts import NARROW, WIDE, Bar
from console.insight.jumps import Change
from console.insight.pages import topics
from console.insight.pages.page import Page, Section, address, behind, briefly, drawn, numbered, of_hundred, spoken
from console.insight.periods import Point, series
from console.insight.shares import share
from console.insight.tables import Cell, Table
from console.wording import CHANNELS
from golddust.insight import CHANNEL, NOTHING, Insight, Moods, Slice

MOODS = ("negative", "neutral", "positive")
KEY = {"negative": "in a bad mood", "neutral": "neither", "positive": "in a good mood"}
ON_A_PHONE = 14
HEADS = ("messages", *KEY.values(), "share in a bad mood", "at least", "at most")


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """Volume and mood by day, week or month, with what happened then; by channel; and what jumped."""
    figures = insight.feedback
    days = figures.days(asked.which, asked.first, asked.last)
    notes = figures.notes(asked.first, asked.last)
    everything = sum(days.values(), NOTHING)
    points = series(days, asked.first, asked.last, asked.step, notes)
    sections = [_over_time(asked, points)]
    if not asked.which.side:
        sections.append(_by_channel(insight, asked))
    jumped = [] if asked.which != Slice() else topics.standing_out(insight, now)
    return Page(_title(everything), _lead(asked, everything), sections, {"notes": notes, "jumped": jumped, "said": jump_words})


def jump_words(change: Change) -> str:
    """Such as: 34 messages in 7 days, where 12 were to be expected."""
    usual = f"{change.expected:.0f}"
    return f"{numbered(change.said, 'message', 'messages')} in {topics.DAYS} days, where {usual} were to be expected"


def _title(moods: Moods) -> str:
    part = share(moods.negative, moods.said)
    if part is None:
        return "Nothing was said in these days."
    return f"{round(100 * part.value)} of 100 messages are in a bad mood."


def _lead(asked: Asked, moods: Moods) -> str:
    when = f"from {spoken(asked.first)} to {spoken(asked.last)}"
    part = share(moods.negative, moods.said)
    if part is None:
        return f"No message {when} fits what is chosen."
    sure = f"With 95 % confidence it is {part.low:.0%} to {part.high:.0%}."
    return f"{numbered(moods.said, 'message', 'messages')} {when}. {sure} The tagger was unsure of the mood of {moods.unsure:,}."


def _over_time(asked: Asked, points: list[Point]) -> Section:
    bars = [_bar(asked, point) for point in points]
    rows = [[Cell(point.first.isoformat(), _when(point, asked)), *_figures(asked, point)] for point in points]
    title = f"Messages by {asked.step}, and their mood"
    table = Table(f"mood-by-{asked.step}", title, (f"{asked.step} from", *HEADS), rows)
    return Section("time", title, "", drawn(bars, title, KEY, ON_A_PHONE, (WIDE, NARROW)), table, closed=True)


def _bar(asked: Asked, point: Point) -> Bar:
    parts = [(name, getattr(point.moods, name)) for name in MOODS]
    said = ", ".join(f"{value:,} {KEY[name]}" for name, value in parts)
    title = f"{_when(point, asked)}: {numbered(point.moods.said, 'message', 'messages')}, {said}"
    link = behind(asked, point.first, point.last)
    return Bar(briefly(point.first, asked.step), title, link, parts, [note.words for note in point.notes])


def _when(point: Point, asked: Asked) -> str:
    if asked.step == "day":
        return spoken(point.first)
    return f"{spoken(point.first)} to {spoken(point.last)}" + ("" if point.whole else " (in part)")


def _figures(asked: Asked, point: Point) -> list[Cell]:
    return _cells(point.moods, behind(asked, point.first, point.last))


def _cells(moods: Moods, link: str) -> list[Cell]:
    part = share(moods.negative, moods.said)
    numbers = [Cell(getattr(moods, name)) for name in MOODS]
    if part is None:
        return [Cell(0), *numbers, *([Cell(None, "–")] * 3)]
    shares = [Cell(value, f"{value:.0%}") for value in (part.value, part.low, part.high)]
    return [Cell(moods.said, "", link), *numbers, *shares]


def _by_channel(insight: Insight, asked: Asked) -> Section:
    sums = insight.feedback.sums(CHANNEL, asked.which, asked.first, asked.last)
    most = max((moods.said for moods in sums.values()), default=1)
    heads = ("channel", "", "messages", "share in a bad mood")
    rows = [_channel(asked, channel, moods, most) for channel, moods in sorted(sums.items(), key=lambda one: -one[1].said)]
    table = Table("mood-by-channel", "Messages by channel", heads, rows)
    return Section("channels", "By channel", "", None, table, empty="Nothing was said.")


def _channel(asked: Asked, channel: str, moods: Moods, most: int) -> list[Cell]:
    narrowed = address("console.insight", asked.address | {"side": CHANNEL, "value": channel})
    part = share(moods.negative, moods.said)
    words = of_hundred(part) if part else "–"
    return [
        Cell(channel, CHANNELS.get(channel, channel), narrowed),
        Cell(None, colour="plain", part=moods.said / most),
        Cell(moods.said, "", behind(asked, side=CHANNEL, value=channel)),
        Cell(part.value if part else None, words),
    ]
