"""How much customers say, and in which mood, over time."""

from datetime import datetime

from console.insight.asked import Asked
from console.insight.charts import NARROW, WIDE, Bar
from console.insight.jumps import Change
from console.insight.pages import topics
from console.insight.pages.page import Page, Section, address, behind, briefly, drawn, of_hundred, spoken
from console.insight.periods import Point, series
from console.insight.shares import share
from console.insight.tables import Cell, Table
from console.wording.saying import counted, marked, number, percent, say
from console.wording.terms import channels
from golddust.insight import CHANNEL, NOTHING, Insight, Moods, Slice

MOODS = ("negative", "neutral", "positive")
KEY = {"negative": marked("in a bad mood"), "neutral": marked("neither"), "positive": marked("in a good mood")}
ON_A_PHONE = 14
FEW = 100
"""Messages; of fewer it is told how many they are."""
HEADS = (marked("messages"), *KEY.values(), marked("share in a bad mood"), marked("at least"), marked("at most"))
TITLES = {
    "day": marked("Messages by day, and their mood"),
    "week": marked("Messages by week, and their mood"),
    "month": marked("Messages by month, and their mood"),
}
BEGINS = {"day": marked("day from"), "week": marked("week from"), "month": marked("month from")}


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
    return counted(
        "%(num)s message in %(days)s days, where %(usual)s were to be expected",
        "%(num)s messages in %(days)s days, where %(usual)s were to be expected",
        change.said,
        days=topics.DAYS,
        usual=number(change.expected),
    )


def _title(moods: Moods) -> str:
    part = share(moods.negative, moods.said)
    if part is None:
        return say("Nothing was said in these days.")
    if moods.said < FEW:
        return counted(
            "%(bad)s of %(num)s message is in a bad mood.",
            "%(bad)s of %(num)s messages are in a bad mood.",
            moods.said,
            bad=number(moods.negative),
        )
    return say("%(hundred)s of 100 messages are in a bad mood.", hundred=round(100 * part.value))


def _lead(asked: Asked, moods: Moods) -> str:
    when = {"first": spoken(asked.first), "last": spoken(asked.last)}
    part = share(moods.negative, moods.said)
    if part is None:
        return say("No message from %(first)s to %(last)s fits what is chosen.", **when)
    said = counted(
        "%(num)s message from %(first)s to %(last)s.", "%(num)s messages from %(first)s to %(last)s.", moods.said, **when
    )
    sure = say("With 95 %% confidence it is %(low)s to %(high)s.", low=percent(part.low), high=percent(part.high))
    unsure = say("The tagger was unsure of the mood of %(number)s.", number=number(moods.unsure))
    return f"{said} {sure} {unsure}"


def _over_time(asked: Asked, points: list[Point]) -> Section:
    bars = [_bar(asked, point) for point in points]
    rows = [[Cell(point.first.isoformat(), _when(point, asked)), *_figures(asked, point)] for point in points]
    title = say(TITLES[asked.step])
    table = Table(f"mood-by-{asked.step}", title, tuple(map(say, (BEGINS[asked.step], *HEADS))), rows)
    return Section(
        "time",
        title,
        "",
        drawn(bars, title, {name: say(words) for name, words in KEY.items()}, ON_A_PHONE, (WIDE, NARROW)),
        table,
        closed=True,
    )


def _bar(asked: Asked, point: Point) -> Bar:
    parts = [(name, getattr(point.moods, name)) for name in MOODS]
    said = ", ".join(f"{number(value)} {say(KEY[name])}" for name, value in parts)
    title = f"{_when(point, asked)}: {counted('%(num)s message', '%(num)s messages', point.moods.said)}, {said}"
    link = behind(asked, point.first, point.last)
    return Bar(briefly(point.first, asked.step), title, link, parts, [note.words for note in point.notes])


def _when(point: Point, asked: Asked) -> str:
    if asked.step == "day":
        return spoken(point.first)
    days = {"first": spoken(point.first), "last": spoken(point.last)}
    return say("%(first)s to %(last)s", **days) if point.whole else say("%(first)s to %(last)s (in part)", **days)


def _figures(asked: Asked, point: Point) -> list[Cell]:
    return _cells(point.moods, behind(asked, point.first, point.last))


def _cells(moods: Moods, link: str) -> list[Cell]:
    part = share(moods.negative, moods.said)
    numbers = [Cell(getattr(moods, name)) for name in MOODS]
    if part is None:
        return [Cell(0), *numbers, *([Cell(None, "–")] * 3)]
    shares = [Cell(value, percent(value)) for value in (part.value, part.low, part.high)]
    return [Cell(moods.said, "", link), *numbers, *shares]


def _by_channel(insight: Insight, asked: Asked) -> Section:
    sums = insight.feedback.sums(CHANNEL, asked.which, asked.first, asked.last)
    most = max((moods.said for moods in sums.values()), default=1)
    heads = tuple(map(say, (marked("channel"), "", marked("messages"), marked("share in a bad mood"))))
    rows = [_channel(asked, channel, moods, most) for channel, moods in sorted(sums.items(), key=lambda one: -one[1].said)]
    table = Table("mood-by-channel", say("Messages by channel"), heads, rows)
    return Section("channels", say("By channel"), "", None, table, empty=say("Nothing was said."))


def _channel(asked: Asked, channel: str, moods: Moods, most: int) -> list[Cell]:
    narrowed = address("console.insight", asked.address | {"side": CHANNEL, "value": channel})
    part = share(moods.negative, moods.said)
    words = of_hundred(part) if part else "–"
    return [
        Cell(channel, channels().get(channel, channel), narrowed),
        Cell(None, colour="plain", part=moods.said / most),
        Cell(moods.said, "", behind(asked, side=CHANNEL, value=channel)),
        Cell(part.value if part else None, words),
    ]
