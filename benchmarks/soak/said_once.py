"""Whether each answer went out once: what the register thinks it sent, held against what relay and carrier have."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Engine, func, select

from benchmarks.soak.receivers import Receivers
from golddust.database.engine import reading
from golddust.database.schema import replies
from golddust.database.schema.mirrors import mirrors

SENT, IN_DOUBT = "sent", "uncertain"


def waiting(engine: Engine) -> Mapping[str, int]:
    """Answers and mirrored steps that are still to go out."""
    with reading(engine) as connection:
        answers = connection.execute(
            select(func.count()).select_from(replies).where(replies.c.state.in_(("waiting", "sending")))
        ).scalar_one()
        steps = connection.execute(
            select(func.count()).select_from(mirrors).where(mirrors.c.known > mirrors.c.carried, mirrors.c.state != "parked")
        ).scalar_one()
    return {name: count for name, count in (("answers", answers), ("mirrors", steps)) if count}


def states(engine: Engine) -> dict[str, int]:
    """How many answers ended in which way."""
    with reading(engine) as connection:
        rows = connection.execute(select(replies.c.state, func.count()).group_by(replies.c.state))
        return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to mypy


def faults(engine: Engine, receivers: Receivers) -> list[str]:
    """Answers that went out twice, that are sent and never arrived, or that arrived and nobody knows of."""
    with reading(engine) as connection:
        rows = connection.execute(select(replies.c.channel, replies.c.state, replies.c.provider_id)).all()
        parked = connection.execute(select(func.count()).select_from(mirrors).where(mirrors.c.state == "parked")).scalar_one()
    named = {row.provider_id for row in rows if row.state == SENT}
    mails, texts = receivers.relay.ids, Counter({one.sid: 1 for one in receivers.texts.texts.taken})
    arrived = mails + texts
    doubt = sum(row.state == IN_DOUBT for row in rows)
    forms = Counter(frozenset(one.form.items()) for one in receivers.texts.texts.taken)
    found = {
        "answers arrived twice by mail": sum(times > 1 for times in mails.values()),
        "answers arrived twice by text": sum(times > 1 for times in forms.values()),
        "answers are sent and never arrived": len(named - arrived.keys()),
        f"answers arrived and are not known as sent, beyond the {doubt} in doubt": max(0, len(arrived.keys() - named) - doubt),
        "mirrored cases are parked": parked,
    }
    return [f"{count} {words}" for words, count in found.items() if count]
