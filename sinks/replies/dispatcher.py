"""Sends what is due, each reply at most once (docs/adr/0006): a row is claimed, durably, before its sender is called.

A row found claimed long after belongs to a process that died in between; nobody can know whether it went out, so it becomes
`uncertain`. Rows are claimed one at a time, so that a crash leaves one in doubt at most.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Literal, get_args

import structlog
from sqlalchemy import Engine

from golddust.errors import Refused, Unavailable
from golddust.events import Channel
from golddust.ports import Clock, Metrics, Reply, Sender
from sinks.replies import rows
from sinks.replies.addresses import Deferred, OptedOut
from sinks.replies.caps import Cap
from sinks.replies.doubt import InDoubt
from sinks.replies.purposes import BY_PERSONS
from sinks.replies.rows import Waiting

log = structlog.get_logger()

CLAIM_LASTS = timedelta(minutes=15)
"""Longer than any carrier keeps a sender waiting. Source: RFC 5321 §4.5.3.2, whose timeouts add up to less with ours of 20 s."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
LONGEST_PAUSE_ASKED_FOR = 3600.0
MOST_TRIES = 1440
"""Five days at the longest pause. Source: RFC 5321 §4.5.4.1, "at least 4-5 days"."""
NOTHING_CONFIGURED_PAUSE = 15.0
STRIKES = 3
"""After so many tries in vain in a row, the sender is left alone for a while, and all that it should carry waits together."""
LONGEST_REST = 60.0
GAUGE_PAUSE = 15.0
State = Literal["sent", "suppressed", "failed", "uncertain"]


