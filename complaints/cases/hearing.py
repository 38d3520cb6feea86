"""What customers say more about a matter: it joins their case, sets standing clocks going, opens again what was not solved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from complaints.cases import joinable, joining, rows, steps
from complaints.cases.climbing import climbing_for, reopened_higher
from complaints.cases.history import CaseFile
from complaints.cases.joining import Place, Voice
from complaints.cases.lifecycle import ANOTHER, CUSTOMER, ENDED, REGISTER, Change
from complaints.cases.rules import Rules
from complaints.cases.speakers import Speaker
from complaints.cases.understanding import answer_of, rating_of, verdict_of
from complaints.escalation.reasons import signals_of
from complaints.words import LONGEST_WORDS, storable
from golddust.database.schema import case_events, cases
from golddust.errors import Unavailable
from golddust.events import PRIORITIES, Issue, Tagged
from golddust.ports import Case

QUIET = timedelta(hours=1)
"""What joins a case in which customer or we spoke so lately is not acknowledged once more: people text in pieces."""

Said = Issue | Tagged


@dataclass(frozen=True, slots=True)
class Hearing:
    """By which rules and when it is heard; `answered` names feedback of which customers and staff were told before."""

    rules: Rules
    now: datetime
    answered: Collection[str] = ()


def hear(connection: Connection, messages: Sequence[Tagged], speakers: Mapping[str, Speaker], hearing: Hearing) -> int:
    """Bring messages that are no issues to the cases that they belong to, and return how many did belong to one."""
    known = joinable.belonging(connection, [message.feedback for message in messages])
    once = {message.feedback: message for message in messages}
    joined = 0
    for wave in joining.waves([message for message in once.values() if message.feedback not in known], speakers):
        find = joining.joining(connection, wave, speakers, hearing.rules.times.joins_within)
        joins = [(message, place) for message in wave if (place := find.place_of(message, [t.name for t in message.topics]))]
        joined += heard(connection, joins, hearing)
    return joined


def heard(connection: Connection, joins: Sequence[tuple[Said, Place]], hearing: Hearing) -> int:
    """Take the steps that follow from messages which belong to these cases; each message once. Returns how many were new."""
    new = rows.belong(connection, [(message, place.case.id, message.received_at) for message, place in joins])
    joins = [(message, place) for message, place in joins if message.feedback in new]
    if not joins:
        return 0
    files = {file.case.id: file for file in rows.lock(connection, cases.c.id.in_({place.case.id for _, place in joins}))}
    if any(file.case.merged_into for file in files.values()):
        raise Unavailable("a case was merged at the same moment; where it goes on is found at the next try", retry_after=1)
    spoken = _last_spoken(connection, files)
    taken: dict[str, list[Change]] = {}
    for message, place in joins:
        case = place.case.id
        steps_so_far = taken.setdefault(case, [])
        current = steps_so_far[-1].file if steps_so_far else files[case]
        found = _steps(current, message, place.voice, hearing, spoken)
        spoken[case] = hearing.now
        steps_so_far += [replace(one, replies=(), notices=()) for one in found] if message.feedback in hearing.answered else found
    rows.record(connection, [(files[case], changes) for case, changes in taken.items()], hearing.rules)
    return len(joins)


def _last_spoken(connection: Connection, files: Collection[str]) -> dict[str, datetime]:
    """When in each of these cases the customer, or we to them, spoke last."""
    words = case_events.c.step.in_(("opened", "said", "told", "waiting", "resolved", "reopened", "asked"))
    query = select(case_events.c.case, func.max(case_events.c.at).label("last")).where(case_events.c.case.in_(files), words)
    return {row.case: row.last for row in connection.execute(query.group_by(case_events.c.case))}


def _steps(file: CaseFile, message: Said, voice: Voice, hearing: Hearing, spoken: Mapping[str, datetime]) -> list[Change]:
    """What one message brings about: the step, and what follows from it at once.

    All that we say goes to the case's customer. Somebody else hears nothing from us, and the customer no thanks for words that
    may not be theirs; only that their case was opened again they are told in any case.
    """
    rules, now = hearing.rules, hearing.now
    if voice == "copy":
        return [
            steps.noted(file, f"the same mail came to {message.source} as well"[:LONGEST_WORDS], REGISTER, now, message.feedback)
        ]
    note, actor = storable(message.text)[:LONGEST_WORDS], CUSTOMER if voice == "customer" else ANOTHER
    rating = rating_of(message.text) if _asked_before(file.case, message) else None
    if file.case.state in ENDED and _reopens(file.case, message):
        return reopened(file, note, message.feedback, actor, hearing, rating)
    first = steps.said(file, note, message.feedback, now, rules, actor, rating)
    if not isinstance(message, Issue):
        return [first]
    if voice == "customer" and file.case.answerable and now - spoken.get(file.case.id, file.case.opened_at) > QUIET:
        words = rules.answers.follow_up(first.file.case, file.language, first.event.number, now)
        first = replace(first, replies=(words,))
    return [first, *_follows(first.file, message, actor, rules, now)]


def reopened(file: CaseFile, note: str, about: str, actor: str, hearing: Hearing, rating: int | None = None) -> list[Change]:
    """The customer says that it is not solved: opened again, one step higher, and they are told by when they hear of it."""
    rules, now = hearing.rules, hearing.now
    first = steps.not_solved(file, note, about, actor, now, rules, rating)
    if first.event.step != "reopened":
        return [first]
    if file.case.answerable:
        due = next(p.due for p in first.file.case.promises if p.standard == "answer")
        words = rules.answers.reopened(first.file.case, file.language, first.event.number, now, due)
        first = replace(first, replies=(words,))
    return [first, *reopened_higher(first.file, now, rules)]


def _reopens(case: Case, message: Said) -> bool:
    """Whether it says that the matter is not at its end: a plain no does, and an issue, unless it sounds like thanks.

    What was said before we resolved it is no answer to that, however late it reaches us.
    """
    resolved_at = next((p.kept_at for p in case.promises if p.standard == "resolve" and p.kept_at), case.opened_at)
    answer = verdict_of(message.text) if _asked_before(case, message) else answer_of(message.text)
    if message.received_at <= resolved_at or answer:
        return message.received_at > resolved_at and answer == "no"
    return isinstance(message, Issue) and (message.kind == "complaint" or message.sentiment != "positive")


def _asked_before(case: Case, message: Said) -> bool:
    """Whether they had been asked whether it helped: then a figure is an answer."""
    return case.asked_at is not None and case.state in ENDED and message.received_at >= case.asked_at


def _follows(file: CaseFile, issue: Issue, actor: str, rules: Rules, now: datetime) -> list[Change]:
    """A follow-up that is more pressing than the case makes the case so; and it may be a reason to climb."""
    changes: list[Change] = []
    if PRIORITIES.index(issue.priority) > PRIORITIES.index(file.case.priority):
        raised: dict[str, Any] = {"priority": issue.priority}
        changes.append(steps.changed(file, actor, now, f"priority {issue.priority}: {issue.why}", rules, **raised))
    current = changes[-1].file if changes else file
    return changes + climbing_for(current, rules.escalations.reasons(signals_of(issue)), now, rules)
