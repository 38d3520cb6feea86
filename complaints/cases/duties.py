"""What time brings about in a case: warnings, apologies, the next step of the ladder, a question, its end. Pure.

One list says what is due when; it gives both the next step and the moment at which somebody must look at the case again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from complaints.cases import clocks
from complaints.cases.climbing import broken_again, climbed_on, climbing_for
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import REGISTER, Change, after
from complaints.cases.rules import Rules
from complaints.escalation.notices import Purpose
from complaints.escalation.reasons import Signals
from golddust.events import Promise
from golddust.ports import Case

NEVER_TWICE_IN = timedelta(hours=24)
"""After a warning or an apology the customer gets no warning for so long, and after an apology no other, whatever runs late."""
TOLD_TO_CUSTOMERS = ("answer", "resolve", "update", "pledge")
MOST_AT_ONCE = 50
"""More steps of one case than this at one moment would be a loop."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must happen at `at`; `act` makes the steps from the file as it is then."""

    at: datetime
    act: Callable[[CaseFile, datetime, Rules], list[Change]]


def taken(file: CaseFile, now: datetime, rules: Rules) -> list[Change]:
    """The steps that are due, in the order of their times."""
    changes: list[Change] = []
    while len(changes) < MOST_AT_ONCE:
        current = changes[-1].file if changes else file
        due = [duty for duty in duties(current, now, rules) if duty.at <= now]
        if not due:
            break
        changes += min(due, key=lambda duty: duty.at).act(current, now, rules)
    return changes


def wakes_at(file: CaseFile, now: datetime, rules: Rules) -> datetime | None:
    """When somebody must look at the case again; None: nothing will happen to it by itself."""
    return min((duty.at for duty in duties(file, now, rules)), default=None)


def duties(file: CaseFile, now: datetime, rules: Rules) -> Iterator[Duty]:
    """All that time will bring about in the case as it is now."""
    case = file.case
    if case.merged_into:
        return
    for promise in case.promises:
        if promise.kept_at is None and case.state != "closed":
            yield from _of_promise(file, promise, now, rules)
    if case.state != "closed" and case.escalation and case.escalation.accept_by:
        yield Duty(case.escalation.accept_by, lambda file, now, rules: [climbed_on(file, now, rules)])
    if case.state == "resolved":
        yield from _of_the_end(case, rules)


def _of_promise(file: CaseFile, promise: Promise, now: datetime, rules: Rules) -> Iterator[Duty]:
    case = file.case
    if clocks.stands(case, promise, rules):
        return
    if promise.late_at is not None:
        yield from _of_broken(case, promise)
        return
    yield Duty(promise.due, lambda file, now, rules: late(file, promise, now, rules))
    if promise.due <= now:  # too late to be told in advance
        return
    if promise.at_risk_at is None:
        from_then = clocks.at_risk_from(case, promise, rules)
        yield Duty(from_then, lambda file, now, rules: [at_risk(file, promise, "", now, rules)])
    if promise.told_at is None and _is_told(case, promise):
        from_then = max(clocks.told_from(case, promise, rules), _free_from(case, "told_at", "sorry_at"))
        if from_then < promise.due:
            yield Duty(from_then, lambda file, now, rules: [warned(file, promise, now, rules)])


def _of_broken(case: Case, promise: Promise) -> Iterator[Duty]:
    """Sorry is said once for each broken promise, a day after the last; a new time that breaks is for those above."""
    if promise.sorry_at is None and _is_told(case, promise) and promise.late_at is not None:
        from_then = max(promise.late_at, _free_from(case, "sorry_at"))
        yield Duty(from_then, lambda file, now, rules: [apologised(file, promise, now, rules)])
    elif promise.new_due is not None:
        yield Duty(promise.new_due, lambda file, now, rules: [broken_again(file, promise, now, rules)])


def _of_the_end(case: Case, rules: Rules) -> Iterator[Duty]:
    ended = next((p.kept_at for p in case.promises if p.standard == "resolve" and p.kept_at), case.changed_at)
    if rules.times.ask_after is not None and case.asked_at is None and case.answerable:
        yield Duty(ended + rules.times.ask_after, lambda file, now, rules: [asked_whether_it_helped(file, now, rules)])
    if all(p.kept_at for p in case.promises if p.standard == "pledge"):
        yield Duty(ended + rules.times.close_after, lambda file, now, _: [after(file, "closed", REGISTER, now, state="closed")])


