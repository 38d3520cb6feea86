"""What the staff notes of a customer's consent, because they were told so by other ways than a message."""

from sqlalchemy import Engine, exists, select

from golddust import wire
from golddust.database import outbox
from golddust.database.consent import EVERYTHING, scope_of
from golddust.database.engine import writing
from golddust.database.schema import contacts
from golddust.errors import Malformed, NotFound
from golddust.identity import derived_id
from golddust.ports import Clock
from sinks.store.consents import Statement, follow, state

LONGEST_REASON = 500
LONGEST_SENDER = 80


class Consents:
    """Notes consent by hand. For any number of processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def note(self, customer: str, wanted: str, reason: str, actor: str, sender: str = "") -> bool:
        """The customer wants nothing ("stopped") or something again ("given") from that number of ours, "" for everything.

        Returns whether that changed anything. Raises NotFound for who never wrote to us, Malformed without a reason.
        """
        why, number = " ".join(reason.split()), sender.strip()
        if not why or len(why) > LONGEST_REASON or len(number) > LONGEST_SENDER:
            raise Malformed(
                f"a reason of at most {LONGEST_REASON} characters is needed: how do you know what the customer wants?"
            )
        channel, ours = scope_of(number) if number else EVERYTHING
        now = self._clock.now()
        said = Statement(
            derived_id("consent by staff", customer, ours, channel, wanted, now.isoformat()),
            customer,
            channel,
            ours,
            wanted,
            now,
            "staff",
            "START" if wanted == "given" else "STOP",
            words=why,
            actor=actor,
        )
        with writing(self._engine) as connection:
            if not connection.execute(select(exists().where(contacts.c.customer == customer))).scalar():
                raise NotFound("this customer never wrote to us from that address, so nothing is sent there")
            state([said], connection)
            changed = follow(connection, {customer})
            outbox.put(connection, [wire.entry(change) for change in changed])
        return bool(changed)
