"""The customer service audit: what customers care about against how well it is done, and how that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from console.insight.asked import Asked
from console.insight.audit import LEAST, Grid, Mood, Moved, Place, compared, grid, mood
from console.insight.charts import NARROW_TALL, TALL, Spot, quadrants
from console.insight.pages.page import Page, Picture, Section, address, behind, of_hundred, spoken
from console.insight.rivals import LEAST as AT_LEAST
from console.insight.rivals import Rival, rivals
from console.insight.rivals import compared as compared_with
from console.insight.tables import Cell, Table
from console.wording.saying import counted, listed, marked, percent, say, signed
from console.wording.terms import channels
from golddust.insight import NOTHING, TOPIC, Baseline, Insight, Moods
from golddust.ports import Archive

FIELDS = {
    "mend first": marked("mend first"),
    "keep it up": marked("keep it up"),
    "can wait": marked("can wait"),
    "more than is asked for": marked("more than is asked for"),
}
COLOURS = {"mend first": "mend", "keep it up": "keep", "can wait": "wait", "more than is asked for": "more"}
FOUND = {"importance": marked("importance"), "performance": marked("performance"), "mood": marked("mood")}
SEGMENTS = 40
"""Offered to choose from."""


def page(insight: Insight, asked: Asked, now: datetime, *, archive: Archive, baseline: str = "") -> Page:
    """The grid of these days and this slice, beside competitors; against a baseline when its id is given."""
    del now
    which = replace(asked.which, topic="")
    asked = replace(asked, which=which)
    figures = insight.feedback
    everything = sum(figures.days(which, asked.first, asked.last).values(), NOTHING)
    topics = figures.sums(TOPIC, which, asked.first, asked.last)
    found = grid(topics, everything)
    baselines = figures.baselines()
    chosen = next((one for one in baselines if one.id == baseline), None)
    named = rivals(archive, insight.rivals, which, (asked.first, asked.last), figures.zone)
    sections = [laid_out(asked, found, compared_with(named))]
    if insight.rivals:
        sections.append(_rivals(asked, named))
    if chosen:
        sections.append(_moved(chosen, {**topics, "": everything}))
    segments = figures.segments()[:SEGMENTS]
    return Page(_title(found), _lead(asked, found), sections, {"baselines": baselines, "chosen": chosen, "segments": segments})


def _title(found: Grid) -> str:
    first = [place.topic for place in found.places if place.field == "mend first"]
    if not found.places:
        return say("There is too little to lay on the grid.")
    if not first:
        return say("What customers care about is done well.")
    return say("Mend %(topics)s first.", topics=listed(first[:2]))


def _lead(asked: Asked, found: Grid) -> str:
    days = {"first": spoken(asked.first), "last": spoken(asked.last)}
    said = counted(
        "%(num)s message from %(first)s to %(last)s.", "%(num)s messages from %(first)s to %(last)s.", found.messages, **days
    )
    whose = say("Only those of %(whom)s.", whom=channels().get(asked.which.value, asked.which.value)) if asked.which.side else ""
    how = say(
        "Importance is the share of messages that speak of a topic; performance is the mood in which they do, from −1 to 1. "
        "The fields part at the averages of this company."
    )
    return " ".join(filter(None, (said, whose, how)))


def laid_out(asked: Asked, found: Grid, compared: Mapping[str, Mood] | None = None) -> Section:
    """The grid as a picture and a table. `compared`: by topic, the mood of those who name a competitor, which is a ring."""
    spots = [_spot(asked, place, (compared or {}).get(place.topic)) for place in found.places]
    title = say("Importance against performance, by topic")
    drawings = [quadrants(spots, found.importance, found.performance, size) for size in (TALL, NARROW_TALL)]
    picture = Picture("quadrants", title, drawings[0], drawings[1]) if spots else None
    heads = (say("topic"), say("field"), say("messages"), *_with_ends("importance"), *_with_ends("performance"))
    rows = [_row(asked, place, number) for number, place in enumerate(found.places, start=1)]
    words = say(
        "The lines of each dot are its 95 %% intervals. A field in brackets is not certain: an interval reaches into another one."
    )
    if compared:
        words += " " + say("A ring is the mood of those who name a competitor while they speak of the topic.")
    empty = say("A topic needs %(least)s messages to have a place.", least=LEAST)
    return Section("audit", title, words, picture, Table("audit", title, heads, rows), empty=empty)


def _with_ends(name: str) -> tuple[str, str, str]:
    return say(FOUND[name]), say("at least"), say("at most")


def _spot(asked: Asked, place: Place, compared: Mood | None) -> Spot:
    importance, performance = place.importance, place.performance
    title = say(
        "%(topic)s: %(field)s; importance %(importance)s, performance %(performance)s (%(low)s to %(high)s)",
        topic=place.topic,
        field=say(FIELDS[place.field]),
        importance=of_hundred(importance),
        performance=signed(performance.value),
        low=signed(performance.low),
        high=signed(performance.high),
    )
    x = (importance.low, importance.value, importance.high)
    y = (performance.low, performance.value, performance.high)
    return Spot(
        place.topic, title, behind(asked, topic=place.topic), COLOURS[place.field], x, y, compared.value if compared else None
    )


def _rivals(asked: Asked, named: Sequence[Rival]) -> Section:
    rows = []
    for one in named:
        for topic, moods in sorted(one.topics.items(), key=lambda item: (-item[1].said, item[0])):
            how = mood(moods)
            rows.append([
                Cell(one.name),
                Cell(topic, f"#{topic}", _who_named(asked, one.name, topic)),
                Cell(moods.said),
                *(Cell(value, signed(value)) for value in (how.value, how.low, how.high)),
            ])  # fmt: skip
    heads = (say("competitor"), say("topic"), say("messages"), *_with_ends("mood"))
    words = say(
        "Messages that name a competitor, and the mood in which they speak of each topic; a topic needs %(least)s of them for a "
        "ring on the grid. Whether we or they do it better, the message itself says.",
        least=AT_LEAST,
    )
    title = say("Whom customers compare us with")
    table = Table("audit-competitors", title, heads, rows)
    return Section("competitors", title, words, None, table, empty=say("Nobody named a competitor."))


def _who_named(asked: Asked, name: str, topic: str) -> str:
    """The way to these messages, in the inbox."""
    days = {"since": asked.first.isoformat(), "until": asked.last.isoformat()}
    return address("console.feedback", {"words": name, "topic": topic, "kind": asked.which.kind, **days})


def _row(asked: Asked, place: Place, number: int) -> list[Cell]:
    field = say(FIELDS[place.field]) if place.sure else f"({say(FIELDS[place.field])})"
    importance, performance = place.importance, place.performance
    return [
        Cell(place.topic, f"{number}  #{place.topic}", behind(asked, topic=place.topic)),
        Cell(place.field, field, colour=COLOURS[place.field]),
        Cell(place.moods.said, "", behind(asked, topic=place.topic)),
        *(Cell(value, percent(value, 1)) for value in (importance.value, importance.low, importance.high)),
        *(Cell(value, signed(value)) for value in (performance.value, performance.low, performance.high)),
    ]


def _moved(baseline: Baseline, now: Mapping[str, Moods]) -> Section:
    rows = [_change(one) for one in compared(now, baseline.topics)]
    heads = (say("topic"), *_with_ends("importance"), *_with_ends("performance"), say("more than chance"))
    title = say("Changed since “%(name)s”", name=baseline.name)
    days = {"first": spoken(baseline.first), "last": spoken(baseline.last)}
    words = say("Against %(first)s to %(last)s, frozen by %(name)s.", name=baseline.by, **days)
    empty = say("No topic has enough messages on both sides.")
    return Section("change", title, words, None, Table("audit-change", title, heads, rows), empty=empty)


def _change(one: Moved) -> list[Cell]:
    importance, performance = one.importance, one.performance
    found = [name for name, so in (("importance", one.importance_found), ("performance", one.performance_found)) if so]
    return [
        Cell(one.topic, f"#{one.topic}"),
        *(
            Cell(value, say("%(number)s pt", number=signed(100 * value, 1)))
            for value in (importance.value, importance.low, importance.high)
        ),
        *(Cell(value, signed(value)) for value in (performance.value, performance.low, performance.high)),
        Cell(" and ".join(found), listed([say(FOUND[name]) for name in found]) or "–", colour="mend" if found else ""),
    ]
