"""Cases that were one matter become one, and what was taken for one becomes two again; no word is lost on the way.

Only cases of one customer are merged. The same fault at several customers is a cause (`complaints.causes`), not a case.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from complaints.cases import rows
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import ENDED, Change, after, demand, demand_customer, resumed
from complaints.cases.opening import Beginning, case_id_of, open_cases
from complaints.cases.pairs import decide
from complaints.cases.rules import Rules, priority_of
from complaints.cases.speakers import NOBODY, Speakers
from golddust.database.schema import case_feedback, cases, tags
from golddust.errors import Conflict, NotFound
from golddust.events import PRIORITIES, Escalation, Issue, Promise, Tagged
from golddust.identity import derived_id
from golddust.ports import Case


def merged(
    connection: Connection, one: CaseFile, into: CaseFile, actor: str, now: datetime, speakers: Speakers, why: str = ""
) -> list[Change]:
    """The steps that let `one` go on in `into`: its messages belong there, and the earlier of two promises holds.

    `why` stands in the history of both.

    Raises Conflict for one case with itself, for one that has ended, and for cases of two customers.
    """
    _demand_mergeable(connection, one, into, speakers)
    because = f" ({why})" if why else ""
    goes_on = f"goes on as {into.case.reference}{because}"
    told = after(one, "merged", actor, now, note=goes_on, about=into.case.id, **_ended(into, one, now))
    note = f"{one.case.reference} goes on here{because}: {one.case.text}"[:4000]
    heir = after(into, "merged", actor, now, note=note, about=one.case.id, **_together(into.case, one.case))
    moved = update(case_feedback).where(case_feedback.c.case == one.case.id).values(case=into.case.id)
    connection.execute(moved)
    return [told, heir]


def one_matter(
    connection: Connection, one: CaseFile, other: CaseFile, actor: str, now: datetime, speakers: Speakers
) -> list[tuple[CaseFile, list[Change]]]:
    """Cases before, and the steps after a person said that the two are one matter: the later goes on in the earlier.

    Where they are of two customers both only note it; they become one when it is proven that it is one person. Raises Conflict.
    """
    _demand_open(one, other)
    decide(connection, one.case.id, other.case.id, "one", actor, now)
    into, goes = sorted((one, other), key=lambda file: (file.case.opened_at, file.case.id))
    addresses = speakers.speakers(connection, [one.case.customer]).get(one.case.customer, NOBODY).addresses
    if other.case.customer in (one.case.customer, *addresses):
        told, heir = merged(connection, goes, into, actor, now, speakers)
        return [(goes, [told]), (into, [heir])]
    return [(file, [_waits(file, about, actor, now)]) for file, about in ((one, other), (other, one))]


def two_matters(
    connection: Connection, one: CaseFile, other: CaseFile, actor: str, now: datetime
) -> list[tuple[CaseFile, list[Change]]]:
    """Cases before, and the steps after a person said that the two are not one matter: each notes it."""
    if one.case.id == other.case.id:
        raise Conflict("a case cannot be compared with itself")
    decide(connection, one.case.id, other.case.id, "apart", actor, now)
    return [
        (file, [after(file, "noted", actor, now, note=f"not the same matter as {about.case.reference}", about=about.case.id)])
        for file, about in ((one, other), (other, one))
    ]


def _waits(file: CaseFile, other: CaseFile, actor: str, now: datetime) -> Change:
    note = f"the same matter as {other.case.reference}: one case, as soon as it is proven that it is one person"
    return after(file, "noted", actor, now, note=note, about=other.case.id)


def split_off(
    connection: Connection, file: CaseFile, feedback: str, actor: str, now: datetime, begin: Beginning
) -> list[tuple[CaseFile, Change]]:
    """Cases before, and the steps that give a message a case of its own: the one that it was merged out of, or a new one.

    What the customer was told about it stays told: a new case is opened in silence. Raises NotFound when the message does not
    belong to the case, Conflict when it is the one that opened it.
    """
    belongs = (case_feedback.c.feedback == feedback) & (case_feedback.c.case == file.case.id)
    born_in = connection.execute(select(case_feedback.c.born_in).where(belongs)).scalar()
    if born_in is None:
        raise NotFound("that message does not belong to this case")
    if born_in != file.case.id:
        return _given_back(connection, file, born_in, actor, now, begin.rules)
    if feedback == file.case.feedback:
        raise Conflict("that message opened the case; split the others off")
    issue = _issue_of(connection, file.case, feedback)
    connection.execute(delete(case_feedback).where(belongs))
    open_cases(connection, [issue], begin)
    decide(connection, file.case.id, case_id_of(issue), "apart", actor, now)
    note = "a message became a case of its own"
    return [(file, after(file, "split", actor, now, note=note, about=case_id_of(issue)))]


def _given_back(
    connection: Connection, file: CaseFile, born_in: str, actor: str, now: datetime, rules: Rules
) -> list[tuple[CaseFile, Change]]:
    """The merged case is open again, with every message that was its own."""
    other = rows.lock(connection, cases.c.id == born_in)[0]
    demand_customer(other.case)
    back = (case_feedback.c.case == file.case.id) & (case_feedback.c.born_in == born_in)
    connection.execute(update(case_feedback).where(back).values(case=born_in))
    decide(connection, file.case.id, born_in, "apart", actor, now)
    left = after(file, "split", actor, now, note=f"{other.case.reference} is a matter of its own again", about=born_in)
    fresh = rules.policy(other.case).renewed(priority_of(other.case), now)
    pauses = resumed(other.case.pauses, now)
    alive: dict[str, Any] = {"merged_into": "", "state": "reopened", "promises": fresh, "pauses": pauses}
    own = after(other, "split", actor, now, note=f"split off from {file.case.reference}", about=file.case.id, **alive)
    return [(file, left), (other, own)]


def _issue_of(connection: Connection, case: Case, feedback: str) -> Issue:
    """What the message would have opened by itself. Raises NotFound while it is not stored."""
    found = connection.execute(select(tags.c.tags).where(tags.c.feedback == feedback)).scalar()
    if found is None:
        raise NotFound("that message is not stored yet; try again in a moment")
    tagged = msgspec.convert(found, Tagged)
    kept = ("feedback", "channel", "source", "received_at", "customer", "text", "subject", "suspect", "labels", "message")
    same = {name: getattr(tagged, name) for name in kept}
    return Issue(
        id=derived_id("issue", feedback, str(tagged.revision)),
        kind=tagged.kind.label,
        priority=case.priority,  # type: ignore[arg-type] # from an Issue
        owner=case.owner,
        why=f"Split off from {case.reference}.",
        topics=tuple(topic.name for topic in tagged.topics),
        sentiment=tagged.sentiment.label,
        emotion=tagged.emotion.label,
        urgency=tagged.urgency.level,
        language=tagged.language.code,
        answerable=tagged.answerable,
        **same,
    )


def _demand_mergeable(connection: Connection, one: CaseFile, into: CaseFile, speakers: Speakers) -> None:
    _demand_open(one, into)
    addresses = speakers.speakers(connection, [one.case.customer]).get(one.case.customer, NOBODY).addresses
    if into.case.customer not in (one.case.customer, *addresses):
        raise Conflict("the cases are of two customers; if one fault is behind both, give them one cause")


def _demand_open(one: CaseFile, into: CaseFile) -> None:
    if one.case.id == into.case.id:
        raise Conflict("a case cannot be merged with itself")
    for file in (one, into):
        demand(file.case, "merged")
        if file.case.state in ENDED:
            raise Conflict(f"{file.case.reference} is {file.case.state}; only open cases are merged")


def _ended(into: CaseFile, one: CaseFile, now: datetime) -> dict[str, Any]:
    """What is left of a merged case: no clock runs in it, because its promises go on in the other."""
    rest = {"promises": (), "escalation": None, "pauses": resumed(one.case.pauses, now)}
    return {"state": "closed", "merged_into": into.case.id} | rest


def _together(into: Case, one: Case) -> dict[str, Any]:
    """What the case that goes on takes over: nothing that was promised, feared or pressing gets lost with the other."""
    return {
        "promises": _promises(into, one),
        "priority": max(into.priority, one.priority, key=PRIORITIES.index),
        "escalation": max(into.escalation, one.escalation, key=_standing),
        "reopened": max(into.reopened, one.reopened),
    }


def _promises(into: Case, one: Case) -> tuple[Promise, ...]:
    """Of each standard what is open, the earlier of two; what was kept only where nothing is open. And all pledges."""
    found: dict[str, Promise] = {}
    for promise in (*into.promises, *one.promises):
        if promise.standard != "pledge":
            found[promise.standard] = min(
                found.get(promise.standard, promise), promise, key=lambda p: (p.kept_at is not None, p.due)
            )
    ours = [p for p in into.promises if p.standard == "pledge"]
    theirs = [p for p in one.promises if p.standard == "pledge" and p.kept_at is None]
    first = 1 + max((p.number for p in ours), default=0)
    return (*found.values(), *ours, *(msgspec.structs.replace(p, number=n) for n, p in enumerate(theirs, start=first)))


def _standing(escalation: Escalation | None) -> tuple[int, bool]:
    """The higher step counts, and of two on one step the one that nobody accepted yet."""
    return (escalation.rung, escalation.accepted_at is None) if escalation else (0, False)
