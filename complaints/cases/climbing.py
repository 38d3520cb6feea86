"""Cases on the ladder: who with authority hears of them, when, and what follows when nobody accepts. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec

from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import REGISTER, Change, after, demand
from complaints.cases.rules import Rules
from complaints.escalation.reasons import Reason, Signals, asked_by
from golddust.errors import Conflict
from golddust.events import Escalation, Promise
from golddust.ports import Case

NOT_SOLVED = Reason("not_solved", 0, "the customer says that it is not solved", one_up=True)


def climbing_for(file: CaseFile, reasons: Iterable[Reason], now: datetime, rules: Rules) -> list[Change]:
    """The steps, one at most, that these reasons demand."""
    change = escalated(file, reasons, now, rules)
    return [change] if change else []


def escalated(file: CaseFile, reasons: Iterable[Reason], now: datetime, rules: Rules, actor: str = REGISTER) -> Change | None:
    """The case at the step of the ladder that these reasons demand, told to who holds it; None where it is there.

    A danger that nobody was paged for yet pages whoever is on call, also where the case stands as high as it can.
    """
    before = reached = file.case.escalation
    pages: list[Reason] = []
    for reason in reasons:
        reached = _climbed(file.case, reached, reason, now, rules) or reached
        pages += [reason] if reason.page and not (before and reason.because in before.why) else []
    if reached is not before and reached is not None:
        change = _at(file, reached, now, rules, actor)
    elif pages:
        change = after(file, "noted", actor, now, note="; ".join(reason.why for reason in pages))
    else:
        return None
    paged = tuple(rules.escalations.notice(reason, change.file.case, now) for reason in pages)
    return replace(change, notices=(*change.notices, *paged))


def reopened_higher(file: CaseFile, now: datetime, rules: Rules) -> list[Change]:
    """What was not solved goes one step higher, or as high as the rules say after so many times."""
    reasons = rules.escalations.reasons(Signals(reopened=file.case.reopened))
    return climbing_for(file, reasons or (NOT_SOLVED,), now, rules)


def asked_for(file: CaseFile, actor: str, words: str, now: datetime, rules: Rules) -> Change:
    """Somebody of the staff wants it one step higher. Raises Conflict when it is at the top."""
    demand(file.case, "escalated")
    change = escalated(file, (asked_by(actor, words),), now, rules, actor)
    if change is None:
        raise Conflict(f"{file.case.reference} is at the top of the ladder")
    return change


def accepted(file: CaseFile, actor: str, now: datetime) -> Change:
    """Who was called has taken it: it climbs no further by itself. Raises Conflict when there is nothing to accept."""
    demand(file.case, "accepted")
    if file.case.escalation is None or file.case.escalation.accepted_at is not None:
        raise Conflict(f"there is no escalation of {file.case.reference} to accept")
    taken = msgspec.structs.replace(file.case.escalation, accepted_at=now, accept_by=None)
    return after(file, "accepted", actor, now, note=taken.role, escalation=taken, assignee=actor)


def climbed_on(file: CaseFile, now: datetime, rules: Rules) -> Change:
    """Nobody accepted within the time: it climbs on, and at the top it stays."""
    current = file.case.escalation
    if current is None:
        raise AssertionError("only what stands on the ladder climbs on")
    reached = _climbed(file.case, current, _not_accepted(file.case, current, rules), now, rules)
    return _at(file, reached or msgspec.structs.replace(current, accept_by=None), now, rules)


def broken_again(file: CaseFile, promise: Promise, now: datetime, rules: Rules) -> Change:
    """The new time of a broken promise was broken, too. It is not told to the customer again, but to those above."""
    same = (promise.standard, promise.number)
    marked = tuple(msgspec.structs.replace(p, new_due=None) if (p.standard, p.number) == same else p for p in file.case.promises)
    reasons = rules.escalations.reasons(Signals(broken=(promise.standard, promise.standard)))
    reached = file.case.escalation
    for reason in reasons:
        reached = _climbed(file.case, reached, reason, now, rules) or reached
    if reached is None or reached is file.case.escalation:
        return after(file, "late", REGISTER, now, note=f"the new time for {promise.standard} was broken as well", promises=marked)
    return _at(file, reached, now, rules, promises=marked)


def _not_accepted(case: Case, current: Escalation, rules: Rules) -> Reason:
    return rules.escalations.not_accepted(current, case.owner, case.topics, case.segment)


def _climbed(case: Case, current: Escalation | None, reason: Reason, now: datetime, rules: Rules) -> Escalation | None:
    return rules.escalations.climb(current, reason, case.owner, case.topics, case.segment, now)


def _at(
    file: CaseFile, reached: Escalation, now: datetime, rules: Rules, actor: str = REGISTER, promises: tuple[Promise, ...] = ()
) -> Change:
    change = after(file, "escalated", actor, now, note=reached.why, escalation=reached, promises=promises or file.case.promises)
    told = rules.escalations.notice(reached, change.file.case, now)
    return replace(change, notices=(told,))
