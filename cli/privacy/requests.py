"""What people may ask of us about their data, done: export, erase, hold. Each is in the audit log, by what it is, not by whom."""
# ruff: noqa: PLC0415 - the database is loaded by who asks for it

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.privacy import erasures as rows
from cli.privacy.erasing import Found, erase, look
from cli.privacy.erasures import HELD, Begun
from cli.privacy.report import finished, report
from cli.privacy.shredding import shred_what_is_left
from golddust.errors import Conflict, GoldDustError, Malformed, NotFound
from golddust.privacy import Erasure, Known

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.wiring.installation import Installation
    from console.acting import Kind
    from golddust.database.holds import Hold

LONGEST_REASON = 2000


class StoredPrivacy:
    """A `Privacy`. `kind` is how the audit log calls whoever acts: a person at the console, or a command."""

    def __init__(self, installation: "Installation", kind: "Kind" = "person") -> None:
        self._installation = installation
        self._kind: Kind = kind

    def find(self, who: str) -> str:
        """The pseudonym of who is meant. Raises NotFound, or Malformed for what cannot be an address."""
        return self._installation.casework.people.find(who)

    def person(self, customer: str) -> tuple[str, ...]:
        """Every address of theirs, by its pseudonym."""
        from golddust.database.engine import reading
        from golddust.database.holds import person_of

        with reading(self._installation.engine) as connection:
            return tuple(person_of(connection, customer))

    def known(self, customer: str, by: str = "") -> Known:
        """Who they are, and how much is held of them; it is written down who looked. Raises NotFound."""
        if by:
            self._audit(by, "privacy.seen", self._name_of(customer))
        person = self._installation.casework.people.person(customer)
        customers = self.person(customer)
        places = dict(look(self._installation, customers).places)
        addresses = tuple(one.address for one in person.addresses if one.address)
        names = tuple(dict.fromkeys(one.name for one in person.addresses if one.name))
        return Known(customer, addresses, names, self._is_held(customers), places)

    def export(self, customer: str, to: Path, language: str = "", by: str = "") -> Mapping[str, int]:
        """Write all that is held of them into a zip file; returns how much of what. Raises NotFound, Unavailable."""
        from cli.privacy.exporting import export

        self._audit(by, "privacy.exported", self._name_of(customer))
        return export(self._installation, self.person(customer), to, language)

    def ask(self, customer: str, by: str, *, when_released: bool = False) -> Erasure:
        """Have them erased by the next round. Raises Conflict while they are held, unless it may wait for that."""
        from golddust.database.engine import writing

        with writing(self._installation.engine) as connection:
            made, _ = self._ask(connection, customer, by, when_released=when_released)
        return self.erasure(made)

    def erase(self, customer: str, by: str, *, when_released: bool = False) -> Erasure:
        """Ask, and do it before any round can: who asked waits for the report. As `ask` where they are held."""
        from golddust.database.engine import writing

        with writing(self._installation.engine) as connection:
            made, state = self._ask(connection, customer, by, when_released=when_released)
            begun = rows.begin(self._installation, connection, made) if state == "asked" else None
        if begun is not None:
            self._wipe(begun)
            self.finish(at_once=True)
        return self.erasure(made)

    def _ask(self, connection: "Connection", customer: str, by: str, *, when_released: bool) -> tuple[str, str]:
        """The erasure's id, and how it stands."""
        now = self._installation.clock.now()
        made, state = rows.ask(connection, customer, by, now, when_released=when_released)
        self._installation.admission.audit.write_with(connection, self._kind, by, "privacy.asked", made, state=state)
        return made, state

    def perform(self, erasure: str) -> Erasure:
        """Do what was asked for. Raises Conflict while they are held, or somebody else does it; Unavailable: do it again."""
        self._begin_and_wipe(erasure)
        self.finish(at_once=True)
        return self.erasure(erasure)

    def perform_waiting(self) -> int:
        """Do what was asked for and not done yet; returns how many. Raises Unavailable."""
        from golddust.database.engine import reading, writing

        now = self._installation.clock.now()
        with reading(self._installation.engine) as connection:
            held = rows.in_state(connection, "held")
        if held:
            with writing(self._installation.engine) as connection:
                rows.ask_again(connection)
        with reading(self._installation.engine) as connection:
            waiting = [row.id for row in rows.in_state(connection, "asked", "erasing") if rows.waits(row, now)]
        done = sum(self._performed(one) for one in waiting)
        self.finish()
        return done

    def finish(self, *, at_once: bool = False) -> int:
        """Write the files anew of which something was erased, at once or when it is time; returns how many erasures are done.

        Raises Unavailable: it is to be done again.
        """
        from golddust.database.engine import reading, writing

        with reading(self._installation.engine) as connection:
            wiped = rows.in_state(connection, "wiped")
        if not shred_what_is_left(self._installation, at_once=at_once):
            return 0
        now = self._installation.clock.now()
        for row in wiped:
            said = finished(row.report["said"], now)
            with writing(self._installation.engine) as connection:
                if rows.done(connection, row.id, said, now):
                    audit = self._installation.admission.audit
                    audit.write_with(connection, self._kind, "", "privacy.erased", row.id, sha256=said["sha256"])
        return len(wiped)

    def _begin_and_wipe(self, erasure: str) -> None:
        from golddust.database.engine import writing

        with writing(self._installation.engine) as connection:
            begun = rows.begin(self._installation, connection, erasure)
        if begun is None:
            raise Conflict(HELD)
        self._wipe(begun)

    def _wipe(self, begun: Begun) -> None:
        """All but writing the files anew."""
        from golddust.database.engine import writing

        found = Found()
        try:
            erase(self._installation, begun, found)
        except GoldDustError:
            with writing(self._installation.engine) as connection:
                rows.give_back(connection, begun, found.places)
            raise
        found.places.update(begun.before)
        said = report(self._installation, begun.customers, found, self._installation.clock.now())
        with writing(self._installation.engine) as connection:
            rows.wiped(connection, begun, said)

    def _performed(self, erasure: str) -> bool:
        try:
            self._begin_and_wipe(erasure)
        except Conflict:
            return False
        return True

    def erasures(self, limit: int = 100) -> Sequence[Erasure]:
        """Those that were asked for, the newest first."""
        from sqlalchemy import select

        from golddust.database.engine import reading
        from golddust.database.schema.privacy import erasures

        query = select(erasures).order_by(erasures.c.asked_at.desc(), erasures.c.id).limit(limit)
        with reading(self._installation.engine) as connection:
            return [rows.shown(row, []) for row in connection.execute(query)]

    def erasure(self, erasure: str) -> Erasure:
        """One of them, with how it stands elsewhere by now. Raises NotFound."""
        from sqlalchemy import select

        from golddust.database.engine import reading
        from golddust.database.schema.privacy import erasure_tickets, erasures

        with reading(self._installation.engine) as connection:
            row = connection.execute(select(erasures).where(erasures.c.id == erasure)).one_or_none()
            ordered = select(erasure_tickets).where(erasure_tickets.c.erasure == erasure)
            tickets = connection.execute(ordered.order_by(erasure_tickets.c.mirror, erasure_tickets.c.ticket)).all()
        if row is None:
            raise NotFound("there is no erasure of that id")
        return rows.shown(row, tickets)

    def hold(self, customer: str, reason: str, by: str) -> str:
        """Hold their data; returns the hold's id. Raises Malformed without a reason."""
        from golddust.database import holds
        from golddust.database.engine import writing

        why = _reason(reason)
        with writing(self._installation.engine) as connection:
            made = holds.place(connection, customer, why, by, self._installation.clock.now())
            self._installation.admission.audit.write_with(connection, self._kind, by, "privacy.held", made)
        return made

    def release(self, customer: str, reason: str, by: str) -> Sequence[str]:
        """Let it go; an erasure that waited for it is asked for again. Raises NotFound, or Malformed without a reason."""
        from golddust.database import holds
        from golddust.database.engine import writing

        why = _reason(reason)
        with writing(self._installation.engine) as connection:
            gone = holds.release(connection, customer, why, by, self._installation.clock.now())
            for one in gone:
                self._installation.admission.audit.write_with(connection, self._kind, by, "privacy.released", one)
            rows.ask_again(connection)
        return gone

    def holds(self) -> "Sequence[Hold]":
        """All that were ever placed, the newest first."""
        from golddust.database import holds
        from golddust.database.engine import reading

        with reading(self._installation.engine) as connection:
            return holds.holds(connection, released=True)

    def _is_held(self, customers: Sequence[str]) -> bool:
        from golddust.database.engine import reading
        from golddust.database.holds import held

        with reading(self._installation.engine) as connection:
            return bool(held(connection, customers))

    def _audit(self, by: str, action: str, subject: str) -> None:
        self._installation.admission.audit.write(self._kind, by, action, subject)

    def _name_of(self, customer: str) -> str:
        """How the audit log calls somebody: what it holds cannot be erased, so it must not be about anybody who may be."""
        from cli.privacy.erased_people import hashing_of

        return hashing_of(self._installation)(customer)


def _reason(text: str) -> str:
    given = " ".join(text.split())
    if not given or len(given) > LONGEST_REASON:
        raise Malformed(f"a reason is needed, of at most {LONGEST_REASON} characters")
    return given
