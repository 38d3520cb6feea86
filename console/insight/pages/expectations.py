"""Unwritten expectations, and praise by team."""

from datetime import datetime

from console.insight.asked import Asked
from console.insight.expectations import Expectation, Praise, praised, unwritten
from console.insight.pages.page import Page, Section, behind, of_hundred, spoken
from console.insight.tables import Cell, Table
from console.wording.saying import counted, say, say_in
from golddust.insight import NOTHING, TOPIC, Insight


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """What customers complain of although no standard names it; whom they praise."""
    del now
    figures, days = insight.feedback, (asked.first, asked.last)
    complaints = asked.of(kind="complaint", topic="")
    everything = sum(figures.days(complaints, *days).values(), NOTHING)
    found = unwritten(figures.sums(TOPIC, complaints, *days), everything, insight.cases.covered())
    teams = praised(figures.sums(TOPIC, asked.of(kind="praise", topic=""), *days), insight.owners)
    title = say("No expectation goes unwritten.")
    if found:
        title = say("Customers expect %(topic)s to be right, and we promise nothing about it.", topic=found[0].topic)
    lead = counted(
        "%(num)s complaint from %(first)s to %(last)s.",
        "%(num)s complaints from %(first)s to %(last)s.",
        everything.said,
        first=spoken(asked.first),
        last=spoken(asked.last),
    )
    return Page(title, lead, [_expectations(asked, found), _praise(asked, teams)])


def _expectations(asked: Asked, found: list[Expectation]) -> Section:
    most = max((one.complaints.part for one in found), default=1)
    heads = (
        *(say("topic"), "", say("complaints"), say("share of all complaints")),
        *(say("in a bad mood"), say("what to do")),
    )
    rows = [
        [
            Cell(one.topic, f"#{one.topic}", behind(asked, topic=one.topic, kind="complaint")),
            Cell(None, colour="negative", part=one.complaints.part / most),
            Cell(one.complaints.part, "", behind(asked, topic=one.topic, kind="complaint")),
            Cell(one.complaints.value, of_hundred(one.complaints)),
            Cell(one.angry),
            Cell(one.proposal, say("a standard that names %(topic)s", topic=one.topic)),
        ]
        for one in found
    ]
    words = say(
        "Topics that customers complain of although no standard names them. Nobody can keep a promise that was never made."
    )
    empty = say("Every topic of which customers complain is named by a standard, or has fewer than five complaints.")
    title = say("Unwritten expectations")
    table = Table("expectations", title, heads, rows)
    return Section("expectations", title, words, None, table, empty=empty)


def _praise(asked: Asked, teams: list[Praise]) -> Section:
    mentions = [(team.team, topic, number) for team in teams for topic, number in team.topics]
    most = max((number for *_, number in mentions), default=1)
    rows = [
        [
            Cell(team),
            Cell(topic, f"#{topic}"),
            Cell(None, colour="positive", part=number / most),
            Cell(number, "", behind(asked, kind="praise", topic=topic)),
        ]
        for team, topic, number in mentions
    ]
    title, heads = say("Praise by team"), (say("team"), say_in("praise", "for"), "", say("praise"))
    table = Table("praise", title, heads, rows)
    words = say("What customers thank us for, by the team whose topic it is. A message about two topics counts for both.")
    return Section("praise", title, words, None, table, empty=say("No praise in these days."))
