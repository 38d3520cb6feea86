"""Causes: opened by a person, given cases by a person, followed until mended; then everybody who reported it is told, once.

The register alone changes cases: it is asked to note in each which cause it has. Every method but `create` may be called again
after it was interrupted, and then does what was left. `create` with the same cases again raises Conflict where a cause was made,
since they are counted to it; `open` of that cause then does what was left. Where none was, it makes one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

import structlog
from sqlalchemy import Connection, Engine

from complaints.cases.rules import Rules
from complaints.causes import proposing, rows, telling
from complaints.causes.cause import STATES, Cause, Mended, Named, Similar, Suggestion
from complaints.words import checked_name, checked_text
from golddust import wire
from golddust.database import outbox
from golddust.database.engine import reading, writing
from golddust.errors import Conflict, Malformed
from golddust.events import StaffNotice
from golddust.identity import derived_id
from golddust.ports import Case, Clock

log = structlog.get_logger()
LONGEST_TITLE = 200


class CauseRegister(Protocol):
    """The register, as far as causes need it."""

    def find(self, case: str) -> Case:
        """The case of that id or reference. Raises NotFound."""

    def set_cause(self, case: str, cause: str, actor: str) -> Case:
        """Note in the case which cause it has; "" for none. Raises Conflict for a case that went on in another."""


class SqlCauses:
    """The causes, on SQLite or PostgreSQL, for any number of processes at once.

    A cause is named by its number or its id, cases by reference or id. Raises NotFound for what is not there, Conflict for what
    the state of a cause does not allow, Malformed for words that cannot be.
    """

    def __init__(self, engine: Engine, clock: Clock, rules: Rules, register: CauseRegister) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._register = register

    # --- looking

    def causes(self, state: str = "", limit: int = 100) -> list[Cause]:
        """The causes, those that concern most customers first; `state` "" means all."""
        if state and state not in STATES:
            raise Malformed(f"no such state: {state[:40]!r}; there are {', '.join(STATES)}")
        with reading(self._engine) as connection:
            return rows.listed(connection, state, limit)

    def find(self, cause: str) -> Cause:
        """The cause, with how many customers it concerns."""
        with reading(self._engine) as connection:
            return rows.find(connection, cause)

    def named(self, cause: str) -> Named:
        """The same without counting its cases and customers. Raises NotFound."""
        with reading(self._engine) as connection:
            return rows.named(connection, cause)

    def titles(self, limit: int) -> list[Named]:
        """Those that are not mended, what is open first, and of these those with most cases."""
        with reading(self._engine) as connection:
            return [one for state in ("open", "proposed") for one in rows.titled(connection, state, limit)]

    def cases_of(self, cause: str) -> list[Case]:
        """Its cases, the newest first."""
        with reading(self._engine) as connection:
            files = rows.files_of(connection, rows.members(connection, rows.find(connection, cause)))
        return sorted((file.case for file in files), key=lambda case: (case.opened_at, case.id), reverse=True)

    def suggest(self, limit: int = 20) -> list[Suggestion]:
        """Groups of open and recent cases that are alike, those that concern most customers, and are most alike, first."""
        return proposing.suggest(self._engine, self._clock.now(), limit)

    def similar(self, case: str, limit: int = 5, among: int = proposing.MOST_SIMILAR) -> list[Similar]:
        """Recent cases that say much the same as this one, the most alike first; `among` so many of the latest."""
        return proposing.similar(self._engine, self._register.find(case), self._clock.now(), limit, among)

    # --- deciding

    def create(
        self, title: str, cases: Sequence[str], actor: str, *, description: str = "", owner: str = "", proposed: bool = False
    ) -> Cause:
        """A new cause with these cases: open, or only proposed. Without an owner it is that of most of them."""
        by, found = checked_name("actor", actor), self._found(cases)
        if not found:
            raise Malformed("cases: a cause has at least one")
        owners = sorted(case.owner for case in found)
        named = checked_name("owner", owner or max(owners, key=owners.count))
        called, described = self._called(title), self._rules.redact(checked_text("description", description))
        now, state = self._clock.now(), STATES[0 if proposed else 1]
        with writing(self._engine) as connection:
            number = rows.next_number(connection)
            new = derived_id("cause", str(number), called, now.isoformat())
            rows.insert(connection, Cause(new, number, called, described, named, state, by, opened_at=now, changed_at=now))
            made = self._gather(connection, new, found, by)
            if not proposed:
                outbox.put(connection, [wire.entry(self._notice(made, found[0], by))])
        log.info("a cause was made", number=number, state=state, cases=len(found))
        return self._noted(made, found, by)

    def open(self, cause: str, actor: str) -> Cause:
        """Somebody decided that it is one; or it came back after it was mended. Its owner is told.

        What was done before, and when, stays known: what is reported after it is what came back.
        """
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            found = rows.find(connection, cause, lock=True)
            cases = [file.case for file in rows.files_of(connection, rows.members(connection, found))]
            if found.state != "open":
                rows.change(connection, found, now, state="open")
                found = rows.find(connection, found.id)
                if cases:
                    outbox.put(connection, [wire.entry(self._notice(found, cases[0], by))])
        return self._noted(found, cases, by)

    def add(self, cause: str, cases: Sequence[str], actor: str) -> Cause:
        """Count these cases to it. Raises Conflict for one that is counted to another, and when the cause is mended."""
        by, given = checked_name("actor", actor), self._found(cases)
        with writing(self._engine) as connection:
            found = rows.find(connection, cause, lock=True)
            if found.state == "mended":
                raise Conflict(f"cause {found.number} is mended; open it again first, if it came back")
            self._gather(connection, found.id, given, by)
            rows.change(connection, found, self._clock.now())
        return self._noted(found, given, by)

    def remove(self, cause: str, cases: Sequence[str], actor: str) -> Cause:
        """Count these cases to it no longer; those that were not are left alone."""
        by, given = checked_name("actor", actor), self._found(cases)
        with writing(self._engine) as connection:
            found = rows.find(connection, cause, lock=True)
            rows.remove(connection, found, [case.id for case in given])
            rows.change(connection, found, self._clock.now())
        for case in given:
            if case.cause == found.id:
                self._register.set_cause(case.id, "", by)
        return self.find(found.id)

    def mend(self, cause: str, words: str, actor: str) -> Mended:
        """It is mended: every customer who reported it is told what was done, once, whatever the number of their cases.

        In their language, in answer to their latest case. Raises Malformed when the words are missing, too long, or hold blanks.
        Mending twice, also at the same moment, tells nobody twice; who was told before it came back is not told again.
        """
        by, said = checked_name("actor", actor), checked_text("words", words)
        telling.demand_words(said)
        now = self._clock.now()
        with writing(self._engine) as connection:
            found = rows.find(connection, cause, lock=True)
            if found.state == "proposed":
                raise Conflict(f"cause {found.number} is only proposed; open it first")
            to_tell, silent = telling.those_to_tell(connection, found) if found.state == "open" else ([], 0)
            requests = [telling.request(self._rules.answers, file, said, now) for file in to_tell]
            if found.state == "open":
                rows.change(connection, found, now, state="mended", mended_by=by, mended_at=now, mended=self._rules.redact(said))
                rows.note_told(connection, found, to_tell, now)
            found = rows.find(connection, found.id)
            outbox.put(connection, [wire.entry(request) for request in requests])
        log.info("a cause is mended", number=found.number, told=len(requests), silent=silent)
        return Mended(found, len(requests), silent)

    def _found(self, cases: Sequence[str]) -> list[Case]:
        """The cases that are named, each once. Raises Conflict for one that goes on in another."""
        found = {case.id: case for case in map(self._register.find, cases)}
        if gone := [case.reference for case in found.values() if case.merged_into]:
            raise Conflict(f"{', '.join(gone)}: merged into another case; name that one")
        return list(found.values())

    def _gather(self, connection: Connection, cause: str, cases: Collection[Case], actor: str) -> Cause:
        """The cause with these cases counted to it. Raises Conflict for one that is counted to another."""
        rows.add(connection, cause, [case.id for case in cases], actor, self._clock.now())
        elsewhere = rows.members_elsewhere(connection, cause, [case.id for case in cases])
        if taken := [case.reference for case in cases if case.id in elsewhere]:
            raise Conflict(f"{', '.join(taken)}: counted to another cause; take it out there first")
        return rows.find(connection, cause)

    def _noted(self, cause: Cause, cases: Collection[Case], actor: str) -> Cause:
        """The cause as it is now, after the register noted it in those of the cases where it was not."""
        if cause.state == "open":
            for case in cases:
                if case.cause != cause.id:
                    self._register.set_cause(case.id, cause.id, actor)
        return self.find(cause.id)

    def _called(self, title: str) -> str:
        called = " ".join(checked_text("title", title).split())
        if not called or len(called) > LONGEST_TITLE:
            raise Malformed(f"title: 1 to {LONGEST_TITLE} characters, please")
        return self._rules.redact(called)

    def _notice(self, cause: Cause, example: Case, actor: str) -> StaffNotice:
        """What the owner is told when a cause is opened."""
        count = f"{_many(cause.customers, 'customer')} reported it in {_many(cause.cases, 'case')}"
        sentence = f"{actor} opened cause {cause.number} for {cause.owner}: “{cause.title}”. {count}; one of them stands below."
        asked = replace(example, owner=cause.owner, assignee="")
        once = f"{cause.id} {cause.changed_at.isoformat()}"
        return self._rules.escalations.word("cause", asked, sentence, once, self._clock.now())


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
