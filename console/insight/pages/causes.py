"""Causes, and what came of them: who reported them, whether they were mended, and whether they came back."""

from datetime import datetime

from flask import url_for

from console.insight.asked import Asked
from console.insight.pages.page import Page, Section, numbered
from console.insight.tables import Cell, Table
from golddust.insight import Insight, Outcome

MOST = 100


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """Those that concern most customers first."""
    del asked, now
    found = insight.cases.outcomes(MOST)
    back = [one for one in found if one.mended_at and one.after]
    mended = sum(one.mended_at is not None for one in found)
    title = f"{numbered(len(found), 'cause', 'causes')}, {mended:,} mended." if found else "No cause was named yet."
    lead = f"{numbered(len(back), 'cause', 'causes')} came back after being mended." if back else (
        "A cause is one fault behind many cases. What is mended and reported no more stays mended."
    )  # fmt: skip
    heads = ("cause", "business function", "state", "customers", "cases before", "cases after", "told", "what was done")
    table = Table("causes", "What came of causes", heads, [_row(one) for one in found])
    empty = "Name one on a case's page, or with `golddust cause`: cases of the same fault are then counted together."
    return Page(title, lead, [Section("causes", "What came of causes", "", None, table, empty=empty)])


def _row(one: Outcome) -> list[Cell]:
    link = url_for("console.cases", state="all", cause=one.number)
    return [
        Cell(one.title, f"{one.number}  {one.title}", link),
        Cell(one.owner),
        Cell(one.state),
        Cell(one.customers),
        Cell(one.before, "", link),
        Cell(one.after, colour="mend" if one.after else ""),
        Cell(one.told),
        Cell(one.mended, one.mended or "–"),
    ]
