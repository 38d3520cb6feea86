"""Subscriptions as people and programs keep them: made, changed, looked at, tried."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Engine, Row

from golddust.database.engine import reading, writing
from golddust.errors import Conflict, Malformed, Refused
from golddust.ports import Clock
from golddust.records import Record
from golddust.subscribing import Attempt, Subscription, Wish
from golddust.wire import timestamp
from sinks.subscriptions import rows
from sinks.subscriptions.options import Options
from sinks.subscriptions.posting import Poster, Resolve
from sinks.subscriptions.sealing import Seal, older_secret
from sinks.subscriptions.signing import body_of, headers_of, new_secret
from sinks.subscriptions.wishes import checked, checked_name

TEST_TYPE = "golddust.subscription.test.v1"
OLD_SIGNS_FOR = timedelta(days=1)


class StoredSubscriptions:
    """A `Subscriptions` in the database. `offered`: the topics of the log that may be subscribed to, asked for when needed."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        seal: Seal,
        options: Options,
        offered: Callable[[], Sequence[str]],
        resolve: Resolve | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._seal = seal
        self._options = options
        self._offered = offered
        self._resolve = resolve

    def all(self) -> list[Subscription]:
        """Every one, by name."""
        with reading(self._engine) as connection:
            return [rows.subscription_of(row) for row in rows.every(connection)]

    def one(self, name: str) -> Subscription:
        """This one."""
        return rows.subscription_of(self._row(name))

    def unworkable(self) -> dict[str, str]:
        """Those whose secret or filter cannot be read, and why."""
        with reading(self._engine) as connection:
            found = {row.name: self._wrong_with(row) for row in rows.every(connection)}
        return {name: why for name, why in found.items() if why}

    def _wrong_with(self, row: Row[Any]) -> str:
        try:
            self._seal.open(row.secret)
            rows.wish_of(row)
        except Refused as refused:
            return refused.reason
        return ""

    def offered(self) -> Sequence[str]:
        """The topics of the log that may be subscribed to."""
        return tuple(self._offered())

    def add(self, name: str, wish: Wish) -> str:
        """Make one, from now on, and return its secret."""
        wanted, secret = checked(wish, self._offered(), self._options), new_secret()
        with writing(self._engine) as connection:
            sealed = self._seal.close(secret)
            rows.add(connection, checked_name(name), wanted, sealed, self._clock.now(), self._options.most)
        return secret

    def change(self, name: str, wish: Wish) -> None:
        """Let it want this from now on; topics that are new to it begin now."""
        wanted = checked(wish, self._offered(), self._options)
        with writing(self._engine) as connection:
            rows.change_wish(connection, name, self._clock.now(), wanted)

    def pause(self, name: str) -> None:
        """Send nothing until it is resumed."""
        self._change(name, lambda _: {"state": "paused", "why": ""})

    def resume(self, name: str) -> None:
        """Go on where it stood, with the patience for a new receiver."""
        calm = {"failing_since": None, "rest_until": None, "rounds": 0}
        self._change(name, lambda _: {"state": "active", "why": "", **calm})

    def rotate(self, name: str) -> str:
        """Make and return a new secret; the one before signs, too, for a day. Raises Conflict while it still does."""
        secret, now = new_secret(), self._clock.now()

        def turned(row: Row[Any]) -> dict[str, Any]:
            if older_secret(row, self._seal, now):
                raise Conflict("two secrets are good already; the older one ends at " + timestamp(row.old_secret_until))
            old = {"old_secret": row.secret, "old_secret_until": now + OLD_SIGNS_FOR}
            if not self._seal.opens(row.secret):  # nobody can sign with it any more
                old = {"old_secret": "", "old_secret_until": None}
            return {"secret": self._seal.close(secret), **old}

        self._change(name, turned)
        return secret

    def replay(self, name: str, since: datetime) -> None:
        """Send everything once more that is on the log since then, under the same ids."""
        now = self._clock.now()
        if since > now:
            raise Malformed("a time that is over is needed")
        with writing(self._engine) as connection:
            rows.begin_at(connection, name, since, now)

    def remove(self, name: str) -> None:
        """Forget it and all about it."""
        with writing(self._engine) as connection:
            rows.remove(connection, name)

    def test(self, name: str) -> Attempt:
        """Send a made-up event now, whatever its state, and say what came of it."""
        row, now = self._row(name), self._clock.now()
        keys = [self._seal.open(row.secret)]
        if old := older_secret(row, self._seal, now):
            keys.append(old)
        record = made_up(name, now)
        body, event = body_of(record), record.headers["ce_id"]
        poster = Poster(row.url, self._options, self._resolve)
        try:
            answer = poster.post(body, headers_of(event, body, keys, now))
        finally:
            poster.close()
        said: dict[str, Any] = {"status": answer.status, "error": answer.error, "ms": answer.ms, "size": len(body)}
        attempt = Attempt(at=now, event=event, type=TEST_TYPE, tried=1, result="test", **said)
        with writing(self._engine) as connection:
            rows.one(connection, name)
            rows.note(connection, name, attempt)
        return attempt

    def tries(self, name: str, limit: int) -> list[Attempt]:
        """The last tries, newest first."""
        with reading(self._engine) as connection:
            rows.one(connection, name)
            return rows.last_tries(connection, name, limit)

    def _row(self, name: str) -> Row[Any]:
        with reading(self._engine) as connection:
            return rows.one(connection, name)

    def _change(self, name: str, values: Callable[[Row[Any]], dict[str, Any]]) -> None:
        with writing(self._engine) as connection:
            rows.change(connection, name, self._clock.now(), values(rows.one(connection, name)))


def made_up(name: str, now: datetime) -> Record:
    """An event that says that it is none."""
    headers = {
        "ce_id": f"test-{secrets.token_hex(8)}",
        "ce_source": "golddust",
        "ce_type": TEST_TYPE,
        "ce_subject": name,
        "ce_time": timestamp(now),
    }
    return Record("", 0, 0, name, msgspec.json.encode({"subscription": name, "words": "This is a test."}), headers, now)
