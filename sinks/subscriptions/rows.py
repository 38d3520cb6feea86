"""The table `subscriptions`, as people change it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from golddust.database.schema.subscriptions import positions, subscriptions, tries, waiting
from golddust.errors import Conflict, NotFound, Refused
from golddust.subscribing import Attempt, Filter, Subscription, Wish

OWN = (positions, waiting, tries)
"""What else belongs to a subscription, by its name."""

SINCE = -1
"""In place of a partition: since when, in microseconds, a topic counts that came later than the subscription."""
UNREADABLE = "its filter cannot be read by this version of golddust; change it"


def every(connection: Connection) -> list[Row[Any]]:
    """Every row, by name."""
    return list(connection.execute(select(subscriptions).order_by(subscriptions.c.name)))


def one(connection: Connection, name: str) -> Row[Any]:
    """This row. Raises NotFound."""
    row = connection.execute(select(subscriptions).where(subscriptions.c.name == name)).one_or_none()
    if row is None:
        raise NotFound(f"there is no subscription {name[:40]!r}; `golddust subscriptions list` shows those there are")
    return row


def add(connection: Connection, name: str, wish: Wish, sealed: str, now: datetime, most: int) -> None:
    """A new row that begins now. Raises Conflict."""
    names = set(connection.execute(select(subscriptions.c.name)).scalars())
    if name in names:
        raise Conflict(f"there is a subscription {name!r} already")
    if len(names) >= most:
        raise Conflict(f"there are {len(names)} subscriptions, and may be no more ([subscriptions] most)")
    values = {"name": name, "secret": sealed, "old_secret": "", "state": "active", "why": "", "version": 1, "claim": ""}
    values |= {"rounds": 0, "behind": 0} | dict.fromkeys(("made_at", "changed_at", "start_at"), now) | as_values(wish)
    connection.execute(insert(subscriptions).values(values))


def as_values(wish: Wish) -> dict[str, Any]:
    """The wish as its columns hold it."""
    return {"url": wish.url, "topics": _text(wish.topics), "filter": _text(wish.filter)}


def change(connection: Connection, name: str, now: datetime, values: Mapping[str, Any]) -> None:
    """Write these; whoever works for it notices, gives it back and begins anew: nobody else sends meanwhile. Raises NotFound."""
    stepped = {"version": subscriptions.c.version + 1, "changed_at": now, **values}
    if not connection.execute(update(subscriptions).where(subscriptions.c.name == name).values(stepped)).rowcount:
        one(connection, name)


def change_wish(connection: Connection, name: str, now: datetime, wish: Wish) -> None:
    """Let it want this. Topics that are new to it begin now; of those that it leaves nothing stays. Raises NotFound."""
    before = _topics(one(connection, name))
    change(connection, name, now, as_values(wish))
    for table in (positions, waiting):
        connection.execute(delete(table).where(table.c.subscription == name, table.c.topic.not_in(wish.topics)))
    since = {"subscription": name, "partition": SINCE, "next": int(now.timestamp() * 1_000_000)}
    new = [{**since, "topic": topic} for topic in wish.topics if topic not in before]
    if new:
        connection.execute(insert(positions), new)


def begin_at(connection: Connection, name: str, since: datetime, now: datetime) -> None:
    """Let it stand where the log was at that time. Raises NotFound."""
    calm = {"failing_since": None, "rest_until": None, "rounds": 0}
    change(connection, name, now, {"start_at": since, **calm})
    for table in (positions, waiting):
        connection.execute(delete(table).where(table.c.subscription == name))


def remove(connection: Connection, name: str) -> None:
    """Forget it and all about it. Raises NotFound."""
    one(connection, name)
    for table in OWN:
        connection.execute(delete(table).where(table.c.subscription == name))
    connection.execute(delete(subscriptions).where(subscriptions.c.name == name))


def reseal(connection: Connection, renewed: Callable[[str], str]) -> None:
    """Write each secret as `renewed` has it, unless a person was quicker."""
    for row in every(connection):
        for column in (subscriptions.c.secret, subscriptions.c.old_secret):
            before = getattr(row, column.name)
            if before and (after := renewed(before)) != before:
                same = (subscriptions.c.name == row.name, column == before)
                connection.execute(update(subscriptions).where(*same).values({column.name: after}))


def last_tries(connection: Connection, name: str, limit: int) -> list[Attempt]:
    """The last so many, newest first."""
    query = select(tries).where(tries.c.subscription == name).order_by(tries.c.number.desc()).limit(limit)
    fields = Attempt.__struct_fields__
    return [Attempt(**{field: getattr(row, field) for field in fields}) for row in connection.execute(query)]


def note(connection: Connection, name: str, attempt: Attempt) -> None:
    """Write a try down."""
    connection.execute(insert(tries).values({"subscription": name, **msgspec.structs.asdict(attempt)}))


def forget_tries(connection: Connection, name: str, before: datetime, most: int) -> None:
    """Keep the newest so many, and none from before then."""
    mine = tries.c.subscription == name
    newest = connection.execute(select(func.max(tries.c.number)).where(mine)).scalar()
    if newest is None:
        return
    kept = select(tries.c.number).where(mine).order_by(tries.c.number.desc()).offset(most).limit(1)
    last = connection.execute(kept).scalar()
    connection.execute(delete(tries).where(mine, (tries.c.at < before) | (tries.c.number <= (last or 0))))


def wish_of(row: Row[Any]) -> Wish:
    """What it wants. Raises Refused when this version of golddust cannot read it."""
    try:
        return Wish(url=row.url, topics=_topics(row), filter=msgspec.json.decode(row.filter, type=Filter))
    except msgspec.MsgspecError as error:
        raise Refused(f"{UNREADABLE}: {error}") from None


def _topics(row: Row[Any]) -> tuple[str, ...]:
    return msgspec.json.decode(row.topics, type=tuple[str, ...])


def subscription_of(row: Row[Any]) -> Subscription:
    """The row as others see it: without its secrets."""
    try:
        wish, why = wish_of(row), row.why
    except Refused as refused:  # the others are shown all the same, and this one can be changed or removed
        wish, why = Wish(url=row.url, topics=_topics(row)), row.why or refused.reason
    given = (*Wish.__struct_fields__, "why")
    rest: dict[str, Any] = {name: getattr(row, name) for name in Subscription.__struct_fields__ if name not in given}
    return Subscription(url=wish.url, topics=wish.topics, filter=wish.filter, why=why, **rest)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
