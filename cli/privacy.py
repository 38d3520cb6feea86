"""What people may ask of us about their data, done: export, erase, hold. Each is in the audit log, by what it is, not by whom."""
# ruff: noqa: PLC0415 - the database is loaded by who asks for it

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.erasing import erase, look
from cli.erasure_report import report
from golddust.errors import Conflict, Malformed, NotFound
from golddust.identity import derived_id
from golddust.privacy import Erasure, Known

if TYPE_CHECKING:
    from sqlalchemy import Row

    from cli.wiring import Installation
    from console.acting import Kind
    from golddust.database.holds import Hold

LONGEST_REASON = 2000
HELD = "their data is held; `golddust hold list` says why, and it is erased after `golddust hold release` if that is wanted"


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
        customers = [one.customer for one in person.addresses]
        places = dict(look(self._installation, customers).places)
        addresses = tuple(one.address for one in person.addresses if one.address)
        names = tuple(dict.fromkeys(one.name for one in person.addresses if one.name))
        return Known(customer, addresses, names, self._is_held(customers), places)

    def export(self, customer: str, to: Path, language: str = "", by: str = "") -> Mapping[str, int]:
        """Write all that is held of them into a zip file; returns how much of what. Raises NotFound, Unavailable."""
        from cli.exporting import export

        self._audit(by, "privacy.exported", self._name_of(customer))
        return export(self._installation, self.person(customer), to, language)

    def ask(self, customer: str, by: str, *, when_released: bool = False) -> Erasure:
        """Have them erased by the next round. Raises Conflict while they are held, unless it may wait for that."""
        from golddust.database.engine import writing
        from golddust.database.schema.privacy import erasures

        customers = self.person(customer)
        is_held = self._is_held(customers)
        if is_held and not when_released:
            raise Conflict(HELD)
        made = derived_id("erasure", secrets.token_bytes(16))
        state, now = "held" if is_held else "asked", self._installation.clock.now()
        row: dict[str, Any] = {
            "id": made,
            "state": state,
            "customers": list(customers),
            "report": {},
            "asked_at": now,
            "asked_by": by,
        }
        with writing(self._installation.engine) as connection:
            connection.execute(erasures.insert().values(row))
            self._installation.admission.audit.write_with(connection, self._kind, by, "privacy.asked", made, state=state)
        return self.erasure(made)

    def perform(self, erasure: str) -> Erasure:
        """Do what was asked for. Raises Conflict while they are held; Unavailable: it is to be done again."""
        from sqlalchemy import update

        from golddust.database.engine import writing
        from golddust.database.schema.privacy import erasures

        customers = self._customers_of(erasure)
        if self._is_held(customers):
            self._set_state([erasure], "held")
            raise Conflict(HELD)
        found, now = erase(self._installation, customers, erasure), self._installation.clock.now()
        said = report(self._installation, customers, found, now)
        over = {"state": "done", "customers": [], "done_at": now, "report": said}
        with writing(self._installation.engine) as connection:
            connection.execute(update(erasures).where(erasures.c.id == erasure).values(over))
            more = {"sha256": said["sha256"]}
            self._installation.admission.audit.write_with(connection, self._kind, "", "privacy.erased", erasure, **more)
        return self.erasure(erasure)

    def perform_waiting(self) -> int:
        """Do what was asked for and not done yet; returns how many. Raises Unavailable."""
        waiting = [one.id for one in self.erasures() if one.state == "asked"]
        return sum(self._performed(one) for one in reversed(waiting))

    def _performed(self, erasure: str) -> bool:
        try:
            self.perform(erasure)
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
            return [_erasure(row, []) for row in connection.execute(query)]

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
        return _erasure(row, tickets)

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
            theirs = set(holds.person_of(connection, customer))
        waiting = [one.id for one in self.erasures() if one.state == "held"]
        self._set_state([one for one in waiting if theirs & set(self._customers_of(one))], "asked")
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

    def _customers_of(self, erasure: str) -> list[str]:
        from sqlalchemy import select

        from golddust.database.engine import reading
        from golddust.database.schema.privacy import erasures

        with reading(self._installation.engine) as connection:
            found = connection.execute(select(erasures.c.customers).where(erasures.c.id == erasure)).scalar()
        return list(found or ())

    def _set_state(self, ids: Sequence[str], state: str) -> None:
        from sqlalchemy import update

        from golddust.database.engine import writing
        from golddust.database.schema.privacy import erasures

        with writing(self._installation.engine) as connection:
            connection.execute(update(erasures).where(erasures.c.id.in_(ids)).values(state=state))

    def _audit(self, by: str, action: str, subject: str) -> None:
        self._installation.admission.audit.write(self._kind, by, action, subject)

    def _name_of(self, customer: str) -> str:
        """How the audit log calls somebody: what it holds cannot be erased, so it must not be about anybody who may be."""
        from cli.erased_people import hashing_of

        return hashing_of(self._installation)(customer)


def _reason(text: str) -> str:
    given = " ".join(text.split())
    if not given or len(given) > LONGEST_REASON:
        raise Malformed(f"a reason is needed, of at most {LONGEST_REASON} characters")
    return given


def _erasure(row: "Row[Any]", tickets: "Sequence[Row[Any]]") -> Erasure:
    told = ("mirror", "ticket", "reference", "state", "why")
    shown = {**row.report, "elsewhere": [{name: getattr(one, name) for name in told} for one in tickets]} if row.report else {}
    return Erasure(row.id, row.state, row.asked_at, row.asked_by, row.done_at, shown)
