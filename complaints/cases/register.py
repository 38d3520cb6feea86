"""The register: the one that changes cases. Each change is one transaction: the case, its promises, its history, its outbox."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, or_

from complaints.answers.blanks import demand_no_blanks
from complaints.cases import climbing, hearing, lifecycle, listing, lookups, merging, outcomes, rows, steps
from complaints.cases.hearing import Hearing
from complaints.cases.history import CaseFile
from complaints.cases.joining import could_join, turns
from complaints.cases.lifecycle import CUSTOMER, Change
from complaints.cases.lookups import meant, one_of
from complaints.cases.opening import Beginning, earlier_complaints, take_up
from complaints.cases.rules import Rules, priority_of
from complaints.cases.settable import checked_values
from complaints.cases.speakers import Speakers, Strangers
from complaints.cases.understanding import is_said
from complaints.talking.speaking import Said, Speaking, speak_at_once, wish_of
from complaints.words import checked_name, checked_text, needed_text, storable
from golddust.database.engine import writing
from golddust.events import CaseEvent, Issue, Promise, ReplyOutcome, Tagged
from golddust.ports import Case, CaseOrder, Clock, Listed, Pledge, Resolution, Turn, Wanted

log = structlog.get_logger()
BATCH, OF_ONE = 500, 25
"""Messages taken up in one transaction, and of one customer: a flood of texts would keep SQLite's only writer for a minute."""
Decide = Callable[[CaseFile, datetime], Change | list[Change]]


