"""Where cases wait, at whom, and where the pile grows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for

from console import times
from console.insight.asked import Asked
from console.insight.bottlenecks import Trend, trends
from console.insight.pages.page import Page, Section, numbered, signed
from console.insight.tables import Cell, Table
from console.wording import state_words
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
    growing = [one.owner or "nobody" for one in flows if one.growing]
    title = f"Work piles up at {' and '.join(growing[:3])}." if growing else "Nowhere does work pile up."
    number, late = sum(one.cases for one in waiting), sum(one.late for one in waiting)
    lead = f"{numbered(number, 'case is', 'cases are')} open, {late:,} of them with a broken promise."
    return Page(title, lead, [_waiting(waiting[:MOST], now), _flows(flows)])


def _waiting(waiting: Sequence[Waiting], now: datetime) -> Section:
    most = max((one.cases for one in waiting), default=1)
    heads = ("business function", "at", "step", "", "cases", "late", "longest without a step")
    rows = [
        [
            Cell(one.owner, one.owner or "nobody"),
            Cell(one.assignee, one.assignee or "nobody yet"),
            Cell(one.state, state_words(one.state)),
            Cell(None, colour="negative" if one.late else "plain", part=one.cases / most),
            Cell(one.cases, "", url_for("console.insight_cases", state=one.state, owner=one.owner, assignee=one.assignee)),
            Cell(one.late, colour="mend" if one.late else ""),
            Cell(one.since.isoformat(), times.ago(one.since, now)),
        ]
        for one in waiting
    ]
    table = Table("waiting", "Where cases wait", heads, rows)
    return Section("waiting", "Where cases wait now", "", None, table, empty="No case is open.")


def _flows(flows: list[Trend]) -> Section:
    rows = [
        [
            Cell(one.owner, one.owner or "nobody"),
            Cell(one.flow.opened),
            Cell(one.flow.resolved),
            Cell(one.more, signed(one.more, 0), colour="mend" if one.growing else ""),
            Cell("growing" if one.growing else "", "growing" if one.growing else "–", colour="mend" if one.growing else ""),
            Cell(one.chance, "under 1 in 1,000" if one.chance < RARELY else f"{one.chance:.0%}"),
        ]
        for one in flows
    ]
    heads = ("business function", "came", "done with", "more on the pile", "by more than chance", "chance alone does so")
    words = "Cases opened and resolved in the last four weeks. A pile grows when more come than are done with, and not by chance."
    table = Table("flow", "What came and what was done with", heads, rows)
    return Section("flow", "What came and what was done with", words, None, table, empty="No case came in four weeks.")
