"""What was to be said when a backup was made: between then and the loss it may have been said.

So it counts as claimed at the moment of the backup (docs/adr/0006, 0020): a carrier that keeps a list is asked whether it has it,
and what is not on the list is sent; where none can be asked it becomes `uncertain`, and a person looks.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Engine, update

from golddust.database.engine import writing
from golddust.database.schema import replies
from golddust.events import ReplyOutcome
from golddust.purposes import BY_PERSONS, TO_A_MESSAGE
from sinks.replies.policy import Later, Policy, Said, Verdict
from sinks.replies.rows import Handed, Waiting

WHY = "it may have been sent after the backup was made"
HELD = "the log may know that it was sent: waits until `golddust backup replayed` is said"
HELD_PAUSE = timedelta(minutes=1)


def doubt_all(engine: Engine, since: datetime, now: datetime) -> int:
    """Put everything in doubt that waits or was being sent at that moment; returns how many. Raises Unavailable."""
    return _doubt(engine, {"claimed_at": since}, now)


def doubt_overdue(engine: Engine, now: datetime) -> int:
    """The same for what came up when the work of the backup's moment was done again, and was not in the store at that moment.

    Its words may be others than those that were sent, so no list can tell: nobody is asked.
    """
    return _doubt(engine, {"claimed_at": None}, now)


def _doubt(engine: Engine, claim: dict[str, datetime | None], now: datetime) -> int:
    values = {"state": "sending", "asked": 0, "next_try_at": now, "changed_at": now, "why": WHY} | claim
    with writing(engine) as connection:
        waited = update(replies).where(replies.c.state == "waiting").values(tries=replies.c.tries + 1, **values)
        begun = update(replies).where(replies.c.state == "sending", replies.c.why != WHY).values(why=WHY, next_try_at=now)
        in_flight = connection.execute(begun).rowcount
        return connection.execute(waited).rowcount + in_flight


def doubt_one(engine: Engine, row: Waiting, since: datetime, now: datetime) -> bool:
    """Put this one in doubt, as if it had been claimed then; it has not ended: False."""
    mine = (replies.c.id == row.request.id) & (replies.c.state == "waiting") & (replies.c.tries == row.tries)
    values = {"state": "sending", "tries": row.tries + 1, "claimed_at": since, "asked": 0, "next_try_at": now, "why": WHY}
    with writing(engine) as connection:
        connection.execute(update(replies).where(mine).values(changed_at=now, **values))
    return False


def end_known(engine: Engine, outcomes: Iterable[ReplyOutcome]) -> int:
    """Of what is in doubt, or waits, note how it ended where a log that was not lost tells; returns how many."""
    known_ends, ended = list(outcomes), 0
    if not known_ends:
        return 0
    with writing(engine) as connection:
        for outcome in known_ends:
            unsure = (replies.c.state == "sending") & (replies.c.why == WHY)
            mine = (replies.c.id == outcome.request) & (unsure | (replies.c.state == "waiting"))
            values = {"state": "sent" if outcome.carrier else outcome.state, "why": outcome.why, "carrier": outcome.carrier}
            known = {"changed_at": outcome.at, "next_try_at": outcome.at, "provider_id": outcome.provider_id}
            ended += connection.execute(update(replies).where(mine).values(**values, **known)).rowcount
    return ended


class AfterRestore:
    """A `Policy`: what was said between a backup and its restore may have been said, though the store knows nothing of it.

    That is what a machine says to messages of that time, which come in once more where a carrier keeps them (texts), and what was
    asked for in that time, which a log on Kafka gives again. Each is asked about once, before it is first sent.

    As long as such a log has not given all (`held`), nothing goes that a machine says by itself: clocks that ran out in the lost
    time run out once more at the start, and only the log knows whether that was said then. What people write goes, and what a
    machine says to messages that came since.
    """

    def __init__(self, policy: Policy, of: datetime, at: datetime, held: Callable[[], bool] = lambda: False) -> None:
        self._policy = policy
        self._of = of
        self._at = at
        self._held = held

    def verdict(self, row: Waiting, now: datetime) -> Verdict:
        """As the other policy says, unless it may have been said."""
        purpose, asked = row.request.purpose, row.request.requested_at
        heard_then = row.heard_at is not None and self._of < row.heard_at <= self._at and purpose in TO_A_MESSAGE
        in_question = not row.tries and (heard_then or self._of < asked <= self._at)
        by_itself = purpose not in TO_A_MESSAGE and purpose not in BY_PERSONS
        if (in_question or by_itself) and self._held():
            return Later(now + HELD_PAUSE, HELD, "restored")
        return Said(self._of) if in_question else self._policy.verdict(row, now)

    def handed(self, row: Waiting, now: datetime) -> Handed:
        """As the other policy says."""
        return self._policy.handed(row, now)
