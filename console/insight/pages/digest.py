"""The digest of one week: what customers said, and what was done. Any week that is over has an address of its own."""

from datetime import datetime, timedelta

from flask import url_for

from console.accounts import Visitor
from console.digest import words
from console.digest.content import LONG, Digest, Topic, gathered
from console.digest.drawing import bars
from console.digest.weeks import over
from console.insight.asked import Asked
from console.insight.charts import NARROW, WIDE
from console.insight.pages.audit import laid_out
from console.insight.pages.mood import KEY
from console.insight.pages.page import Page, Section, address, behind, drawn, numbered, of_hundred
from console.insight.shares import share
from console.insight.tables import Cell, Table
from golddust.insight import Insight, Slice
from golddust.ports import Archive


def page(insight: Insight, asked: Asked, now: datetime, *, archive: Archive, visitor: Visitor, week: str = "") -> Page:
    """The week of that name, or the last one that is over. Raises Malformed for one that is none, or is not over."""
    del asked
    today = now.astimezone(insight.feedback.zone).date()
    chosen = over(week, today)
    digest = gathered(insight, archive, chosen, now)
    days = Asked(chosen.first, chosen.last, Slice(), rolling=False)
    later = chosen.back(-1)
    more = {
        "digest": digest,
        "part": digest.part(visitor.teams, (visitor.name,)),
        "words": words,
        "before": chosen.back(1).name,
        "after": later.name if later.last < today else "",
        "behind": lambda topic: behind(days, topic=topic),
    }
    lead = f"Week {chosen.number}, {words.when(chosen)}. {words.volume(digest)} {words.mood(digest)}"
    sections = [_time(digest), _topics(digest, days), _promises(digest), _praise(digest, days), _cases(digest), _causes(digest)]
    lately = Asked(chosen.last - timedelta(days=LONG - 1), chosen.last, Slice(), rolling=False)
    return Page(words.headline(digest), lead.strip(), [*sections, _expected(digest), laid_out(lately, digest.grid)], more)


def _time(digest: Digest) -> Section:
    columns, rows = [], []
    links = [behind(Asked(point.first, point.last, Slice(), rolling=False)) for point in digest.points]
    for point, link in zip(digest.points, links, strict=True):
        part = share(point.moods.negative, point.moods.said)
        figures = [Cell(getattr(point.moods, name)) for name in KEY]
        mood = Cell(part.value if part else None, of_hundred(part) if part else "–")
        rows.append(
            [
                Cell(point.first.isoformat(), f"{point.first.day} {point.first:%b}"),
                Cell(point.moods.said, "", link),
                *figures,
                mood,
            ]
        )
    columns = bars(digest, links)
    title = "Messages by week, and their mood"
    table = Table("digest-weeks", title, ("week from", "messages", *KEY.values(), "share in a bad mood"), rows)
    return Section("weeks", title, "", drawn(columns, title, KEY, len(columns), (WIDE, NARROW)), table, closed=True)


def _topics(digest: Digest, days: Asked) -> Section:
    rows = [_topic(one, days) for one in digest.topics]
    heads = ("topic", "messages", "the week before", "usually", "share in a bad mood", "stands out")
    table = Table("digest-topics", "What they spoke of", heads, rows)
    return Section("topics", "What they spoke of", "", None, table, empty="Nobody wrote.")


def _topic(one: Topic, days: Asked) -> list[Cell]:
    part = share(one.moods.negative, one.moods.said)
    return [
        Cell(one.name, f"#{one.name}", behind(days, topic=one.name)),
        Cell(one.moods.said, "", behind(days, topic=one.name)),
        Cell(one.before),
        Cell(one.usual, f"{one.usual:.1f}"),
        Cell(part.value if part else None, of_hundred(part) if part else "–"),
        _standing_out(one),
    ]


def _standing_out(one: Topic) -> Cell:
    if one.change is None:
        return Cell("", "–")
    rises = one.change.direction == "rising"
    return Cell("rises" if rises else "falls", colour="up" if rises else "down")


def _promises(digest: Digest) -> Section:
    rows = []
    for one in digest.promises:
        part = share(one.kept.kept, one.kept.cases)
        usual = one.usual
        rows.append([
            Cell(one.standard, words.standard(one)),
            Cell(one.kept.cases),
            Cell(one.kept.kept),
            Cell(part.value if part else None, of_hundred(part) if part else "–"),
            Cell(usual.value if usual else None, f"{usual.value:.0%}" if usual else "–"),
        ])  # fmt: skip
    table = Table("digest-promises", "Promises that fell due", ("standard", "fell due", "kept", "share kept", "usually"), rows)
    return Section("promises", "Promises that fell due", "", None, table, empty="No promise fell due.")


def _praise(digest: Digest, days: Asked) -> Section:
    rows = [
        [Cell(one.team), Cell(topic, f"#{topic}"), Cell(number, "", behind(days, kind="praise", topic=topic))]
        for one in digest.praise
        for topic, number in one.topics
    ]
    table = Table("digest-praise", "Praise by team", ("team", "for", "praise"), rows)
    return Section("praise", "Praise, by the team whose topic it is", "", None, table, empty="No praise this week.")


def _cases(digest: Digest) -> Section:
    rows = [
        [
            Cell(one.owner, one.owner or "nobody"),
            Cell(one.flow.opened),
            Cell(one.flow.resolved),
            Cell("growing" if one.growing else "", "growing" if one.growing else "–", colour="mend" if one.growing else ""),
            Cell(_waits(digest, one.owner), "" if digest.now else "–"),
        ]
        for one in digest.flows
    ]
    heads = ("business function", "came", "done with", "by more than chance", "wait now")
    table = Table("digest-cases", "Cases that came and were done with", heads, rows)
    return Section("cases", "Cases", "What came and went in the week.", None, table, empty="No case came, none was done with.")


def _waits(digest: Digest, owner: str) -> int | None:
    return sum(one.cases for one in digest.waiting if one.owner == owner) if digest.now else None


def _causes(digest: Digest) -> Section:
    rows = [
        [
            Cell(one.title, f"{one.number}  {one.title}", url_for("console.cases", state="all", cause=one.number)),
            Cell("mended this week" if one in digest.mended else "came back", colour="keep" if one in digest.mended else "mend"),
            Cell(one.mended, one.mended or "–"),
            Cell(one.customers),
            Cell(one.told),
            Cell(one.after, numbered(one.after, "case", "cases")),
        ]
        for one in dict.fromkeys([*digest.mended, *digest.back])
    ]
    table = Table("digest-causes", "Causes", ("cause", "it", "what was done", "customers", "told", "since"), rows)
    return Section("causes", "Causes, and what came of them", "", None, table, empty="None was mended this week.")


def _expected(digest: Digest) -> Section:
    link = address("console.insight_expectations", {})
    rows = [
        [
            Cell(one.topic, f"#{one.topic}", link),
            Cell(one.complaints.part),
            Cell(one.complaints.value, of_hundred(one.complaints)),
        ]
        for one in digest.expectations
    ]
    table = Table("digest-expectations", "Unwritten expectations", ("topic", "complaints", "share of all complaints"), rows)
    words_ = "Topics of complaints that no standard names, in the ninety days up to the end of the week."
    return Section(
        "expectations", "Expected, and promised nowhere", words_, None, table, empty="Nothing that is complained of often."
    )
