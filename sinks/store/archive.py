"""Reads what is stored, for the console and the API."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, Select, and_, func, or_, select

from golddust.database.engine import check_database, reading
from golddust.database.schema import cases, contacts, feedback, promises, replies, tags
from golddust.errors import NotFound

_OPEN = ("opened", "acknowledged", "reopened")


class StoredArchive:
    """An `Archive` on the database.

    A feedback's mapping has: id, channel, source, received_at, customer, text, full_text, subject, rating, attachments,
    automatic, command, problems, address, address_kind, name, kind, kind_confidence, sentiment, sentiment_score, unsure, emotion, urgency,
    language, redacted, tags (the whole tagged event, None while it is being tagged), case (reference or None).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def feedback(self, limit: int, before: str = "", kind: str = "") -> list[Mapping[str, Any]]:
        """The newest feedback first, before the one of that id when given."""
        query = _feedback_query().order_by(feedback.c.received_at.desc(), feedback.c.id.desc()).limit(limit)
        if kind:
            query = query.where(tags.c.kind == kind)
        with reading(self._engine) as connection:
            if before:
                at = connection.execute(select(feedback.c.received_at).where(feedback.c.id == before)).scalar()
                if at is None:
                    raise NotFound("there is no feedback of that id to go on from")
                earlier = and_(feedback.c.received_at == at, feedback.c.id < before)
                query = query.where(or_(feedback.c.received_at < at, earlier))
            return [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name for it

    def one(self, feedback_id: str) -> Mapping[str, Any]:
        """One feedback with its tags. Raises NotFound."""
        with reading(self._engine) as connection:
            row = connection.execute(_feedback_query().where(feedback.c.id == feedback_id)).first()
        if row is None:
            raise NotFound("there is no feedback of that id")
        return dict(row._mapping)  # noqa: SLF001 - as above

    def replies(self, case: str) -> list[Mapping[str, Any]]:
        """What was or is to be said in this case (by its id): rows of the table `replies`."""
        query = select(replies).where(replies.c.case == case).order_by(replies.c.requested_at, replies.c.id)
        with reading(self._engine) as connection:
            return [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - as above

    def waiting_replies(self) -> list[Mapping[str, Any]]:
        """Replies not sent yet: channel, state, why, number."""
        query = (
            select(replies.c.channel, replies.c.state, replies.c.why, func.count().label("number"))
            .where(replies.c.state.in_(("waiting", "sending", "uncertain")))
            .group_by(replies.c.channel, replies.c.state, replies.c.why)
            .order_by(replies.c.channel)
        )
        with reading(self._engine) as connection:
            return [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - as above

    def figures(self) -> Mapping[str, int]:
        """How much is stored: feedback, complaints, cases, open_cases, late_cases, waiting_replies."""
        late = select(func.count(promises.c.case.distinct())).where(promises.c.late_at.is_not(None), promises.c.kept_at.is_(None))
        counts = {
            "feedback": select(func.count()).select_from(feedback),
            "complaints": select(func.count()).select_from(tags).where(tags.c.kind == "complaint"),
            "cases": select(func.count()).select_from(cases),
            "open_cases": select(func.count()).select_from(cases).where(cases.c.state.in_(_OPEN)),
            "late_cases": late,
            "waiting_replies": select(func.count()).select_from(replies).where(replies.c.state == "waiting"),
        }
        with reading(self._engine) as connection:
            return {name: int(connection.execute(query).scalar_one()) for name, query in counts.items()}

    def check(self) -> None:
        """Touch the database without writing; raises Unavailable."""
        check_database(self._engine)


def _feedback_query() -> Select[Any]:
    plain = [c for c in feedback.c if c.name not in ("thread", "message_id", "original", "authentication", "revision")]
    told = [
        tags.c[name]
        for name in ("kind", "kind_confidence", "sentiment", "sentiment_score", "unsure", "emotion", "urgency", "language")
    ]
    return (
        select(
            *plain,
            *told,
            tags.c.redacted,
            tags.c.tags,
            contacts.c.address,
            contacts.c.kind.label("address_kind"),
            contacts.c.name,
            cases.c.reference.label("case"),
        )
        .select_from(feedback)
        .outerjoin(tags, tags.c.feedback == feedback.c.id)
        .outerjoin(contacts, contacts.c.customer == feedback.c.customer)
        .outerjoin(cases, cases.c.feedback == feedback.c.id)
    )
