"""The work for one subscription: reads on, hands over what is wanted, and writes down what came of it.

The log is the queue. What is kept beside a position is what was read and not accepted yet, at most `MOST_WAITING` events by their
places; while a receiver takes nothing, nothing more is read. ADR 30 says why.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Row

from golddust.database.engine import writing
from golddust.records import Record
from golddust.subscribing import Result
from sinks.subscriptions import claims, rows, waits
from sinks.subscriptions.claims import Came, Waiting
from sinks.subscriptions.erased import left
from sinks.subscriptions.filters import wanted
from sinks.subscriptions.following import Following
from sinks.subscriptions.house import House
from sinks.subscriptions.lanes import Item, Lanes, Tried, ended
from sinks.subscriptions.posting import Poster
from sinks.subscriptions.sealing import older_secret
from sinks.subscriptions.signing import sendable

log = structlog.get_logger()

BATCH = 100
MOST_WAITING = 1000
BEAT = 15.0
"""Seconds between two counts of how far it is behind."""
PROBES = 3
"""Events of different keys that are tried after a rest, to see whether the receiver is back."""


UNSENDABLE = "unsendable"
"""The word for an event whose id or key is no text that a header and a database can hold."""


class Delivering:
    """Works for one subscription whose row was claimed. Used by one thread; `stop` may be called by another."""

    def __init__(self, house: House, row: Row[object]) -> None:
        wish = rows.wish_of(row)
        self._house, self._clock = house, house.clock
        self._name = str(row.name)
        self._hold = claims.Hold(house.engine, house.clock, row)
        self._wish = wish
        self._secrets = [(house.seal.open(row.secret), None)]
        if old := older_secret(row, house.seal, self._clock.now()):
            self._secrets.append((old, row.old_secret_until))
        positions, waiting = claims.standing(house.engine, self._name)
        self._waiting: list[Waiting] = waiting
        self._following = Following(house.log, wish.topics, row.start_at, positions, house.clock)
        poster = Poster(wish.url, house.options, house.resolve)
        self._lanes = Lanes(poster, house.options.parallel, house.clock, self._hold.stands)
        self._lanes.in_vain |= {str(one.place) for one in waiting if one.tries and row.failing_since}
        self._accepted_at: datetime | None = row.accepted_at
        self._failing_since: datetime | None = row.failing_since
        self._rounds, self._rest_until = int(row.rounds), row.rest_until
        self._read_to: datetime = self._clock.now()
        self._beaten_at = self._clock.monotonic() - BEAT

    def turn(self) -> bool:
        """One round; returns whether there was something to do.

        Raises Lost when the subscription was changed or is another's, Unavailable when the log or the database is away.
        """
        self._beat()
        now = self._clock.now()
        if self._rest_until is not None and now < self._rest_until:
            return False
        if self._is_picky():
            self._lanes.in_vain.clear()
        if self._resting_mode:
            return self._probe(now)
        due = self._due_lanes(now)
        return bool(due and self._hand_over(due, Came())) or self._read_on()

    def stop(self) -> None:
        """End the round under way; what it did is forgotten, and done once more under the same ids."""
        self._lanes.stop()

    def close(self) -> None:
        """Let go, and let another have it."""
        self._lanes.close()
        self._following.close()
        self._hold.give_back()

    # --- what is tried

    @property
    def _resting_mode(self) -> bool:
        """Whether it is the receiver that is away, and not an event that it does not like."""
        return len(self._lanes.in_vain) >= waits.IN_VAIN

    @property
    def _crowded(self) -> bool:
        """Whether as many wait as may."""
        return len(self._waiting) + BATCH > MOST_WAITING

    def _is_picky(self) -> bool:
        """Whether what fills the list is what the receiver refuses: it took others while these waited."""
        first = min((one.first_try_at for one in self._waiting if one.first_try_at), default=None)
        took = first is not None and self._accepted_at is not None and self._accepted_at >= first
        self._lanes.picky = self._crowded and took
        return self._lanes.picky

    def _probe(self, now: datetime) -> bool:
        """Try a few, those first that were tried least: one of them may be what it takes."""
        if not (self._crowded or any(one.tries == 0 for one in self._waiting)):
            self._fill()
        heads = sorted(self._heads(), key=lambda one: (one.tries, one.number))[:PROBES]
        lanes = [[item] for one in heads if (item := self._item(one, now))]
        return bool(lanes) and self._hand_over(lanes, Came())

    def _fill(self) -> None:
        """Read a batch without trying any of it: each waits for its turn."""
        found, came = self._next()
        if found or came.positions:
            came.waits = [self._fresh(record) for record in found]
            self._write(came)

    def _due_lanes(self, now: datetime) -> list[list[Item]]:
        """What waits and is due, with all of its key that wait behind it."""
        due = {one.key for one in self._heads() if one.next_try_at <= now}
        lanes: dict[str, list[Item]] = {}
        for one in self._waiting[:MOST_WAITING]:
            if one.key in due and sum(map(len, lanes.values())) < BATCH and (item := self._item(one, now)):
                lanes.setdefault(one.key, []).append(item)
        return list(lanes.values())

    def _heads(self) -> list[Waiting]:
        """Of each key, what waits for nothing but its time."""
        return list({one.key: one for one in reversed(self._waiting)}.values())

    def _item(self, one: Waiting, now: datetime) -> Item | None:
        """It with its record; None when that cannot be sent any more, and then it waits no more."""
        if not self._hold.stands():
            raise claims.Lost
        record = self._house.log.fetch(one.place)
        if record is not None and sendable(record) and self._left([record]):
            return Item(one, record)
        error = "gone" if record is None else "erased" if sendable(record) else UNSENDABLE
        self._write(Came(ended=[one.number], tries=[ended(one.place, now, error, one.tries)]))
        return None

    def _read_on(self) -> bool:
        """Hand over what comes next. What a customer has waiting is put behind it."""
        if self._crowded:
            return False
        found, came = self._next()
        if not came.positions:
            return False
        held = {one.key for one in self._waiting}
        lanes: dict[str, list[Item]] = {}
        for record in found:
            fresh = self._fresh(record)
            if record.key in held:
                came.waits.append(fresh)
            else:
                lanes.setdefault(record.key, []).append(Item(fresh, record))
        return self._hand_over(list(lanes.values()), came)

    def _next(self) -> tuple[list[Record], Came]:
        """The next records that are wanted, and how far that is."""
        found = self._following.read(BATCH)
        if found:
            self._read_to = found[-1].appended_at
        came = Came(positions={(record.topic, record.partition): record.position + 1 for record in found})
        bad = [record for record in found if not sendable(record) and self._wants(record)]
        came.tries = [ended(record.place, self._clock.now(), UNSENDABLE) for record in bad]
        return [record for record in self._left(list(filter(sendable, found))) if self._wants(record)], came

    def _wants(self, record: Record) -> bool:
        return wanted(record, self._wish.topics, self._wish.filter)

    def _left(self, records: Sequence[Record]) -> list[Record]:
        """Those whose people were not erased meanwhile."""
        return left(self._house.engine, self._house.hashing, records)

    def _fresh(self, record: Record) -> Waiting:
        return Waiting(0, record.place, record.key, 0, None, self._clock.now())

    # --- what came of it

    def _hand_over(self, lanes: Sequence[Sequence[Item]], came: Came) -> bool:
        was_away = self._resting_mode
        tried = self._lanes.hand_over(lanes, self._keys()) if lanes else []
        if self._lanes.stopped:
            raise claims.Lost
        now = self._clock.now()
        answers = [one.answer for one in tried if one.answer is not None]
        if any(answer.accepted for answer in answers):
            self._accepted_at, self._failing_since, self._rounds = now, None, 0
        if self._lanes.in_vain and self._failing_since is None:
            self._failing_since = now
        for one in tried:
            self._settle(one, now, came)
        self._rest(max((answer.retry_after for answer in answers if not answer.accepted), default=0.0), now)
        came.values = self._values(gone=any(answer.error == "gone" for answer in answers), now=now)
        self._write(came, wake=was_away and not self._resting_mode)
        if "state" in came.values:
            raise claims.Lost
        return True

    def _settle(self, one: Tried, now: datetime, came: Came) -> None:
        """What becomes of an item."""
        waiting, answer = one.item.waiting, one.answer
        if answer is None:
            if not waiting.number:
                came.waits.append(waiting)
            return
        tries, first = waiting.tries + 1, waiting.first_try_at or one.at
        result: Result = "accepted" if answer.accepted else "failed"
        story = waits.Tries(first, waits.is_refusal(answer.status), self._resting_mode, self._crowded, self._lanes.picky)
        if result == "failed" and waits.is_given_up(story, now, self._accepted_at):
            result = "given_up"
            self._lanes.in_vain.discard(str(waiting.place))
            if not self._lanes.in_vain:
                self._failing_since = None
        came.tries.append(one.attempt(answer, tries, result))
        if result == "failed":
            came.waits.append(replace(waiting, tries=tries, first_try_at=first, next_try_at=now + waits.pause(tries)))
        elif waiting.number:
            came.ended.append(waiting.number)

    def _rest(self, asked_for: float, now: datetime) -> None:
        """Leave the receiver alone, where it asked for that or takes nothing."""
        if self._resting_mode:
            self._rounds += 1
        if self._resting_mode or asked_for:
            self._rest_until = now + waits.rest(self._rounds if self._resting_mode else 0, asked_for)
        else:
            self._rest_until = None

    def _values(self, *, gone: bool, now: datetime) -> dict[str, object]:
        """The subscription's own columns after a round; a receiver that is gone, or was away for days, is disabled."""
        values: dict[str, object] = {"accepted_at": self._accepted_at, "failing_since": self._failing_since}
        values |= {"rounds": self._rounds, "rest_until": self._rest_until}
        days = timedelta(days=self._house.options.disable_after_days)
        if gone:
            why = "its receiver answered 410: it is gone for good"
        elif self._failing_since is not None and now - self._failing_since >= days:
            why = f"its receiver took nothing for {self._house.options.disable_after_days:g} days"
        else:
            return values
        log.error("a subscription was disabled", subscription=self._name, reason=why)
        self._house.metrics.gauge("golddust_subscription_disabled", 1, subscription=self._name)
        return values | {"state": "disabled", "why": why, "changed_at": now}

    def _write(self, came: Came, *, wake: bool = False) -> None:
        """In one transaction; what waits is known here as it is there. `wake`: the receiver is back, so all may be tried now."""
        now, over = self._clock.now(), set(came.ended)
        changed = {one.number for one in came.waits if one.number}
        if wake:
            came.waits += [replace(one, next_try_at=now) for one in self._waiting if one.number not in over | changed]
            changed |= {one.number for one in came.waits}
        kept = [one for one in self._waiting if one.number not in over | changed]
        written = self._hold.write(came)
        self._waiting = sorted([*kept, *written], key=lambda one: one.number)
        for result in [attempt.result for attempt in came.tries]:
            self._house.metrics.count("golddust_subscription_tries_total", subscription=self._name, result=result)

    def _keys(self) -> list[str]:
        now = self._clock.now()
        return [secret for secret, until in self._secrets if until is None or until > now]

    def _beat(self) -> None:
        """Now and then: count how far it is behind, keep the claim, and forget old tries."""
        if self._clock.monotonic() - self._beaten_at < BEAT:
            return
        self._beaten_at = self._clock.monotonic()
        now, unread = self._clock.now(), self._following.behind()
        since = [one.first_try_at or one.next_try_at for one in self._waiting] + ([self._read_to] if unread else [])
        behind, oldest = unread + len(self._waiting), min(since, default=None)
        self._write(Came(values={"behind": behind, "behind_since": oldest}))
        with writing(self._house.engine) as connection:
            before = now - timedelta(days=self._house.options.keep_tries_days)
            rows.forget_tries(connection, self._name, before, self._house.options.keep_tries)
        age = (now - oldest).total_seconds() if oldest else 0.0
        self._house.metrics.gauge("golddust_subscription_behind_records", behind, subscription=self._name)
        self._house.metrics.gauge("golddust_subscription_behind_seconds", age, subscription=self._name)
