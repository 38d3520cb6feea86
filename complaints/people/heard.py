"""Messages in which codes came back, and the wrong ones among them, which count as tries.

They are counted anew from what is stored whenever somebody asks. So each message counts once, however often it is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from complaints.people.codes import LASTS, LONGEST_ANSWER, codes_in, is_code
from complaints.people.wording import quotes_us
from golddust.database.schema import feedback
from golddust.database.schema.people import join_codes
from golddust.identity import Keys

MOST_HEARD = 200
"""So many short messages of a customer since the code was sent are searched, the newest.

Who sends more, to hide wrong codes behind them, gains a few tries in three days, of the thousands of millions that it would take.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A message with whatever may be codes in it."""

    message: str
    given: list[str]


def answers(connection: Connection, customer: str, sent_at: datetime) -> list[Answer]:
    """What a customer to whom a code was sent then has answered while it was good, the newest first."""
    good = feedback.c.received_at.between(sent_at, sent_at + LASTS) & (func.length(feedback.c.text) <= LONGEST_ANSWER)
    query = select(feedback.c.id, feedback.c.text).where(feedback.c.customer == customer, good)
    newest = query.order_by(feedback.c.received_at.desc(), feedback.c.id.desc()).limit(MOST_HEARD)
    found = [Answer(row.id, [] if quotes_us(row.text) else codes_in(row.text)) for row in connection.execute(newest)]
    return [answer for answer in found if answer.given]


def wrong_before(connection: Connection, code: Row[Any], keys: Keys) -> int:
    """In how many messages a wrong code came for this one, a row of `join_codes`, before the right one did.

    A code that was sent to the same customer in another proposal is not a wrong one.
    """
    others = connection.execute(select(join_codes).where(join_codes.c.customer == code.customer)).all()
    wrong = 0
    for answer in reversed(answers(connection, code.customer, code.sent_at)):
        if fits(keys, code, answer.given):
            break
        wrong += not any(fits(keys, other, answer.given) for other in others)
    return wrong


def fits(keys: Keys, code: Row[Any], given: Sequence[str]) -> bool:
    """Whether one of these codes is the one of that row of `join_codes`."""
    return any(is_code(keys, code.proposal, code.customer, one, code.digest) for one in given)
