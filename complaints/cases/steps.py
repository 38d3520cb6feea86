"""The steps that people take with a case: those at work on it, and its customer. Pure: a file goes in, a change comes out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from complaints.cases.clocks import set_anew
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import CUSTOMER, ENDED, REGISTER, Change, after, demand, keep, paused, resumed, written
from complaints.cases.rules import Rules, priority_of
from complaints.promises.calendar import rounded_up
from complaints.promises.policy import STANDARDS, TOLD
from golddust.errors import Conflict, Malformed
from golddust.events import Escalation, Pause, Promise, ReplyOutcome
from golddust.identity import derived_id
from golddust.ports import Case

FARTHEST = timedelta(days=36_525)


def opened(case: Case, language: str) -> Change:
    """The first step. `case` is as it is to be, at version 1."""
    return written(CaseFile(case, language), "opened", REGISTER, case.why)


def acknowledged(file: CaseFile, actor: str, now: datetime) -> Change:
    """A person has seen it. Where the customer cannot be told, that is what keeps the promise to acknowledge."""
    return after(
        file,
        "acknowledged",
        actor,
        now,
        state="acknowledged",
        promises=_seen(file.case, now),
        assignee=file.case.assignee or actor,
    )


def started(file: CaseFile, actor: str, now: datetime, rules: Rules) -> Change:
    """A person takes it into work; if it waited for the customer, the clocks run again."""
    demand(file.case, "started")
    pauses = resumed(file.case.pauses, now)
    promises = set_anew(file.case, _seen(file.case, now), pauses, rules, now)
    taken: dict[str, Any] = {"assignee": file.case.assignee or actor, "pauses": pauses, "promises": promises}
    return after(file, "started", actor, now, state="in_work", **taken)


def assigned(file: CaseFile, assignee: str, actor: str, now: datetime) -> Change:
    """It was given to somebody, whom the note names."""
    return after(file, "assigned", actor, now, note=assignee, assignee=assignee)


def asked(file: CaseFile, note: str, actor: str, now: datetime, rules: Rules) -> Change:
    """The customer was asked something, and until they answer the clocks stand.

    Raises Conflict when the customer cannot be answered: nobody would ever set the clocks going again.
    """
    demand(file.case, "waiting")
    _demand_answerable(file.case)
    promises = _spoken_to(file.case, keep(file.case.promises, ("acknowledge",), now), now, rules)
    pauses = (*file.case.pauses, Pause(begins=now))
    return after(file, "waiting", actor, now, note=note, state="waiting", pauses=pauses, promises=promises)


def told(file: CaseFile, note: str, actor: str, now: datetime, rules: Rules) -> Change:
    """A person told the customer how it stands, which is the answer promised; the time until the next word begins."""
    demand(file.case, "told")
    _demand_answerable(file.case)
    kept = keep(file.case.promises, ("acknowledge", "answer"), now)
    return after(file, "told", actor, now, note=note, promises=_spoken_to(file.case, kept, now, rules))


def said(
    file: CaseFile, note: str, about: str, now: datetime, rules: Rules, actor: str = CUSTOMER, rating: int | None = None
) -> Change:
    """The customer said more: noted, and if they were waited for, the clocks run again."""
    if not paused(file.case):
        return after(file, "said", actor, now, note=note, about=about, rating=rating)
    pauses = resumed(file.case.pauses, now)
    promises = set_anew(file.case, file.case.promises, pauses, rules, now)
    going: dict[str, Any] = {"state": "in_work", "pauses": pauses, "promises": promises}
    return after(file, "said", actor, now, note=note, about=about, rating=rating, **going)


def resolved(
    file: CaseFile, note: str, actor: str, now: datetime, *, cost: float | None = None, pledge: Promise | None = None
) -> Change:
    """The customer is told how it ended, which is the answer as well; a pledge is a promise that goes on."""
    demand(file.case, "resolved")
    standards = TOLD if file.case.answerable else STANDARDS
    promises = keep(file.case.promises, standards, now) + ((pledge,) if pledge else ())
    ended: dict[str, Any] = {"pauses": resumed(file.case.pauses, now), "promises": promises, "state": "resolved"}
    ended["escalation"] = _at_rest(file.case.escalation)
    paid = file.case.cost if cost is None else cost
    return after(file, "resolved", actor, now, note=note, cost=paid, **ended)


def closed(file: CaseFile, actor: str, now: datetime) -> Change:
    """Nobody objected. Raises Conflict while something that was pledged is still to be done."""
    pledged = [p.number for p in file.case.promises if p.standard == "pledge" and p.kept_at is None]
    if pledged and file.case.state == "resolved":
        raise Conflict(f"{file.case.reference} has an open pledge, number {pledged[0]}: say that it was kept, then close")
    return after(file, "closed", actor, now, state="closed")


def not_solved(
    file: CaseFile, note: str, about: str, actor: str, now: datetime, rules: Rules, rating: int | None = None
) -> Change:
    """The customer says that it is not: opens it again under renewed promises; what they say while it is open is said."""
    if file.case.state not in ENDED:
        return said(file, note, about, now, rules, actor, rating)
    case = file.case
    fresh = {p.standard: p for p in rules.policy(case).renewed(priority_of(case), now)}
    kept = tuple(fresh.pop(p.standard, p) for p in case.promises)
    opened_again: dict[str, Any] = {"state": "reopened", "promises": (*kept, *fresh.values()), "reopened": case.reopened + 1}
    return after(file, "reopened", actor, now, note=note, about=about, rating=rating, **opened_again)


def changed(file: CaseFile, actor: str, now: datetime, note: str, rules: Rules, **values: Any) -> Change:
    """Priority, owner, segment, cause or cost were set; what was promised follows the policy that holds then."""
    after_it = after(file, "changed", actor, now, note=note, **values)
    case = after_it.file.case
    promises = set_anew(case, case.promises, case.pauses, rules, now, rules.policy(case))
    return after(file, "changed", actor, now, note=note, **values, promises=promises)


def pledge_kept(file: CaseFile, number: int, actor: str, now: datetime) -> Change:
    """What a resolution said would be done was done. Raises Conflict when no such pledge is open."""
    found = [p for p in file.case.promises if (p.standard, p.number) == ("pledge", number) and p.kept_at is None]
    if not found:
        raise Conflict(f"{file.case.reference} has no open pledge {number}")
    kept = keep(found, ("pledge",), now)[0]
    promises = tuple(kept if p is found[0] else p for p in file.case.promises)
    return after(file, "kept", actor, now, note=kept.words, promises=promises)


def noted(file: CaseFile, note: str, actor: str, now: datetime, about: str = "") -> Change:
    """Somebody wrote something down."""
    return after(file, "noted", actor, now, note=note, about=about)


def outcome_noted(file: CaseFile, outcome: ReplyOutcome, note: str, now: datetime) -> Change:
    """What became of something said to the customer. The first that was sent keeps the promise to acknowledge."""
    sent = outcome.state == "sent"
    promises = keep(file.case.promises, ("acknowledge",), outcome.at) if sent else file.case.promises
    return after(file, "noted", REGISTER, now, note=note, event_id=outcome_event(outcome), promises=promises)


def outcome_event(outcome: ReplyOutcome) -> str:
    """The id of the event that notes the outcome, so that it is noted once; that it was read says no more than delivered."""
    if outcome.carrier:
        return derived_id("noted", outcome.request, "undelivered" if outcome.state == "failed" else "delivered")
    return derived_id("noted", outcome.id)


def next_pledge(case: Case, due: datetime, words: str, now: datetime) -> Promise:
    """What a resolution promises by a date, in any zone. Raises Malformed for one that is past, or that nobody here will see."""
    if not now < due < now + FARTHEST:
        raise Malformed("a pledge is for a time to come, within a hundred years")
    number = 1 + max((p.number for p in case.promises if p.standard == "pledge"), default=0)
    return Promise(standard="pledge", number=number, due=rounded_up(due.astimezone(UTC)), since=now, words=words)


def _at_rest(escalation: Escalation | None) -> Escalation | None:
    """What was resolved climbs no further; where it stands is kept, so that "not solved" goes on from there."""
    return msgspec.structs.replace(escalation, accept_by=None) if escalation else None


def _seen(case: Case, now: datetime) -> tuple[Promise, ...]:
    return case.promises if case.answerable else keep(case.promises, ("acknowledge",), now)


def _spoken_to(case: Case, promises: Sequence[Promise], now: datetime, rules: Rules) -> tuple[Promise, ...]:
    """The promises after a word to the customer: the time until the next one begins anew."""
    fresh = rules.policy(case).updated(priority_of(case), now)
    others = tuple(p for p in promises if p.standard != "update")
    return (*others, fresh) if fresh else tuple(promises)


def _demand_answerable(case: Case) -> None:
    if not case.answerable:
        raise Conflict(f"the customer of {case.reference} left no address, so nothing can be said to them")