def at_risk(file: CaseFile, promise: Promise, why: str, now: datetime, rules: Rules) -> Change:
    """The owner is warned that a promise is going to be missed; `why` where it is not the time alone that says so."""
    note = f"{named(promise)} is due {_when(promise.due)}{'; ' + why if why else ''}"
    change = after(file, "at_risk", REGISTER, now, note=note, promises=_with(file.case, promise, at_risk_at=now))
    return told_to_staff(change, "warning", f"A promise is at risk: {note}.", rules)


def warned(file: CaseFile, promise: Promise, now: datetime, rules: Rules) -> Change:
    """The customer is told that it will be late, before it is: sorry, why, and the new time."""
    new_due = clocks.again(file.case, promise, now, rules)
    told = _with(file.case, promise, told_at=now, new_due=new_due)
    note = f"{named(promise)} will be late; it was promised by {_when(promise.due)}, now by {_when(new_due)}"
    change = after(file, "told", REGISTER, now, note=note, promises=told)
    case, number = change.file.case, change.event.number
    words = rules.answers.late_warning(case, file.language, number, now, promise, new_due, case.delay)
    return replace(change, replies=(words,))


def late(file: CaseFile, promise: Promise, now: datetime, rules: Rules) -> list[Change]:
    """A promise was broken: found once, and those above hear of it; the customer hears that we are sorry.

    That we have it is said by a machine; where it could not be said, it is for operators to mend and not for those above.
    """
    note = f"{named(promise)} was promised by {_when(promise.due)}"
    marks = {"late_at": now}
    if promise.standard in TOLD_TO_CUSTOMERS and not file.case.answerable:
        marks["new_due"] = clocks.again(file.case, promise, now, rules)
    change = after(file, "late", REGISTER, now, note=note, promises=_with(file.case, promise, **marks))
    change = told_to_staff(change, "missed", f"A promise was broken: {note}.", rules)
    broken = tuple(p.standard for p in change.file.case.promises if p.late_at and p.standard in TOLD_TO_CUSTOMERS)
    reasons = rules.escalations.reasons(Signals(broken=broken)) if promise.standard in TOLD_TO_CUSTOMERS else ()
    return [change, *climbing_for(change.file, reasons, now, rules)]


def apologised(file: CaseFile, promise: Promise, now: datetime, rules: Rules) -> Change:
    """The customer is told that we are sorry for a promise that was broken, why, and the new time."""
    ahead = promise.new_due if promise.new_due and promise.new_due > now else None
    new_due = ahead or clocks.again(file.case, promise, now, rules)
    note = f"sorry that {named(promise)} is late; it is promised by {_when(new_due)} now"
    change = after(file, "told", REGISTER, now, note=note, promises=_with(file.case, promise, sorry_at=now, new_due=new_due))
    case, number = change.file.case, change.event.number
    words = rules.answers.late_apology(case, file.language, number, now, promise, new_due, case.delay)
    return replace(change, replies=(words,))


def asked_whether_it_helped(file: CaseFile, now: datetime, rules: Rules) -> Change:
    """The one question, some days after it was resolved, never twice for one case."""
    change = after(file, "asked", REGISTER, now, asked_at=now)
    return replace(change, replies=(rules.answers.check(change.file.case, file.language, change.event.number, now),))


def told_to_staff(change: Change, purpose: Purpose, sentence: str, rules: Rules) -> Change:
    """The step, with a notice to whoever works on the case."""
    case = change.file.case
    return replace(change, notices=(rules.escalations.word(purpose, case, sentence, str(case.version), case.changed_at),))


def _with(case: Case, promise: Promise, **marks: datetime) -> tuple[Promise, ...]:
    """The case's promises, that one marked."""
    same = (promise.standard, promise.number)
    return tuple(msgspec.structs.replace(p, **marks) if (p.standard, p.number) == same else p for p in case.promises)


def _is_told(case: Case, promise: Promise) -> bool:
    """Whether its customer hears of its lateness."""
    return case.answerable and promise.standard in TOLD_TO_CUSTOMERS


def _free_from(case: Case, *words: str) -> datetime:
    """From when such words may be said again in the case: a day after the last."""
    last = [at for p in case.promises for name in words if (at := getattr(p, name))]
    return max(last) + NEVER_TWICE_IN if last else case.opened_at


def named(promise: Promise) -> str:
    """The promise in a word; pledges of one case are counted."""
    return f"{promise.standard} {promise.number}" if promise.number else promise.standard


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
