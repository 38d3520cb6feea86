"""Takes the words out of rows and leaves what figures are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import to_builtins
from sqlalchemy import Connection, bindparam, delete, select, update

from golddust.database.schema import case_events, cases, feedback, promises, tags
from golddust.database.schema.media import media
from golddust.events import Thread

_NO_THREAD = to_builtins(Thread())
_QUOTED = ("evidence", "private", "refers_to")
"""What a tagged event has of the words themselves, wherever it stands in it."""
_SPOKEN = ("note", "delay", "words", "why")
"""What a case's event has of words."""


def words(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Of messages: words, subjects, names of files, threads, and what was written down of them. The originals went before."""
    gone = dict.fromkeys(("text", "full_text", "subject", "message_id", "external_id", "authentication"), "")
    left = {"attachments": [], "problems": [], "thread": _NO_THREAD, "emptied_at": now}
    connection.execute(update(feedback).where(feedback.c.id.in_(ids)).values({**gone, **left}))
    told = connection.execute(select(tags.c.feedback, tags.c.tags).where(tags.c.feedback.in_(ids))).all()
    if told:
        change = update(tags).where(tags.c.feedback == bindparam("which")).values(redacted="", tags=bindparam("left"))
        connection.execute(change, [{"which": row.feedback, "left": _without_words(row.tags)} for row in told])


def originals(connection: Connection, ids: Sequence[str], _: datetime) -> None:
    """Of messages: the names of bytes that are gone by now."""
    connection.execute(update(feedback).where(feedback.c.id.in_(ids)).values(original=""))
    connection.execute(delete(media).where(media.c.feedback.in_(ids), media.c.state != "waiting"))


def cases_(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Of cases: what they say, in every step, and what was pledged."""
    gone = dict.fromkeys(("subject", "text", "why", "delay"), "")
    left = {"escalation": None, "emptied_at": now}
    connection.execute(update(cases).where(cases.c.id.in_(ids)).values({**gone, **left}))
    connection.execute(update(promises).where(promises.c.case.in_(ids)).values(words=""))
    steps = connection.execute(select(case_events.c.id, case_events.c.event).where(case_events.c.case.in_(ids))).all()
    if steps:
        change = update(case_events).where(case_events.c.id == bindparam("which")).values(event=bindparam("left"))
        connection.execute(change, [{"which": row.id, "left": _emptied(row.event, _SPOKEN)} for row in steps])


def unshared(connection: Connection, ids: Sequence[str]) -> list[str]:
    """The originals that these messages name, and their files, and no other message does."""
    mine = select(feedback.c.original).where(feedback.c.id.in_(ids))
    files = select(media.c.original).where(media.c.feedback.in_(ids), media.c.state != "waiting")
    named = {name for name in connection.execute(mine.union(files)).scalars() if name}
    theirs = select(feedback.c.original).where(feedback.c.original.in_(named), feedback.c.id.not_in(ids))
    others = select(media.c.original).where(media.c.original.in_(named), media.c.feedback.not_in(ids))
    return sorted(named - set(connection.execute(theirs.union(others)).scalars()))


def _without_words(event: Mapping[str, Any]) -> dict[str, Any]:
    return {**_emptied(event, _QUOTED), "text": "", "subject": ""}


def _emptied(value: Any, names: Sequence[str]) -> Any:
    """The same, with nothing under these names, however deep they stand."""
    if isinstance(value, dict):
        return {name: type(its)() if name in names and its else _emptied(its, names) for name, its in value.items()}
    return [_emptied(one, names) for one in value] if isinstance(value, list) else value
