"""What the staff notes of a customer's consent, because they were told so by other ways than a message."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Engine, exists, or_, select

from golddust import wire
from golddust.database import outbox
from golddust.database.consent import EVERYTHING, scope_of
from golddust.database.engine import writing
from golddust.database.schema import contacts, feedback
from golddust.errors import Malformed, NotFound
from golddust.identity import WHATSAPP, derived_id
from golddust.ports import Clock
from sinks.store.consents import Statement, follow, state

LONGEST_REASON = 500
LONGEST_SENDER = 80
_BY_TEXT = ("phone", "whatsapp")


class Consents:
    """Notes consent by hand. For any number of processes. `named` are our numbers and pools as far as the settings name them."""

    def __init__(self, engine: Engine, clock: Clock, named: Collection[str] = ()) -> None:
        self._engine = engine
        self._clock = clock
        self._named = {number_as_sent(number).removeprefix(WHATSAPP) for number in named if number}

    def note(self, customer: str, wanted: str, reason: str, actor: str, sender: str = "") -> bool:
        """The customer wants nothing ("stopped") or something again ("given") from that number of ours, "" for everything.

        The number as people write it, WhatsApp's with its prefix. Returns whether that changed anything. Raises NotFound for who
        never wrote to us; Malformed without a reason, for what is no number of ours, and for one where nothing goes out by text.
        """
        why = " ".join(reason.split())
        if not why or len(why) > LONGEST_REASON:
            raise Malformed(
                f"a reason of at most {LONGEST_REASON} characters is needed: how do you know what the customer wants?"
            )
        with writing(self._engine) as connection:
            scope = self._scope(connection, customer, number_as_sent(sender))
            state(connection, [_said(customer, wanted, why, actor, scope, self._clock.now())])
            changed = follow(connection, {customer})
            outbox.put(connection, [wire.entry(change) for change in changed])
        return bool(changed)

    def _scope(self, connection: Connection, customer: str, number: str) -> tuple[str, str]:
        kind = connection.execute(select(contacts.c.kind).where(contacts.c.customer == customer)).scalar()
        if kind is None:
            raise NotFound("this customer never wrote to us from that address, so nothing is sent there")
        if not number:
            return EVERYTHING
        if kind not in _BY_TEXT:
            raise Malformed("nothing goes from a number to this address: leave the number out")
        if len(number) > LONGEST_SENDER or not (number.removeprefix(WHATSAPP) in self._named or _reached(connection, number)):
            known = f" (they name {', '.join(sorted(self._named))})" if self._named else ""
            raise Malformed(f"that is no number of ours: neither the settings{known} nor any message name it")
        return scope_of(number)


def number_as_sent(written: str) -> str:
    """A number of ours, or the name of a pool, as messages have it: without what people put between digits; "" for none."""
    bare = written.strip()
    prefix = WHATSAPP if bare.lower().startswith(WHATSAPP) else ""
    return prefix + "".join(letter for letter in bare[len(prefix) :] if letter.isalnum() or letter == "+")


def _reached(connection: Connection, number: str) -> bool:
    """Whether a message came to it."""
    here = or_(feedback.c.source == number, feedback.c.service == number)
    return bool(connection.execute(select(exists().where(feedback.c.channel == "sms", here))).scalar())


def _said(customer: str, wanted: str, why: str, actor: str, scope: tuple[str, str], now: datetime) -> Statement:
    channel, ours = scope
    word = "START" if wanted == "given" else "STOP"
    identity = derived_id("consent by staff", customer, ours, channel, wanted, now.isoformat())
    return Statement(identity, customer, channel, ours, wanted, now, "staff", word, words=why, actor=actor)
