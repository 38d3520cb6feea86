"""Promises kept, by standard and month, and whether each standard is too easy or out of reach."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from console.insight.asked import Asked
from console.insight.charts import Bar
from console.insight.pages.page import Page, Section, address, briefly, drawn, numbered, of_hundred
from console.insight.shares import share
from console.insight.standards import ENOUGH, Judged, judge
from console.insight.tables import Cell, Table
from golddust.insight import Insight, Kept

MONTHS = 12
SINCE = timedelta(days=180)
"""Promises that fell due so lately tell how long they take."""
SMALL = ((320, 200), (288, 200))
STANDARDS = {
    "acknowledge": "We tell them that we have it",
    "answer": "We answer",
    "resolve": "We resolve it",
    "update": "We say how it stands",
    "pledge": "We do what we pledged",
}
COLOURS = {"right": "keep", "too easy": "more", "out of reach": "mend", "too few": "wait"}
KEY = {"broken": "broken", "kept": "kept in time"}


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """The last twelve months; the segment of the slice, if any."""
    segment = asked.which.value if asked.which.side == "segment" else ""
    today = now.astimezone(insight.feedback.zone).date()
    months = list(reversed(_months_back(today)))
    kept = insight.promises.kept(months[0], today, segment)
    names = [name for name in STANDARDS if any(standard == name for standard, _ in kept)]
    cases, done = sum(one.cases for one in kept.values()), sum(one.kept for one in kept.values())
    part = share(done, cases)
    title = f"{round(100 * part.value)} of 100 promises were kept." if part else "No promise has fallen due yet."
    lead = (
        f"{numbered(cases, 'promise', 'promises')} fell due in the last twelve months. Each counts in the month in which it did."
    )
    sections = [_of(name, months, kept, segment) for name in names]
    return Page(title, lead, [*sections, _verdicts(insight, names, now)])


def _months_back(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _of(name: str, months: list[date], kept: Mapping[tuple[str, date], Kept], segment: str) -> Section:
    bars, rows = [], []
    for month in months:
        one = kept.get((name, month), Kept(0, 0))
        broken, part = one.cases - one.kept, share(one.kept, one.cases)
        words = of_hundred(part) if part else "–"
        title = f"{month:%B %Y}: {one.kept:,} of {one.cases:,} kept"
        bars.append(Bar(f"{month:%b}", title, _cases(name, month, segment), [("kept", one.kept), ("broken", broken)]))
        rows.append([
            Cell(month.isoformat(), briefly(month, "month")),
            Cell(one.cases, "", _cases(name, month, segment) if one.cases else ""),
            Cell(one.kept, "", _cases(name, month, segment, "yes") if one.kept else ""),
            Cell(broken, "", _cases(name, month, segment, "no") if broken else ""),
            Cell(part.value if part else None, words),
        ])  # fmt: skip
    whole = sum(kept.get((name, month), Kept(0, 0)).cases for month in months)
    part = share(sum(kept.get((name, month), Kept(0, 0)).kept for month in months), whole)
    table = Table(f"promises-{name}", STANDARDS[name], ("month", "fell due", "kept", "broken", "share kept"), rows)
    picture = drawn(bars, f"{STANDARDS[name]}: kept and broken, by month", KEY, MONTHS, SMALL)
    return Section(name, STANDARDS[name], f"{of_hundred(part)} kept" if part else "", picture, table, closed=True)


def _cases(name: str, month: date, segment: str, kept: str = "") -> str:
    query = {"standard": name, "month": month.isoformat(), "segment": segment, "kept": kept}
    return address("console.insight_cases", query)


def _verdicts(insight: Insight, names: list[str], now: datetime) -> Section:
    judged = [judge(one) for name in names for one in insight.promises.reached(name, now - SINCE)]
    heads = (
        "standard",
        "policy and priority",
        "it is",
        "promised",
        "half took",
        "nine of ten took",
        "cases",
        "kept",
        "suggested",
    )
    table = Table("standards-judged", "Too easy or out of reach", heads, [_verdict(one) for one in judged])
    words = (
        f"Each standard against its own last half year, in hours of its clock. Nothing is said of fewer than {ENOUGH} "
        "cases. Suggested is the time that nine of ten keep to with 95 % certainty; none, where too many were never fulfilled: "
        "then the work must change."
    )
    return Section("judged", "Too easy or out of reach?", words, None, table, empty="No promise has fallen due yet.")


def _verdict(one: Judged) -> list[Cell]:
    reached = one.reached
    hours = (reached.promised, one.middle, one.most)
    return [
        Cell(reached.standard, STANDARDS.get(reached.standard, reached.standard)),
        Cell(f"{reached.policy}, {reached.priority}"),
        Cell(one.verdict, colour=COLOURS[one.verdict]),
        *(Cell(value, "–" if value is None else _hours(value)) for value in hours),
        Cell(len(reached.cases)),
        Cell(one.kept.value if one.kept else None, of_hundred(one.kept) if one.kept else "–"),
        Cell(one.suggested, "–" if one.suggested is None else _hours(one.suggested)),
    ]


def _hours(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours < 1 else f"{hours:.1f} h".replace(".0 h", " h")
