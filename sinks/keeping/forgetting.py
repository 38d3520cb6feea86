"""The round that forgets: some rows at a time, each time in a short transaction, every table once a day.

What is found is read without a lock, looked at again in the transaction that drops it, and dropped only when nobody holds it.
Files go before the rows that name them, so that a process which dies in between leaves nothing that nobody knows of.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, literal, select, tuple_

from golddust.database import holds
from golddust.database.engine import reading, writing
from golddust.database.places import Place
from golddust.database.scrubbing import scrub
from golddust.ports import Clock, Metrics, Originals
from sinks.keeping import emptying
from sinks.keeping.options import Options
from sinks.keeping.rules import Rule, rules

AT_ONCE = 100
"""Rows in one transaction: on SQLite everybody who writes waits for it."""
Held = Callable[[Connection, Collection[str]], Collection[str]]
"""Which of these customers' data must be kept, whatever its age: legal hold."""


class Forgetting:
    """Applies `[keep]`; for any number of processes, of which one at a time is at work."""

    def __init__(
        self,
        engine: Engine,
        originals: Originals,
        options: Options,
        clock: Clock,
        metrics: Metrics,
        held: Held = holds.held,
    ) -> None:
        self._engine = engine
        self._originals = originals
        self._options = options
        self._clock = clock
        self._metrics = metrics
        self._held = held
        self._place = Place(engine, "keeping")
        self._day: date | None = None
        self._left: list[Rule] = []
        self._after: Sequence[Any] = ()
        self._dropped = 0

    def forget(self) -> int:
        """Forget some; returns how many rows were looked at, 0 when all is done for today. Raises Unavailable."""
        if not self._place.take():
            return 0
        today = self._clock.now().astimezone(UTC).date()
        if self._day != today:
            self._day, self._left, self._after, self._dropped = today, rules(self._options), (), 0
        while self._left:
            looked_at = self._some(self._left[0])
            if looked_at:
                return looked_at
            self._left, self._after = self._left[1:], ()
            if not self._left and self._dropped:
                scrub(self._engine)
        return 0

    def close(self) -> None:
        """Let another process forget."""
        self._place.give_back()

    def _some(self, rule: Rule) -> int:
        before = datetime.combine(self._day or date.min, time(), UTC) - timedelta(days=rule.days)
        found = self._found(rule, before)
        if found:
            ids = [row[-2] for row in found]
            if rule.names_files:
                self._forget_files(rule, before, ids)
            self._drop(rule, before, ids)
            self._after = tuple(found[-1][:-1])
        return len(found)

    def _found(self, rule: Rule, before: datetime) -> Sequence[Any]:
        query = select(*rule.walked, rule.customer.label("whose")).where(rule.ripe(before))
        if self._after:
            types = [column.type for column in rule.walked]
            here = (literal(value, kind) for value, kind in zip(self._after, types, strict=True))
            query = query.where(tuple_(*rule.walked) > tuple_(*here))
        with reading(self._engine) as connection:
            return connection.execute(query.order_by(*rule.walked).limit(AT_ONCE)).all()

    def _free(self, connection: Connection, rule: Rule, before: datetime, ids: Sequence[str]) -> list[str]:
        """Those that are still ripe, and held by nobody."""
        query = select(rule.walked[-1], rule.customer.label("whose")).where(rule.walked[-1].in_(ids), rule.ripe(before))
        rows = connection.execute(query).all()
        held = set(self._held(connection, {row.whose for row in rows if row.whose})) if rows else set()
        return [row[0] for row in rows if row.whose not in held]

    def _forget_files(self, rule: Rule, before: datetime, ids: Sequence[str]) -> None:
        with reading(self._engine) as connection:
            names = emptying.unshared(connection, self._free(connection, rule, before, ids))
        for name in names:
            self._originals.delete(name)

    def _drop(self, rule: Rule, before: datetime, ids: Sequence[str]) -> None:
        with writing(self._engine) as connection:
            free = self._free(connection, rule, before, ids)
            if free:
                rule.drop(connection, free, self._clock.now())
        self._dropped += len(free)
        self._metrics.count("golddust_expired_total", len(free), what=rule.kind)
