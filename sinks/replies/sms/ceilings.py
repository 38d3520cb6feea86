"""How many texts may go out within an hour, and at what cost: counted from the rows, so that restarts and processes agree.

Two processes that look at the same moment may each send one more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from golddust.database.engine import reading
from golddust.database.schema import replies

WITHIN = timedelta(hours=1)
MILLION = 1_000_000
_COUNTED = ("sending", "sent", "uncertain")


@dataclass(frozen=True, slots=True)
class Spent:
    """What went out within the last hour: texts, what they may cost in millionths, and when the first of them went."""

    texts: int
    price: int
    first: datetime | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most so many texts, and so much cost in millionths."""

    texts: int
    price: int

    def reached(self, spent: Spent, more: int) -> str:
        """Which of the two one more text at that price would be over, in words; "" when there is room.

        A text that alone costs more than an hour may goes when nothing else did.
        """
        if spent.texts >= self.texts:
            return f"{self.texts:,} texts within an hour"
        if spent.texts and spent.price + more > self.price:
            return f"{self.price / MILLION:,.2f} for texts within an hour"
        return ""


def spent(engine: Engine, now: datetime) -> Spent:
    """What went out within the hour before now."""
    lately = (replies.c.claimed_at > now - WITHIN) & replies.c.state.in_(_COUNTED) & (replies.c.segments > 0)
    query = select(
        func.count().label("texts"), func.sum(replies.c.price).label("price"), func.min(replies.c.claimed_at).label("first")
    )
    with reading(engine) as connection:
        row = connection.execute(query.where(lately)).one()
    return Spent(row.texts, int(row.price or 0), row.first)


def last_from(engine: Engine, number: str) -> datetime | None:
    """When the last text went from this number of ours."""
    with reading(engine) as connection:
        query = select(func.max(replies.c.claimed_at)).where(replies.c.sent_from == number)
        return connection.execute(query).scalar()


def price_of(number: str, segments: int, prices: Mapping[str, float], elsewhere: float) -> int:
    """What a text of so many segments may cost, in millionths: the longest beginning of the number that has a price counts."""
    digits = "+" + "".join(letter for letter in number if letter.isdigit())
    known = next((prices[digits[:length]] for length in range(len(digits), 1, -1) if digits[:length] in prices), elsewhere)
    return round(known * MILLION) * segments