class SqlRegister:
    """The complaint register on SQLite or PostgreSQL, for any number of processes at once."""

    def __init__(self, engine: Engine, clock: Clock, rules: Rules, speakers: Speakers | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._speakers = speakers or Strangers()

    # --- what comes in

    def open(self, issues: Sequence[Issue], answered: Collection[str] = ()) -> None:
        """Open a case for each issue that belongs to none yet, with its promises and, unless answered, its acknowledgement."""
        for batch in turns(issues, BATCH, OF_ONE):
            with writing(self._engine) as connection:
                asking = self._answer_at_once(connection, batch, answered)
                others = [issue for issue in batch if issue.feedback not in asking]
                counted = take_up(connection, others, self._beginning(connection, others, answered))
            log.info("issues were taken up", brought=len(batch), **counted)

    def hear(self, messages: Sequence[Tagged], answered: Collection[str] = ()) -> None:
        """Take notice of messages that are no issues: those that belong to a case are said in it. Idempotent.

        What asks for no person is answered from the record, and said in no case.
        """
        for_us = [one for one in messages if (could_join(one) and is_said(one)) or wish_of(one, self._rules)]
        for batch in turns(for_us, BATCH, OF_ONE):
            with writing(self._engine) as connection:
                asking = self._answer_at_once(connection, batch, answered)
                others = [one for one in batch if one.feedback not in asking]
                speakers = self._speakers.speakers(connection, {message.customer for message in others})
                hearing.hear(connection, others, speakers, Hearing(self._rules, self._clock.now(), frozenset(answered)))

    def _answer_at_once(self, connection: Connection, said: Sequence[Said], answered: Collection[str]) -> Collection[str]:
        speaking = Speaking(self._rules, self._clock.now(), frozenset(answered))
        return speak_at_once(connection, said, self._speakers, speaking)

    def note_outcomes(self, came: Sequence[ReplyOutcome]) -> list[ReplyOutcome]:
        """Note what became of answers, and return those whose case is not known; one sent keeps the promise to acknowledge."""
        with writing(self._engine) as connection:
            return outcomes.note(connection, came, self._clock.now(), self._rules)

    def not_solved(self, case: str, words: str, actor: str = CUSTOMER) -> Case:
        """The customer says that it is not: opens it again one step higher; what they say while it is open is said."""
        by, redacted = checked_name("actor", actor), self._redacted("words", words)
        return self._change(case, None, lambda file, now: hearing.reopened(file, redacted, "", by, Hearing(self._rules, now)))

    # --- what those at work on it do

    def acknowledge(self, case: str, actor: str, version: int | None = None) -> Case:
        """A person has seen it."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: steps.acknowledged(file, by, now))

    def start(self, case: str, actor: str, version: int | None = None) -> Case:
        """A person takes it into work; if it waited for its customer, the clocks run again."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: steps.started(file, by, now, self._rules))

    def assign(self, case: str, assignee: str, actor: str, version: int | None = None) -> Case:
        """Give it to somebody."""
        to, by = checked_name("assignee", assignee), checked_name("actor", actor)
        return self._change(case, version, lambda file, now: steps.assigned(file, to, by, now))

    def ask(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Ask the customer something; the clocks stand until they answer."""
        by, said = checked_name("actor", actor), needed_text("words", words)
        return self._change(case, version, lambda file, now: self._asked(file, said, by, now))

    def tell(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Tell the customer how it stands, and when they hear next."""
        by, said = checked_name("actor", actor), needed_text("words", words)
        return self._change(case, version, lambda file, now: self._told(file, said, by, now))

    def note(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Write something down for those at work on it."""
        by, noted = checked_name("actor", actor), self._redacted("words", needed_text("words", words))
        return self._change(case, version, lambda file, now: steps.noted(file, noted, by, now))

    def change(self, case: str, actor: str, version: int | None = None, **values: Any) -> Case:
        """Set priority, owner, segment, cause, cost or delay; what was promised follows. Raises Malformed for what cannot be."""
        by, checked = checked_name("actor", actor), checked_values(values, self._rules.redact)
        note = ", ".join(f"{name} {value}" for name, value in checked.items())
        return self._change(case, version, lambda file, now: steps.changed(file, by, now, note, self._rules, **checked))

    def set_cause(self, case: str, cause: str, actor: str) -> Case:
        """Say which cause is behind it; "" for none."""
        return self.change(case, actor, cause=cause)

    def resolve(
        self,
        case: str,
        resolution: Resolution,
        actor: str,
        version: int | None = None,
        *,
        cost: float | None = None,
        pledge: Pledge | None = None,
    ) -> Case:
        """Tell the customer the four things, and count it as resolved. Raises Malformed when one of them is empty.

        A pledge becomes a promise with its date; `cost` is what the remedy costs.
        """
        by = checked_name("actor", actor)
        lifecycle.demand_four_parts(resolution)
        demand_no_blanks(resolution)
        said = Resolution(**{part: checked_text(part, text) for part, text in asdict(resolution).items()})
        paid = None if cost is None else checked_values({"cost": cost}, self._rules.redact)["cost"]
        return self._change(case, version, lambda file, now: self._resolved(file, said, by, now, paid, pledge))

    def close(self, case: str, actor: str, version: int | None = None) -> Case:
        """Nobody objected to how it was resolved. The customer can still open it again."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: steps.closed(file, by, now))

    def keep_pledge(self, case: str, number: int, actor: str, version: int | None = None) -> Case:
        """What a resolution said would be done was done. Raises Conflict when no such pledge is open."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: steps.pledge_kept(file, number, by, now))

    def escalate(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Take it one step up the ladder, and say why. Raises Conflict at the top."""
        by, why = checked_name("actor", actor), self._redacted("words", needed_text("words", words))
        return self._change(case, version, lambda file, now: climbing.asked_for(file, by, why, now, self._rules))

    def accept(self, case: str, actor: str, version: int | None = None) -> Case:
        """Whoever was called by the ladder takes it. Raises Conflict when nobody was."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: climbing.accepted(file, by, now))

    def merge(self, case: str, into: str, actor: str, version: int | None = None) -> Case:
        """Let a case go on in another one of the same customer, and return that one."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            found = rows.lock(connection, or_(meant(case), meant(into)))
            one, heir = one_of(found, case), one_of(found, into)
            lifecycle.demand_version(one.case, version)
            changes = merging.merged(connection, one, heir, by, now, self._speakers)
            rows.record(connection, [(one, changes[:1]), (heir, changes[1:])], self._rules)
        return changes[-1].file.case

    def same(self, case: str, other: str, actor: str) -> Case:
        """Two cases are one matter: one case, which is returned, once it is proven that it is one person. Raises Conflict."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            found = rows.lock(connection, or_(meant(case), meant(other)))
            one, second = one_of(found, case), one_of(found, other)
            taken = merging.one_matter(connection, one, second, by, now, self._speakers)
            changes = rows.record(connection, taken, self._rules)
            if changes[0].event.step == "noted":
                self._speakers.ask_proof(connection, one.case.customer, second.case.customer, by, now)
        return changes[-1].file.case if changes[0].event.step == "merged" else changes[0].file.case

    def apart(self, case: str, other: str, actor: str) -> Case:
        """Two cases are two matters: remembered, and noted in both. Raises Conflict for one case with itself."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            found = rows.lock(connection, or_(meant(case), meant(other)))
            taken = merging.two_matters(connection, one_of(found, case), one_of(found, other), by, now)
            return rows.record(connection, taken, self._rules)[0].file.case

    def split(self, case: str, feedback: str, actor: str, version: int | None = None) -> Case:
        """Give one of its messages, and what came with it, a case of its own again; returns the case that stays."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            file = one_of(rows.lock(connection, meant(case)), case)
            lifecycle.demand_version(file.case, version)
            lifecycle.demand(file.case, "merged")
            begin = Beginning(self._rules, now, answered=(feedback,))
            changes = merging.split_off(connection, file, storable(feedback), by, now, begin)
            rows.record(connection, [(before, [change]) for before, change in changes], self._rules)
        return changes[0][1].file.case

    # --- what it is asked

    def find(self, case: str) -> Case:
        """The case. Raises NotFound."""
        return lookups.file(self._engine, case).case

    def those(self, cases: Sequence[str]) -> list[Case]:
        """The cases of these ids, in this order; those that are not there are left out."""
        return lookups.those(self._engine, cases)

    def cases(self, state: str = "", limit: int = 100) -> list[Case]:
        """The cases, what breaks first first; raises Malformed for a state that there is not."""
        return self.search(Wanted(state), limit)

    def search(self, wanted: Wanted, limit: int = 100) -> list[Case]:
        """The cases that are looked for; raises Malformed for a state, a priority or a standing that there is not."""
        return list(self.page(wanted, limit).cases)

    def page(self, wanted: Wanted, limit: int, after: Turn | None = None, order: CaseOrder = "due") -> Listed:
        """As `search`, behind that turn."""
        return listing.page(self._engine, wanted, self._clock.now(), limit, after, order)

    def history(self, case: str) -> list[CaseEvent]:
        """What happened to the case, in order. Raises NotFound."""
        return lookups.history(self._engine, case)

    def messages(self, case: str) -> list[str]:
        """The ids of the feedback that belongs to the case, in the order in which it came. Raises NotFound."""
        return lookups.messages(self._engine, case)

    def of_feedback(self, feedback: str) -> Case | None:
        """The case that this feedback opened or joined, if any."""
        return lookups.of_feedback(self._engine, feedback)

    def _change(self, case: str, version: int | None, decide: Decide) -> Case:
        """Take the decided steps with the case, unless somebody was quicker."""
        with writing(self._engine) as connection:
            file = one_of(rows.lock(connection, meant(case)), case)
            lifecycle.demand_version(file.case, version)
            decided = decide(file, self._clock.now())
            changes = decided if isinstance(decided, list) else [decided]
            rows.record(connection, [(file, changes)], self._rules)
        return changes[-1].file.case

    def _beginning(self, connection: Connection, issues: Sequence[Issue], answered: Collection[str]) -> Beginning:
        now, customers = self._clock.now(), {issue.customer for issue in issues}
        speakers = self._speakers.speakers(connection, customers)
        since = now - self._rules.escalations.rules.window
        earlier = earlier_complaints(connection, customers, speakers, since)
        return Beginning(self._rules, now, frozenset(answered), speakers, earlier)

    def _asked(self, file: CaseFile, words: str, actor: str, now: datetime) -> Change:
        change = steps.asked(file, self._rules.redact(words), actor, now, self._rules)
        return replace(
            change, replies=(self._rules.answers.question(change.file.case, file.language, change.event.number, now, words),)
        )

    def _told(self, file: CaseFile, words: str, actor: str, now: datetime) -> Change:
        change = steps.told(file, self._rules.redact(words), actor, now, self._rules)
        case = change.file.case
        nexts = [p.due for p in case.promises if p.kept_at is None and p.due > now]
        due = min(nexts, default=self._rules.policy(case).due("answer", priority_of(case), now))
        told = self._rules.answers.update(case, file.language, change.event.number, now, words, due)
        return replace(change, replies=(told,))

    def _resolved(
        self, file: CaseFile, said: Resolution, actor: str, now: datetime, cost: float | None, pledge: Pledge | None
    ) -> Change:
        note = "\n".join(f"{part}: {self._rules.redact(text)}" for part, text in asdict(said).items())
        promise = self._pledged(file.case, pledge, now)
        change = steps.resolved(file, note, actor, now, cost=cost, pledge=promise)
        if not file.case.answerable:
            return change
        answers, number = self._rules.answers, change.event.number
        final = self._final(file)
        told = answers.resolution(change.file.case, file.language, said, number, now, final=final, pledge=promise)
        return replace(change, replies=(told,))

    def _pledged(self, case: Case, pledge: Pledge | None, now: datetime) -> Promise | None:
        if pledge is None:
            return None
        words = self._redacted("pledge", needed_text("pledge", pledge.words))
        return steps.next_pledge(case, pledge.due, words, now)

    def _final(self, file: CaseFile) -> str:
        """What a regulation demands that a final answer says, "" where none does."""
        return self._rules.policy(file.case).final_said(file.language, file.case.reference, self._clock.now()) or ""

    def _redacted(self, what: str, words: str) -> str:
        return self._rules.redact(checked_text(what, words))
