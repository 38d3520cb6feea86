"""Where cases wait, at whom, and where the pile grows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for

from console.insight.asked import Asked
from console.insight.bottlenecks import Trend, trends
from console.insight.pages.page import Page, Section
from console.insight.tables import Cell, Table
from console.wording import times
from console.wording.saying import counted, listed, number, percent, say, say_in, signed
from console.wording.terms import state_words
from golddust.insight import Insight, Waiting

FLOW = timedelta(days=28)
RARELY = 0.001
MOST = 100
"""Places in the table: those with most cases, of which the first ones are what to look at."""


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """The open cases as they stand now, and what came and went in four weeks."""
    del asked
    waiting = insight.cases.waiting()
    flows = trends(insight.cases.flow(now - FLOW, now))
    growing = [one.owner or say("nobody") for one in flows if one.growing]
    title = say("Nowhere does work pile up.")
    if growing:
        title = say("Work piles up at %(teams)s.", teams=listed(growing[:3]))
    cases, late = sum(one.cases for one in waiting), sum(one.late for one in waiting)
    lead = counted(
        "%(num)s case is open, %(late)s of them with a broken promise.",
        "%(num)s cases are open, %(late)s of them with a broken promise.",
        cases,
        late=number(late),
    )
    return Page(title, lead, [_waiting(waiting[:MOST], now), _flows(flows)])


def _waiting(waiting: Sequence[Waiting], now: datetime) -> Section:
    most = max((one.cases for one in waiting), default=1)
    heads = (
        *(say("business function"), say("at"), say("step"), "", say("cases"), say_in("cases", "late")),
        say("longest without a step"),
    )
    rows = [
        [
            Cell(one.owner, one.owner or say("nobody")),
            Cell(one.assignee, one.assignee or say("nobody yet")),
            Cell(one.state, state_words(one.state)),
            Cell(None, colour="negative" if one.late else "plain", part=one.cases / most),
            Cell(one.cases, "", url_for("console.insight_cases", state=one.state, owner=one.owner, assignee=one.assignee)),
            Cell(one.late, colour="mend" if one.late else ""),
            Cell(one.since.isoformat(), times.ago(one.since, now)),
        ]
        for one in waiting
    ]
    table = Table("waiting", say("Where cases wait"), heads, rows)
    return Section("waiting", say("Where cases wait now"), "", None, table, empty=say("No case is open."))


def _flows(flows: list[Trend]) -> Section:
    rows = [
        [
            Cell(one.owner, one.owner or say("nobody")),
            Cell(one.flow.opened),
            Cell(one.flow.resolved),
            Cell(one.more, signed(one.more, 0), colour="mend" if one.growing else ""),
            Cell("growing" if one.growing else "", say("growing") if one.growing else "–", colour="mend" if one.growing else ""),
            Cell(one.chance, say("under 1 in 1,000") if one.chance < RARELY else percent(one.chance)),
        ]
        for one in flows
    ]
    heads = (
        *(say("business function"), say("came"), say("done with"), say("more on the pile")),
        *(say("by more than chance"), say("chance alone does so")),
    )
    words = say(
        "Cases opened and resolved in the last four weeks. A pile grows when more come than are done with, and not by chance."
    )
    title, empty = say("What came and what was done with"), say("No case came in four weeks.")
    table = Table("flow", title, heads, rows)
    return Section("flow", title, words, None, table, empty=empty)
