"""Reads what is stored, for the console and the API."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, select, tuple_

from golddust.database.consent import stopped_since, stopped_with
from golddust.database.engine import check_database, reading
from golddust.database.schema import case_feedback, cases, contacts, feedback_topics, promises, replies, tags
from golddust.database.schema import feedback as said
from golddust.database.schema.people import imported_customers
from golddust.database.values import values_of
from golddust.errors import NotFound
from golddust.events import Question
from golddust.ports import EVERYTHING, Choices, Customer, CustomerInFull, Sought, Told
from sinks.media.rows import Medium, of_feedback
from sinks.store import corrected, customers, searching
from sinks.store.insight.totals import stored_in_all
from sinks.store.shapes import NOT_SENT, StoredFeedback, StoredReply

_ADDED = ("topics", "corrected")
_OPEN = ("received", "acknowledged", "in_work", "reopened")
_ISSUES = (
    select(said.c.id, said.c.received_at.label("at"), cases.c.priority, cases.c.owner, cases.c.state, cases.c.why)
    .add_columns((cases.c.feedback == said.c.id).label("opened"))
    .join(case_feedback, case_feedback.c.feedback == said.c.id)
    .join(cases, cases.c.id == case_feedback.c.case)
    .where(said.c.customer != "")
)


class StoredArchive:
    """An `Archive` on the database. What its mappings hold is written down in `sinks/store/shapes.py`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def feedback(self, limit: int, before: str | Told = "", sought: Sought = EVERYTHING) -> list[Mapping[str, Any]]:
        """The newest `StoredFeedback` first, older than that one when given. Raises NotFound for an unknown id `before`."""
        with reading(self._engine) as connection:
            ids = searching.found(connection, sought, limit, before)
        return self._of(ids)

    def those(self, ids: Sequence[str], sought: Sought = EVERYTHING) -> list[Mapping[str, Any]]:
        """What is looked for among these feedbacks, newest first."""
        if not ids:
            return []
        with reading(self._engine) as connection:
            fitting = searching.found(connection, sought, len(ids), among=ids)
        return self._of(fitting)

    def tagged(self, ids: Sequence[str]) -> Sequence[str]:
        """Which of these feedbacks are stored with their tags."""
        both = said.join(tags, tags.c.feedback == said.c.id)
        with reading(self._engine) as connection:
            return connection.execute(select(said.c.id).select_from(both).where(said.c.id.in_(ids))).scalars().all()

    def choices(self) -> Choices:
        """The topics that feedback was ever about, and the segments of imported customers."""
        with reading(self._engine) as connection:
            topics, segments = feedback_topics.c.topic, imported_customers.c.segment
            return Choices(values_of(connection, topics), values_of(connection, segments))

    def one(self, feedback: str) -> Mapping[str, Any]:
        """One `StoredFeedback`. Raises NotFound."""
        found = self._rows(_feedback_query().where(said.c.id == feedback))
        if not found:
            raise NotFound("there is no feedback of that id")
        return self._whole(found)[0]

    def issues(self, limit: int, before: Told | None = None, owner: str = "") -> list[Mapping[str, Any]]:
        """The newest messages that are part of a case, each a `StoredIssue`."""
        at = (said.c.received_at, said.c.id)
        query = _ISSUES.order_by(*(one.desc() for one in at)).limit(limit)
        if before:
            query = query.where(tuple_(*at) < searching.place(before))
        if owner:
            query = query.where(cases.c.owner == owner)
        found = {row["id"]: row for row in self._rows(query)}
        return [{**row, **found[row["id"]]} for row in self._of(list(found))]

    def customers(self, limit: int, after: str = "") -> list[Customer]:
        """Who wrote to us, by pseudonym, behind that one."""
        with reading(self._engine) as connection:
            return customers.listed(connection, limit, after)

    def customer(self, customer: str) -> CustomerInFull:
        """One of them, with all that is known of the person. Raises NotFound."""
        with reading(self._engine) as connection:
            return customers.whole(connection, customer)

    def replies(self, case: str) -> list[Mapping[str, Any]]:
        """What was or is to be said in the case of this id: each a `StoredReply`, in the order in which they were asked for."""
        columns = [replies.c[name] for name in StoredReply.__annotations__]
        return self._rows(select(*columns).where(replies.c.case == case).order_by(replies.c.requested_at, replies.c.id))

    def answers(
        self, limit: int, after: str = "", since: datetime | None = None, until: datetime | None = None
    ) -> list[Mapping[str, Any]]:
        """Each a `StoredReply`, by id: the one order that no reply moves in and that an index has."""
        within = [replies.c.requested_at >= since] if since else []
        within += [replies.c.requested_at < until] if until else []
        query = select(*(replies.c[name] for name in StoredReply.__annotations__)).where(replies.c.id > after, *within)
        return self._rows(query.order_by(replies.c.id).limit(limit))

    def waiting_replies(self) -> list[Mapping[str, Any]]:
        """Replies not sent, each group a `WaitingReplies`: those that wait, are being sent, or may or may not have been sent."""
        groups = (replies.c.channel, replies.c.state, replies.c.why)
        query = select(*groups, func.count().label("number")).where(replies.c.state.in_(NOT_SENT)).group_by(*groups)
        return self._rows(query.order_by(*groups))

    def replies_in_vain(self, since: datetime) -> list[Mapping[str, Any]]:
        """Replies that reached nobody, each group a `WaitingReplies`: those refused by us or by a carrier, or not delivered."""
        vain = replies.c.state.in_(("suppressed", "failed")) | (replies.c.carrier == "undelivered")
        groups = (replies.c.channel, replies.c.state, replies.c.why)
        query = select(*groups, func.count().label("number")).where(vain, replies.c.changed_at > since).group_by(*groups)
        return self._rows(query.order_by(func.count().desc(), *groups))

    def figures(self) -> Mapping[str, int]:
        """How much is stored, as `Figures`."""
        broken = promises.c.late_at.is_not(None) & promises.c.kept_at.is_(None) & cases.c.state.in_(_OPEN)
        counts = {
            "cases": select(func.count()).select_from(cases),
            "open_cases": select(func.count()).select_from(cases).where(cases.c.state.in_(_OPEN)),
            "late_cases": select(func.count(promises.c.case.distinct())).select_from(promises.join(cases)).where(broken),
            "waiting_replies": select(func.count()).select_from(replies).where(replies.c.state == "waiting"),
        }
        with reading(self._engine) as connection:
            stored = stored_in_all(connection)
            query = select(*(query.scalar_subquery().label(name) for name, query in counts.items()))
            return {**stored, **connection.execute(query).mappings().one()}

    def check(self) -> None:
        """Touch the database without writing; raises Unavailable."""
        check_database(self._engine)

    def _of(self, ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """These feedbacks, in this order."""
        if not ids:
            return []
        rows = {row["id"]: row for row in self._rows(_feedback_query().where(said.c.id.in_(ids)))}
        return self._whole([rows[one] for one in ids if one in rows])

    def _whole(self, found: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """With what people say of the tags, and how it stands with files."""
        with reading(self._engine) as connection:
            holding = corrected.holding(connection, [row["id"] for row in found])
        return self._with_files([{**row, **_put_right(row, holding.get(row["id"], {}))} for row in found])

    def _with_files(self, found: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """With how it stands with each file that had to be fetched."""
        ids = [row["id"] for row in found if any(file.get("url") for file in row["attachments"])]
        if not ids:
            return found
        with reading(self._engine) as connection:
            fetched = of_feedback(connection, ids)
        return [{**row, "attachments": _with_states(row, fetched)} for row in found]

    def _rows(self, query: Select[Any]) -> list[Mapping[str, Any]]:
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _put_right(row: Mapping[str, Any], holding: Mapping[Question, corrected.Holding]) -> Mapping[str, Any]:
    said = {question: {"actor": one.actor, "at": one.at, "answers": one.answers} for question, one in holding.items()}
    return {"topics": corrected.topics(row["tags"], holding, row["sentiment"]) if row["tags"] else [], "corrected": said}


def _with_states(row: Mapping[str, Any], fetched: Mapping[tuple[str, int], Medium]) -> list[dict[str, Any]]:
    files = [(file, fetched.get((row["id"], number))) for number, file in enumerate(row["attachments"], start=1)]
    return [file if medium is None else {**file, **_state(medium)} for file, medium in files]


def _state(medium: Medium) -> dict[str, Any]:
    known = {"type": medium.type, "size": medium.size} if medium.type else {}
    return {"state": medium.state, "why": medium.why, "original": medium.original, **known}


@cache
def _feedback_query() -> Select[Any]:
    """Put together once: that takes longer than most answers."""
    columns: dict[str, ColumnElement[Any]] = {column.name: column for column in (*tags.c, *said.c)}
    columns |= {
        "address": contacts.c.address,
        "address_kind": contacts.c.kind.label("address_kind"),
        "name": contacts.c.name,
        "stopped_at": stopped_since(said.c.customer, said.c.id, said).label("stopped_at"),
        "stopped_with": stopped_with(said.c.customer, said.c.id, said).label("stopped_with"),
        "case": cases.c.reference.label("case"),
    }
    return (
        select(*(columns[name] for name in StoredFeedback.__annotations__ if name not in _ADDED))
        .select_from(said)
        .outerjoin(tags, tags.c.feedback == said.c.id)
        .outerjoin(contacts, contacts.c.customer == said.c.customer)
        .outerjoin(case_feedback, case_feedback.c.feedback == said.c.id)
        .outerjoin(cases, cases.c.id == case_feedback.c.case)
    )
