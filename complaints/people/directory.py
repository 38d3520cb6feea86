"""The door to everything that is known of people; each method is one transaction."""

import re
from collections.abc import Sequence

import structlog
from sqlalchemy import Connection, Engine, select

from complaints.cases.references import normalised as reference_in
from complaints.people import joins, proposals
from complaints.people.addresses import guessed
from complaints.people.codes import codes_in
from complaints.people.consent import ConsentStatement, statements_of
from complaints.people.heard import answers
from complaints.people.importing import Import
from complaints.people.joins import Join
from complaints.people.person import Person, is_known, person
from complaints.people.proposals import CUSTOMER, Confirmation, Proposal
from complaints.people.suggestions import Suggestion, suggestions
from complaints.people.timeline import TimelineEntry, timeline
from complaints.words import checked_name
from golddust.database.engine import reading, writing
from golddust.database.schema import cases
from golddust.database.schema.people import imported_addresses, join_codes
from golddust.errors import Conflict, Malformed, NotFound
from golddust.events import Address
from golddust.identity import ID_LENGTH, Keys
from golddust.ports import Clock

log = structlog.get_logger()
_PSEUDONYM = re.compile(rf"(cust|anon)_[a-z0-9]{{{ID_LENGTH}}}")


class People:
    """Who is speaking: which addresses belong to one person, and what the company knows of them. For any number of processes.

    `region` is the one of telephone numbers that are written without their country, such as "GB".
    """

    def __init__(self, engine: Engine, clock: Clock, keys: Keys, region: str = "") -> None:
        self._engine = engine
        self._clock = clock
        self._keys = keys
        self._region = region

    def find(self, text: str) -> str:
        """The pseudonym of the customer who is meant: by it, an address in any spelling, a case, or an id of the company's list.

        Raises NotFound when nobody is known by it, Malformed when it is none of these.
        """
        wanted = text.strip()
        with reading(self._engine) as connection:
            customer = _through_case(connection, wanted) or _through_list(connection, wanted) or self._pseudonym(wanted)
            return _known(connection, customer)

    def person(self, customer: str) -> Person:
        """The person behind the address of that pseudonym. Raises NotFound."""
        with reading(self._engine) as connection:
            return person(connection, customer)

    def timeline(self, customer: str, limit: int = 50) -> list[TimelineEntry]:
        """What happened at all addresses of the person, newest first."""
        with reading(self._engine) as connection:
            return timeline(connection, customer, limit)

    def consents(self, customer: str) -> list[ConsentStatement]:
        """What was said about hearing from us at all addresses of the person, the latest first."""
        with reading(self._engine) as connection:
            return statements_of(connection, joins.members_of(connection, customer))

    def suggestions(self, customer: str) -> list[Suggestion]:
        """Others who may be the same person; a likeness proves nothing, so they are only offered."""
        with reading(self._engine) as connection:
            return suggestions(connection, customer, self._keys, self._region)

    def propose(self, one: str, other: str, actor: str, message: str = "") -> Proposal:
        """Send codes by which the owners of two addresses prove that they are one person.

        `message` is a feedback in which one names the other's address: where its channel proves its sender, those words stand for
        their code, and only the other gets one. Raises NotFound, or Conflict when there is nothing to join or nobody to ask.
        """
        by = checked_name("actor", actor)
        with writing(self._engine) as connection:
            first, second = one, other
            if message:
                first, second = proposals.quoted(connection, message, one, other, self._keys, self._region)
            return proposals.propose(connection, first, second, message, by, self._keys, self._clock.now())

    def confirm(self, code: str, customer: str, actor: str = CUSTOMER, message: str = "") -> Confirmation:
        """A code came back from the address that it was sent to; the last one makes the join.

        Raises Malformed when it is no code, NotFound when none is awaited from there, Conflict when it is a wrong one.
        """
        given, by = codes_in(code), checked_name("actor", actor)
        if not given:
            raise Malformed("a code has eight letters and digits, such as K7M2-9QXD")
        with writing(self._engine) as connection:
            confirmed = self._confirm(connection, given, customer, by, message)
            left = None if confirmed else proposals.count_wrong(connection, customer, self._keys, self._clock.now())
        if confirmed:
            return confirmed
        if left is None:
            raise NotFound("no code is awaited from this address; it was sent more than three days ago, or tried too often")
        raise Conflict(f"that is not the code that was sent to this address; it can be tried {left} times more")

    def hear(self) -> int:
        """Find codes that customers sent back in their messages, and return how many came back. For a round that comes again.

        A wrong code in a message uses up one of the few tries, as one that is typed does.
        """
        heard = 0
        for customer, message, given in self._answers():
            with writing(self._engine) as connection:
                confirmed = self._confirm(connection, given, customer, CUSTOMER, message)
            heard += confirmed is not None
            if confirmed:
                log.info("a code came back", proposal=confirmed.proposal, joined=bool(confirmed.join))
        return heard

    def split(self, join: str, actor: str) -> Join:
        """Take a join back: all is as if it had never been. Raises NotFound, or Conflict when it was taken back already."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            joins.lock(connection)
            found = joins.find(connection, join)
            if found.split_at is not None:
                raise Conflict("that join was taken back already")
            joins.take_back(connection, [found], now, by)
            return joins.find(connection, join)

    def take_out(self, customer: str, actor: str) -> list[Join]:
        """Take all joins of one address back, so that it stands alone. Raises Conflict when it does already."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            joins.lock(connection)
            held = [one for one in joins.joins_of(connection, [customer]) if one.split_at is None]
            if not held:
                raise Conflict("this address is joined to no other")
            joins.take_back(connection, held, now, by)
            return [joins.find(connection, one.id) for one in held]

    def join_again(self, join: str, actor: str) -> Join:
        """A join that was taken back by mistake, made again on the same proof. Raises NotFound, or Conflict when it holds."""
        by, now = checked_name("actor", actor), self._clock.now()
        with writing(self._engine) as connection:
            joins.lock(connection)
            return joins.again(connection, joins.find(connection, join), now, by)

    def importing(self, actor: str, *, dry_run: bool = False) -> Import:
        """The way for a company's list of customers into the database."""
        return Import(self._engine, self._clock, self._keys, checked_name("actor", actor), dry_run=dry_run)

    def _confirm(self, connection: Connection, given: Sequence[str], customer: str, by: str, message: str) -> Confirmation | None:
        joins.lock(connection)
        now = self._clock.now()
        for proposal in proposals.matching(connection, customer, given, self._keys, now):
            return proposals.confirm(connection, proposal, customer, by, message, now)
        return None

    def _answers(self) -> list[tuple[str, str, list[str]]]:
        """Customers from whom codes are awaited, with the messages since then that hold them, the newest first."""
        now = self._clock.now()
        waiting = select(join_codes.c.customer, join_codes.c.sent_at).where(proposals.awaited(None, now)).distinct()
        with reading(self._engine) as connection:
            return [
                (code.customer, answer.message, answer.given)
                for code in connection.execute(waiting).all()
                for answer in answers(connection, code.customer, code.sent_at)
                if proposals.matching(connection, code.customer, answer.given, self._keys, now)
            ]

    def _pseudonym(self, text: str) -> str:
        if _PSEUDONYM.fullmatch(text):
            return text
        try:
            return self._keys.pseudonym_of(guessed(text, self._region), "")
        except Malformed as malformed:
            if "@" in text or not text:
                raise
            if any(letter.isdigit() for letter in text):
                raise Malformed(f"{malformed.reason}; nor has a customer of your list that id") from None
            return self._keys.pseudonym_of(Address(kind="handle", value=text), "")


def _known(connection: Connection, customer: str) -> str:
    """The same pseudonym. Raises NotFound when nobody is known by it."""
    if not is_known(connection, [customer]):
        raise NotFound("nobody is known by that address")
    return customer


def _through_case(connection: Connection, text: str) -> str:
    reference = reference_in(text) if text.upper().startswith("GD") else ""
    found = connection.execute(select(cases.c.customer).where(cases.c.reference == reference)).scalar() if reference else None
    return found or ""


def _through_list(connection: Connection, text: str) -> str:
    query = select(imported_addresses.c.customer).where(imported_addresses.c.id == text).order_by(imported_addresses.c.customer)
    return connection.execute(query.limit(1)).scalar() or ""
