"""How a case looks in a terminal. Times are those of the company's wall."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cli.output import data as out
from cli.output import people, printable
from console.wording.terms import PARTS, STEPS, reply_state, reply_title, state_words
from golddust.ports import Case, ClockReading, Desk, DraftedResolution

LONGEST_LINE = 160
"""Longer words are cut in lists; the case's own are shown whole."""


def first_due(case: Case, desk: Desk) -> str:
    """What breaks first, and when: "answer by 2026-11-24 14:10 CET"; "" when all is kept."""
    waiting = [clock for clock in desk.clocks(case) if clock.promise.kept_at is None]
    first = min(waiting, key=lambda clock: clock.promise.due, default=None)
    if first is None:
        return ""
    name = _named(first)
    return f"{name} stands" if first.stands else f"{name} by {_at(first.promise.due, desk)}"


def print_sheet(case: Case, whole: Mapping[str, Any], desk: Desk, *, heir: str = "", cause: str = "") -> None:
    """Print all of the case. `whole` is what `in_full` says of it.

    `heir` is the reference of the case in which it goes on, `cause` what people call its cause.
    """
    for heading, lines in _sections(case, whole, desk, heir, cause):
        shown = list(lines)
        if shown:
            out().print(f"[bold]{heading}[/bold]" if heading else "", *shown, sep="\n", end="\n\n", soft_wrap=True)


def _sections(case: Case, whole: Mapping[str, Any], desk: Desk, heir: str, cause: str) -> Iterator[tuple[str, Iterator[str]]]:
    labels = whole["messages"][0]["labels"] if whole["messages"] else {}
    yield _headline(case), _about(case, desk, heir, cause, labels)
    yield "Promises", (f"  {_named(clock):<12} {printable(clock.words)}{_pledged(clock)}" for clock in desk.clocks(case))
    yield "Called", _called(case, desk)
    yield "What its customer said", (_said(message, desk) for message in whole["messages"][1:])
    yield "Perhaps the same matter", (_perhaps_same(one) for one in whole["perhaps_same"])
    yield "What its customer told us before", (_before(contact, desk) for contact in whole["told_before"])
    yield "What we told its customer", (_reply(reply, desk) for reply in whole["replies"])
    yield "History", (_event(event, desk) for event in whole["history"])


def _headline(case: Case) -> str:
    who = f"; {printable(case.assignee)} works on it" if case.assignee else ""
    return f"{case.reference}  {state_words(case.state)}, {case.priority}, {case.kind}; owner {printable(case.owner)}{who}"


def _about(case: Case, desk: Desk, heir: str, cause: str, labels: Mapping[str, str]) -> Iterator[str]:
    more = {"segment": case.segment, "cause": cause, "cost": "" if case.cost is None else f"{case.cost:,.2f}", **labels}
    facts = "".join(f"; {name} {printable(value)}" for name, value in more.items() if value)
    yield f"opened {_at(case.opened_at, desk)}, by {case.channel}; version {case.version}{facts}"
    if heir:
        yield f"It goes on as {heir}."
    if case.delay:
        yield f"It takes longer: {printable(case.delay)}"
    yield printable(case.why)
    yield ""
    yield f"  “{printable(case.text)}”"


def _called(case: Case, desk: Desk) -> Iterator[str]:
    if case.escalation:
        one = case.escalation
        holder = f", held by {printable(one.person)}" if one.person else ", whom nobody holds"
        yield f"  step {one.rung}: {printable(one.role)}{holder}, since {_at(one.since, desk)}; {printable(one.why)}"
        if one.accepted_at:
            yield f"  accepted {_at(one.accepted_at, desk)}"
        elif one.accept_by:
            yield f"  to be accepted by {_at(one.accept_by, desk)}, else it climbs on"


def _said(message: Mapping[str, Any], desk: Desk) -> str:
    doubt = "(not sent by whom it says) " if message["suspect"] else ""
    return f"  {_at(message['received_at'], desk)}  {message['channel']:<6} {message['id']}  {doubt}{_cut(message['text'])}"


def _perhaps_same(one: Mapping[str, Any]) -> str:
    waits = "; said to be one, as soon as it is proven that it is one person" if one["decided"] else ""
    return f"  perhaps the same matter as {one['other_reference']}: {printable(one['who'])}; {printable(one['why'])}{waits}"


def _before(contact: Mapping[str, Any], desk: Desk) -> str:
    case = f" → {contact['case']} {state_words(contact['state'])}" if contact["case"] else ""
    remedy = f": {_cut(contact['remedy'])}" if contact["remedy"] else ""
    kind = contact["kind"] or "message"
    return f"  {_at(contact['at'], desk)}  {contact['channel']:<6} {kind}: {_cut(contact['words'])}{case}{remedy}"


def _reply(reply: Mapping[str, Any], desk: Desk) -> str:
    why = f": {_cut(reply['why'])}" if reply["why"] else ""
    return f"  {_at(reply['requested_at'], desk)}  {reply_title(reply['purpose'], reply['channel'])}, {reply_state(reply)}{why}"


def _event(event: Mapping[str, Any], desk: Desk) -> str:
    step = STEPS[event["step"]]
    return f"  {_at(event['at'], desk)}  {printable(event['actor'])}: {step}{'. ' if event['note'] else ''}{_cut(event['note'])}"


def print_drafts(case: Case, proposed: Sequence[DraftedResolution]) -> None:
    """Print each draft under its number."""
    if not proposed:
        people().print(f"No draft fits {case.reference}. Templates are set in complaints.drafts.")
    for number, draft in enumerate(proposed, start=1):
        parts = (f"  {title}: {printable(getattr(draft.resolution, part))}" for part, (title, _) in PARTS.items())
        heading = f"[bold]{number}  {printable(draft.title)}[/bold]  {draft.name}, {draft.language}"
        out().print(heading, *parts, sep="\n", end="\n\n", soft_wrap=True)


def _named(clock: ClockReading) -> str:
    promise = clock.promise
    return f"{promise.standard} {promise.number}" if promise.number else promise.standard


def _pledged(clock: ClockReading) -> str:
    return f"  “{printable(clock.promise.words)}”" if clock.promise.words else ""


def _at(moment: datetime | str, desk: Desk) -> str:
    """The minute by the clock on the company's wall, with its zone."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(desk.zone):%Y-%m-%d %H:%M %Z}"


def _cut(words: str) -> str:
    return printable(words if len(words) <= LONGEST_LINE else f"{words[:LONGEST_LINE]}…")
