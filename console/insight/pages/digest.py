"""The digest of one week: what customers said, and what was done. Any week that is over has an address of its own."""

from datetime import datetime, timedelta

from flask import url_for

from console.admission.accounts import Visitor
from console.digest import words
from console.digest.content import LONG, Digest, Topic, gathered
from console.digest.drawing import bars
from console.digest.weeks import over
from console.insight.asked import Asked
from console.insight.charts import NARROW, WIDE
from console.insight.pages.audit import laid_out
from console.insight.pages.mood import KEY
from console.insight.pages.page import Page, Section, address, behind, drawn, of_hundred
from console.insight.shares import share
from console.insight.tables import Cell, Table
from console.wording.called import called
from console.wording.saying import listed, number, percent, reader, say, say_in
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
        "listed": listed,
        "before": chosen.back(1).name,
        "after": later.name if later.last < today else "",
        "behind": lambda topic: behind(days, topic=topic),
    }
    week = say("Week %(number)s, %(when)s.", number=chosen.number, when=words.when(chosen))
    lead = f"{week} {words.volume(digest)} {words.mood(digest)}"
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
                Cell(point.first.isoformat(), reader().day(point.first, "brief")),
                Cell(point.moods.said, "", link),
                *figures,
                mood,
            ]
        )
    columns = bars(digest, links)
    title, key = say("Messages by week, and their mood"), {name: say(words_) for name, words_ in KEY.items()}
    heads = (say("week from"), say("messages"), *key.values(), say("share in a bad mood"))
    picture = drawn(columns, title, key, len(columns), (WIDE, NARROW))
    return Section("weeks", title, "", picture, Table("digest-weeks", title, heads, rows), closed=True)


def _topics(digest: Digest, days: Asked) -> Section:
    rows = [_topic(one, days) for one in digest.topics]
    usually = say_in("of figures", "usually")
    heads = (say("topic"), say("messages"), say("the week before"), usually, say("share in a bad mood"), say("stands out"))
    title = say("What they spoke of")
    return Section("topics", title, "", None, Table("digest-topics", title, heads, rows), empty=say("Nobody wrote."))


def _topic(one: Topic, days: Asked) -> list[Cell]:
    part = share(one.moods.negative, one.moods.said)
    return [
        Cell(one.name, words.tag(one.name), behind(days, topic=one.name)),
        Cell(one.moods.said, "", behind(days, topic=one.name)),
        Cell(one.before),
        Cell(one.usual, number(one.usual, 1)),
        Cell(part.value if part else None, of_hundred(part) if part else "–"),
        _standing_out(one),
    ]


def _standing_out(one: Topic) -> Cell:
    if one.change is None:
        return Cell("", "–")
    rises = one.change.direction == "rising"
    return Cell("rises" if rises else "falls", say("rises") if rises else say("falls"), colour="up" if rises else "down")


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
            Cell(usual.value if usual else None, percent(usual.value) if usual else "–"),
        ])  # fmt: skip
    title, usually = say("Promises that fell due"), say_in("of figures", "usually")
    heads = (say("standard"), say("fell due"), say("kept"), say("share kept"), usually)
    return Section("promises", title, "", None, Table("digest-promises", title, heads, rows), empty=say("No promise fell due."))


def _praise(digest: Digest, days: Asked) -> Section:
    rows = [
        [Cell(one.team), Cell(topic, words.tag(topic)), Cell(some, "", behind(days, kind="praise", topic=topic))]
        for one in digest.praise
        for topic, some in one.topics
    ]
    heads = (say("team"), say_in("of praise: for which topic", "for"), say("praise"))
    table, title = Table("digest-praise", say("Praise by team"), heads, rows), say("Praise, by the team whose topic it is")
    return Section("praise", title, "", None, table, empty=say("No praise this week."))


def _cases(digest: Digest) -> Section:
    rows = [
        [
            Cell(one.owner, one.owner or called("nobody")),
            Cell(one.flow.opened),
            Cell(one.flow.resolved),
            Cell("growing" if one.growing else "", say("growing") if one.growing else "–", colour="mend" if one.growing else ""),
            Cell(_waits(digest, one.owner), "" if digest.now else "–"),
        ]
        for one in digest.flows
    ]
    heads = (say("business function"), say("came"), say("done with"), say("by more than chance"), say("wait now"))
    table = Table("digest-cases", say("Cases that came and were done with"), heads, rows)
    empty = say("No case came, none was done with.")
    return Section("cases", say("Cases"), say("What came and went in the week."), None, table, empty=empty)


def _waits(digest: Digest, owner: str) -> int | None:
    return sum(one.cases for one in digest.waiting if one.owner == owner) if digest.now else None


def _causes(digest: Digest) -> Section:
    rows = [
        [
            Cell(one.title, f"{one.number}  {one.title}", url_for("console.cases", state="all", cause=one.number)),
            _became(mended=one in digest.mended),
            Cell(one.mended, one.mended or "–"),
            Cell(one.customers),
            Cell(one.told),
            Cell(one.after, words.cases_of(one.after)),
        ]
        for one in dict.fromkeys([*digest.mended, *digest.back])
    ]
    heads = (
        say("cause"),
        say_in("of a cause: what it did", "it"),
        say("what was done"),
        say("customers"),
        say("told"),
        say("since"),
    )
    table = Table("digest-causes", say("Causes"), heads, rows)
    empty = say("None was mended this week.")
    return Section("causes", say("Causes, and what came of them"), "", None, table, empty=empty)


def _became(*, mended: bool) -> Cell:
    words_ = say("mended this week") if mended else say("came back")
    return Cell("mended this week" if mended else "came back", words_, colour="keep" if mended else "mend")


def _expected(digest: Digest) -> Section:
    link = address("console.insight_expectations", {})
    rows = [
        [
            Cell(one.topic, words.tag(one.topic), link),
            Cell(one.complaints.part),
            Cell(one.complaints.value, of_hundred(one.complaints)),
        ]
        for one in digest.expectations
    ]
    heads = (say("topic"), say("complaints"), say("share of all complaints"))
    table, title = Table("digest-expectations", say("Unwritten expectations"), heads, rows), say("Expected, and promised nowhere")
    words_ = say("Topics of complaints that no standard names, in the ninety days up to the end of the week.")
    return Section("expectations", title, words_, None, table, empty=say("Nothing that is complained of often."))