class Dispatcher:
    """Hands waiting replies to the sender of their kind of address. Used by one thread; several processes may have one each.

    Each of several may send one more than the caps allow, because none sees what another is about to send.
    """

    def __init__(
        self, engine: Engine, senders: Sequence[Sender], clock: Clock, metrics: Metrics, caps: Sequence[Cap] = ()
    ) -> None:
        self._engine = engine
        self._senders = {kind: sender for sender in senders for kind in sender.channels}
        self._caps = caps
        self._clock = clock
        self._metrics = metrics
        self._strikes: Counter[frozenset[str]] = Counter()
        self._gauged_at: float | None = None

    def dispatch_due(self, limit: int = 20) -> int:
        """Deal with the replies that are due, and return how many reached a final state. Raises Unavailable."""
        self._gauge()
        ended = self._give_up_claims(CLAIM_LASTS)
        postponed: set[frozenset[str]] = set()
        due = rows.due(self._engine, self._clock.now(), limit)
        with ExitStack() as together:
            for sender in self._carriers_of(due):
                together.enter_context(sender.together())
            return ended + sum(self._dispatch(row, postponed) for row in due)

    def _carriers_of(self, due: Sequence[Waiting]) -> Collection[Sender]:
        """The senders of these replies, each once."""
        return {sender.channels: sender for row in due if (sender := self._senders.get(row.kind)) is not None}.values()

    def take_over(self) -> int:
        """Call at the start of the only dispatcher of a database: what is claimed was claimed by a process that is gone."""
        return self._give_up_claims(timedelta(0))

    def _give_up_claims(self, older_than: timedelta) -> int:
        why = "the process died while sending; whether it went out is not known, so it is not sent again"
        lost = rows.claimed(self._engine, self._clock.now() - older_than)
        return sum(self._finish(row, "sending", "uncertain", why) for row in lost)

    def _dispatch(self, row: Waiting, postponed: set[frozenset[str]]) -> bool:
        if row.reply is None:
            self._wait(
                row, "waiting", rows.pause_for_unknown(row, self._clock.now()), "the customer's message is still being stored"
            )
            return False
        sender = self._senders.get(row.kind)
        if never := _never(row, sender):
            return self._finish(row, "waiting", "suppressed", never)
        if sender is None or sender.channels in postponed:
            return False
        if needed := sender.waiting_for():
            self._postpone(sender, NOTHING_CONFIGURED_PAUSE, needed, postponed)
            return False
        if cap := self._cap_reached(row):
            self._metrics.count("golddust_replies_capped_total", channel=row.request.channel)
            return self._finish(row, "waiting", "suppressed", f"a machine said enough to this address: {cap}")
        return rows.claim(self._engine, row, self._clock.now()) and self._send(row, row.reply, sender, postponed)

    def _send(self, row: Waiting, reply: Reply, sender: Sender, postponed: set[frozenset[str]]) -> bool:
        try:
            provider_id = sender.send(reply)
        except Unavailable as away:
            return self._tried_in_vain(row, sender, away, postponed)
        except Refused as refused:
            ended: State = "suppressed" if isinstance(refused, OptedOut) else "failed"
            return self._carrier_works(sender) and self._finish(row, "sending", ended, refused.reason, learned=refused)
        except InDoubt as doubt:
            return self._finish(row, "sending", "uncertain", f"{doubt.reason}; it is not sent again")
        return self._carrier_works(sender) and self._finish(row, "sending", "sent", "", provider_id)

    def _cap_reached(self, row: Waiting) -> str:
        """The cap that one more automatic reply would be over; "" when it may be sent."""
        if not self._caps or row.request.purpose in BY_PERSONS:
            return ""
        now = self._clock.now()
        most, longest = max(cap.most for cap in self._caps), max(cap.within for cap in self._caps)
        times = rows.said_lately(self._engine, row.request.customer, now - longest, most)
        return next((str(cap) for cap in self._caps if cap.reached(times, now)), "")

    def _carrier_works(self, sender: Sender) -> bool:
        self._strikes.pop(sender.channels, None)
        return True

    def _tried_in_vain(self, row: Waiting, sender: Sender, away: Unavailable, postponed: set[frozenset[str]]) -> bool:
        if row.tries + 1 >= MOST_TRIES:
            return self._finish(row, "sending", "failed", f"given up after {MOST_TRIES} tries: {away.reason}")
        own = min(FIRST_PAUSE * 2.0 ** min(row.tries, 16), LONGEST_PAUSE)
        self._wait(row, "sending", timedelta(seconds=max(own, min(away.retry_after, LONGEST_PAUSE_ASKED_FOR))), away.reason)
        if isinstance(away, Deferred):
            return not self._carrier_works(sender)
        self._strikes[sender.channels] += 1
        over = self._strikes[sender.channels] - STRIKES
        if over >= 0:
            self._postpone(sender, min(2.0 ** min(over, 16), LONGEST_REST), away.reason, postponed)
        return False

    def _postpone(self, sender: Sender, seconds: float, why: str, postponed: set[frozenset[str]]) -> None:
        now = self._clock.now()
        rows.postpone(self._engine, sender.channels, now + timedelta(seconds=seconds), now, why)
        postponed.add(sender.channels)

    def _wait(self, row: Waiting, state: str, pause: timedelta, why: str) -> None:
        now = self._clock.now()
        rows.wait(self._engine, row, state, now + pause, now, why)

    def _finish(
        self, row: Waiting, state: str, ended: State, why: str, provider_id: str = "", learned: Refused | None = None
    ) -> bool:
        outcome = rows.outcome_of(row, ended, self._clock.now(), why, provider_id)
        if not rows.finish(self._engine, row, state, outcome, learned):
            log.warning("a reply had ended otherwise meanwhile", reply=row.request.id, state=ended)
            return False
        self._metrics.count("golddust_replies_total", channel=row.request.channel, state=ended)
        log.info("a reply ended", reply=row.request.id, state=ended)
        return True

    def _gauge(self) -> None:
        now = self._clock.monotonic()
        if self._gauged_at is not None and now - self._gauged_at < GAUGE_PAUSE:
            return
        self._gauged_at = now
        waiting = rows.waiting_by_channel(self._engine)
        for channel in get_args(Channel):
            self._metrics.gauge("golddust_replies_waiting", waiting.get(channel, 0), channel=channel)


def _never(row: Waiting, sender: Sender | None) -> str:
    """Why this reply must not be sent at all; "" when it may be."""
    if row.stopped:
        return "the customer said STOP"
    if row.unreachable:
        return f"the customer's address does not work: {row.unreachable}"
    if sender is None:
        return (
            "the customer left no address" if row.kind == "none" else f"there is no way to answer an address of kind {row.kind}"
        )
    if row.request.purpose not in BY_PERSONS and (not_by_a_machine := _only_by_persons(row)):
        return not_by_a_machine
    return "the case was resolved meanwhile" if row.moot else ""


def _only_by_persons(row: Waiting) -> str:
    if row.suspect:
        return "who wrote to us is in doubt, and whoever was named is answered by a person or not at all"
    return "a machine wrote to us, and machines are not answered by a machine" if row.automatic else ""
