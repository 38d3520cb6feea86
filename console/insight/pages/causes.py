"""Causes, and what came of them: who reported them, whether they were mended, and whether they came back."""

from datetime import datetime

from flask import url_for

from console.insight.asked import Asked
from console.insight.pages.page import Page, Section
from console.insight.tables import Cell, Table
from console.wording.called import called
from console.wording.saying import counted, number, say
from golddust.insight import Insight, Outcome

MOST = 100


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """Those that concern most customers first."""
    del asked, now
    found = insight.cases.outcomes(MOST)
    back = [one for one in found if one.mended_at and one.after]
    mended = sum(one.state == "mended" for one in found)
    title = say("No cause was named yet.")
    if found:
        title = counted(
            "%(num)s cause, %(mended)s mended.", "%(num)s causes, %(mended)s mended.", len(found), mended=number(mended)
        )
    lead = say("A cause is one fault behind many cases. What is mended and reported no more stays mended.")
    if back:
        came_back = ("%(num)s cause came back after being mended.", "%(num)s causes came back after being mended.")
        lead = counted(*came_back, len(back))
    heads = (
        *(say("cause"), say("business function"), say("state"), say("customers"), say("cases before"), say("cases after")),
        *(say("told"), say("what was done")),
    )
    table = Table("causes", say("What came of causes"), heads, [_row(one) for one in found])
    empty = say("Name one on a case's page, or with `golddust cause`: cases of the same fault are then counted together.")
    return Page(title, lead, [Section("causes", say("What came of causes"), "", None, table, empty=empty)])


def _row(one: Outcome) -> list[Cell]:
    link = url_for("console.cases", state="all", cause=one.number)
    return [
        Cell(one.title, f"{one.number}  {one.title}", link),
        Cell(one.owner),
        Cell(one.state, called(one.state)),
        Cell(one.customers),
        Cell(one.before, "", link),
        Cell(one.after, colour="mend" if one.after else ""),
        Cell(one.told),
        Cell(one.mended, one.mended or "–"),
    ]
