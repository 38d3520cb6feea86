"""Unwritten expectations, and praise by team."""

from datetime import datetime

from console.insight.asked import Asked
from console.insight.expectations import Expectation, Praise, praised, unwritten
from console.insight.pages.page import Page, Section, behind, numbered, of_hundred, spoken
from console.insight.tables import Cell, Table
from golddust.insight import NOTHING, TOPIC, Insight


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """What customers complain of although no standard names it; whom they praise."""
    del now
    figures, days = insight.feedback, (asked.first, asked.last)
    complaints = asked.of(kind="complaint", topic="")
    everything = sum(figures.days(complaints, *days).values(), NOTHING)
    found = unwritten(figures.sums(TOPIC, complaints, *days), everything, insight.cases.covered())
    teams = praised(figures.sums(TOPIC, asked.of(kind="praise", topic=""), *days), insight.owners)
    title = f"Customers expect {found[0].topic} to be right, and we promise nothing about it." if found else (
        "No expectation goes unwritten."
    )  # fmt: skip
    lead = f"{numbered(everything.said, 'complaint', 'complaints')} from {spoken(asked.first)} to {spoken(asked.last)}."
    return Page(title, lead, [_expectations(asked, found), _praise(asked, teams)])


def _expectations(asked: Asked, found: list[Expectation]) -> Section:
    most = max((one.complaints.part for one in found), default=1)
    heads = ("topic", "", "complaints", "share of all complaints", "in a bad mood", "what to do")
    rows = [
        [
            Cell(one.topic, f"#{one.topic}", behind(asked, topic=one.topic, kind="complaint")),
            Cell(None, colour="negative", part=one.complaints.part / most),
            Cell(one.complaints.part, "", behind(asked, topic=one.topic, kind="complaint")),
            Cell(one.complaints.value, of_hundred(one.complaints)),
            Cell(one.angry),
            Cell(one.proposal, f"a standard that names {one.topic}"),
        ]
        for one in found
    ]
    words = "Topics that customers complain of although no standard names them. Nobody can keep a promise that was never made."
    empty = "Every topic of which customers complain is named by a standard, or has fewer than five complaints."
    table = Table("expectations", "Unwritten expectations", heads, rows)
    return Section("expectations", "Unwritten expectations", words, None, table, empty=empty)


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
    table = Table("praise", "Praise by team", ("team", "for", "", "praise"), rows)
    words = "What customers thank us for, by the team whose topic it is. A message about two topics counts for both."
    return Section("praise", "Praise by team", words, None, table, empty="No praise in these days.")
