"""Promises kept, by standard and month, and whether each standard is too easy or out of reach."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from console.insight.asked import Asked
from console.insight.charts import Bar
from console.insight.pages.page import Page, Section, address, briefly, drawn, of_hundred
from console.insight.shares import share
from console.insight.standards import ENOUGH, Judged, judge
from console.insight.tables import Cell, Table
from console.wording.called import called
from console.wording.saying import counted, marked, number, reader, say
from golddust.insight import Insight, Kept

MONTHS = 12
SINCE = timedelta(days=180)
"""Promises that fell due so lately tell how long they take."""
SMALL = ((320, 200), (288, 200))
STANDARDS = {
    "acknowledge": marked("We tell them that we have it"),
    "answer": marked("We answer"),
    "resolve": marked("We resolve it"),
    "update": marked("We say how it stands"),
    "pledge": marked("We do what we pledged"),
}
COLOURS = {"right": "keep", "too easy": "more", "out of reach": "mend", "too few": "wait"}
KEY = {"broken": marked("broken"), "kept": marked("kept in time")}
VERDICTS = {
    "right": marked("right"),
    "too easy": marked("too easy"),
    "out of reach": marked("out of reach"),
    "too few": marked("too few"),
}


def page(insight: Insight, asked: Asked, now: datetime) -> Page:
    """The last twelve months; the segment of the slice, if any."""
    segment = asked.which.value if asked.which.side == "segment" else ""
    today = now.astimezone(insight.feedback.zone).date()
    months = list(reversed(_months_back(today)))
    kept = insight.promises.kept(months[0], today, segment)
    names = [name for name in STANDARDS if any(standard == name for standard, _ in kept)]
    cases, done = sum(one.cases for one in kept.values()), sum(one.kept for one in kept.values())
    part = share(done, cases)
    title = say("No promise has fallen due yet.")
    if part:
        title = say("%(hundred)s of 100 promises were kept.", hundred=round(100 * part.value))
    lead = counted(
        "%(num)s promise fell due in the last twelve months. Each counts in the month in which it did.",
        "%(num)s promises fell due in the last twelve months. Each counts in the month in which it did.",
        cases,
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
        title = _bar_title(month, one)
        bars.append(
            Bar(reader().day(month, "brief-month"), title, _cases(name, month, segment), [("kept", one.kept), ("broken", broken)])
        )
        rows.append([
            Cell(month.isoformat(), briefly(month, "month")),
            Cell(one.cases, "", _cases(name, month, segment) if one.cases else ""),
            Cell(one.kept, "", _cases(name, month, segment, "yes") if one.kept else ""),
            Cell(broken, "", _cases(name, month, segment, "no") if broken else ""),
            Cell(part.value if part else None, words),
        ])  # fmt: skip
    whole = sum(kept.get((name, month), Kept(0, 0)).cases for month in months)
    part = share(sum(kept.get((name, month), Kept(0, 0)).kept for month in months), whole)
    title, heads = say(STANDARDS[name]), (say("month"), say("fell due"), say("kept"), say("broken"), say("share kept"))
    table = Table(f"promises-{name}", title, heads, rows)
    key = {colour: say(words) for colour, words in KEY.items()}
    picture = drawn(bars, say("%(standard)s: kept and broken, by month", standard=title), key, MONTHS, SMALL)
    return Section(name, title, say("%(share)s kept", share=of_hundred(part)) if part else "", picture, table, closed=True)


def _bar_title(month: date, one: Kept) -> str:
    numbers = {"kept": number(one.kept), "cases": number(one.cases)}
    return say("%(month)s: %(kept)s of %(cases)s kept", month=reader().day(month, "month"), **numbers)


def _cases(name: str, month: date, segment: str, kept: str = "") -> str:
    query = {"standard": name, "month": month.isoformat(), "segment": segment, "kept": kept}
    return address("console.insight_cases", query)


def _verdicts(insight: Insight, names: list[str], now: datetime) -> Section:
    judged = [judge(one) for name in names for one in insight.promises.reached(name, now - SINCE)]
    heads = (
        say("standard"),
        say("policy and priority"),
        say("it is"),
        say("promised"),
        say("half took"),
        say("nine of ten took"),
        say("cases"),
        say("kept"),
        say("suggested"),
    )
    table = Table("standards-judged", say("Too easy or out of reach"), heads, [_verdict(one) for one in judged])
    words = say(
        "Each standard against its own last half year, in hours of its clock. Nothing is said of fewer than %(enough)s "
        "cases. Suggested is the time that nine of ten keep to with 95 %% certainty; none, where too many were never fulfilled: "
        "then the work must change.",
        enough=ENOUGH,
    )
    empty = say("No promise has fallen due yet.")
    return Section("judged", say("Too easy or out of reach?"), words, None, table, empty=empty)


def _verdict(one: Judged) -> list[Cell]:
    reached = one.reached
    hours = (reached.promised, one.middle, one.most)
    return [
        Cell(reached.standard, say(STANDARDS.get(reached.standard, reached.standard))),
        Cell(f"{reached.policy}, {reached.priority}", f"{reached.policy}, {called(reached.priority)}"),
        Cell(one.verdict, say(VERDICTS[one.verdict]), colour=COLOURS[one.verdict]),
        *(Cell(value, "–" if value is None else _hours(value)) for value in hours),
        Cell(len(reached.cases)),
        Cell(one.kept.value if one.kept else None, of_hundred(one.kept) if one.kept else "–"),
        Cell(one.suggested, "–" if one.suggested is None else _hours(one.suggested)),
    ]


def _hours(hours: float) -> str:
    if hours < 1:
        return say("%(number)s min", number=number(hours * 60))
    tenths = round(hours, 1)
    return say("%(number)s h", number=number(tenths, 0 if tenths == int(tenths) else 1))
