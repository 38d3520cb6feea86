"""Sends what is due, each reply at most once (docs/adr/0006): a row is claimed, durably, before its sender is called.

A row found claimed long after belongs to a process that died in between. Its carrier is asked whether it has it (docs/adr/0020);
where none can be asked, it becomes `uncertain`. Rows are claimed one at a time, so that a crash leaves one in doubt at most.
"""

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, get_args

import structlog
from sqlalchemy import Engine, select

from golddust.database.engine import reading
from golddust.database.schema import replies
from golddust.errors import Refused, Unavailable
from golddust.events import Channel
from golddust.ports import Clock, Metrics, Reply, Sender
from golddust.purposes import BY_PERSONS
from golddust.traces import NoTraces, Traces
from sinks.replies import asking, restored, rows
from sinks.replies.addresses import Deferred, OptedOut
from sinks.replies.caps import Cap
from sinks.replies.carriers import Carriers
from sinks.replies.doubt import InDoubt
from sinks.replies.policy import Later, Never, NoPolicy, Policy, Said, Verdict
from sinks.replies.rows import Waiting

log = structlog.get_logger()

CLAIM_LASTS = timedelta(minutes=15)
"""Longer than any carrier keeps a sender waiting. Source: RFC 5321 §4.5.3.2, whose timeouts add up to less with ours of 20 s."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
LONGEST_PAUSE_ASKED_FOR = 3600.0
MOST_TRIES = 1440
"""Five days at the longest pause. Source: RFC 5321 §4.5.4.1, "at least 4-5 days"."""
GIVEN_UP_AFTER = timedelta(days=5)
"""From when it was asked for: what waits for something of ours to be mended is tried each hour, and no longer than others."""
NOTHING_CONFIGURED_PAUSE = 15.0
GAUGE_PAUSE = 15.0
MOST_TAKEN_OVER = 1000
MOST_ASKED = 5
"""Replies in doubt about which carriers are asked in one round, so that new ones go meanwhile."""
State = Literal["sent", "suppressed", "failed", "uncertain"]


class Dispatcher:
    """Hands waiting replies to the sender of their kind of address. Used by one thread; several processes may have one each.

    Each of several may send one more than the caps allow, because none sees what another is about to send.
    """

    def __init__(
        self,
        engine: Engine,
        senders: Sequence[Sender],
        clock: Clock,
        metrics: Metrics,
        caps: Sequence[Cap] = (),
        policy: Policy | None = None,
        traces: Traces | None = None,
    ) -> None:
        self._engine = engine
        self._senders = {kind: sender for sender in senders for kind in sender.channels}
        self._caps = caps
        self._clock = clock
        self._metrics = metrics
        self._policy = policy or NoPolicy()
        self._traces = traces or NoTraces()
        self._carriers = Carriers(engine, clock, metrics)
        self._gauged_at: float | None = None

    def dispatch_due(self, limit: int = 20) -> int:
        """Deal with the replies that are due, and return how many reached a final state. Raises Unavailable."""
        self._gauge()
        ended = self._settle(MOST_ASKED)
        postponed: set[str] = set()
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
        rows.look_into_claims(self._engine, self._clock.now())
        return self._settle(MOST_TAKEN_OVER)

    def _settle(self, limit: int) -> int:
        """Find out what became of those that were claimed and not finished, as far as it is time to; how many ended."""
        return sum(self._settle_one(row) for row in rows.due(self._engine, self._clock.now(), limit, "sending"))

    def _settle_one(self, row: Waiting) -> bool:
        now, sender = self._clock.now(), self._senders.get(row.kind)
        lane = sender.lane(_source(row)) if sender is not None else ""
        if sender is not None and (sender.waiting_for() or self._carriers.rest(lane)):
            rows.doubt(self._engine, row, now + asking.SHORTEST_PAUSE, "in doubt, and its carrier does not work", row.asked)
            return False
        answer = asking.ask(row, sender, now, partial(rows.others_with, self._engine))
        self._metrics.count("golddust_replies_asked_total", answer=_SAID[type(answer)])
        match answer:
            case asking.Has(provider_id):
                return self._carriers.works(lane) and self._finish(row, "sending", "sent", "", provider_id)
            case asking.HasNot():
                rows.wait(self._engine, row, "sending", now, now, "its carrier never had it; it is sent again")
            case asking.Lost(why):
                died = row.why or "the process died while sending"
                return self._finish(row, "sending", "uncertain", f"{died}; {why}; it is not sent again")
            case asking.Open():
                rows.doubt(self._engine, row, answer.until, answer.why, answer.asked)
                if answer.away:
                    self._carriers.fails(lane, answer.away.reason)
        return False

    def _dispatch(self, row: Waiting, postponed: set[str]) -> bool:
        if row.reply is None:
            self._wait(
                row, "waiting", rows.pause_for_unknown(row, self._clock.now()), "the customer's message is still being stored"
            )
            return False
        sender = self._senders.get(row.kind)
        if never := _never(row, sender):
            return self._finish(row, "waiting", "suppressed", never)
        if sender is None or not self._ready(row, sender, postponed):
            return False
        now = self._clock.now()
        if (verdict := self._verdict(row, now)) is not None:
            return self._keep_back(row, verdict, now)
        handed = self._policy.handed(row, now)
        return rows.claim(self._engine, row, now, now + CLAIM_LASTS, handed) and self._send(row, row.reply, sender, postponed)

    def _keep_back(self, row: Waiting, verdict: Later | Never | Said, now: datetime) -> bool:
        match verdict:
            case Never(why):
                return self._finish(row, "waiting", "suppressed", why)
            case Later() as later:
                return self._hold(row, later)
            case Said(since):
                return restored.doubt_one(self._engine, row, since, now)

    def _verdict(self, row: Waiting, now: datetime) -> Verdict:
        if cap := self._cap_reached(row):
            self._metrics.count("golddust_replies_capped_total", channel=row.request.channel)
            return Never(f"a machine said enough to this address: {cap}")
        return self._policy.verdict(row, now)

    def _ready(self, row: Waiting, sender: Sender, postponed: set[str]) -> bool:
        """Whether something can be sent by it now. A lane at rest is passed over: what comes new for it waits with the others."""
        lane = sender.lane(_source(row))
        if lane in postponed:
            return False
        if needed := sender.waiting_for():
            self._postpone(sender, lane, timedelta(seconds=NOTHING_CONFIGURED_PAUSE), needed, postponed)
        elif rest := self._carriers.rest(lane):
            self._wait(row, "waiting", rest, "its carrier does not work, and is left alone for a while")
        else:
            return True
        return False

    def _hold(self, row: Waiting, later: Later) -> bool:
        now = self._clock.now()
        self._metrics.count("golddust_texts_held_total", rule=later.rule)
        if later.alike is None:
            rows.wait(self._engine, row, "waiting", later.until, now, later.why)
        else:
            rows.postpone(self._engine, later.kinds, later.until, now, later.why, later.alike)
        return False

    def _send(self, row: Waiting, reply: Reply, sender: Sender, postponed: set[str]) -> bool:
        lane = sender.lane(reply.source)
        try:
            provider_id = sender.send(reply)
        except Unavailable as away:
            return self._tried_in_vain(row, sender, away, postponed)
        except Refused as refused:
            ended: State = "suppressed" if isinstance(refused, OptedOut) else "failed"
            return self._carriers.works(lane) and self._finish(row, "sending", ended, refused.reason, learned=refused)
        except InDoubt as doubt:
            return self._in_doubt(row, reply, sender, doubt, postponed)
        return self._carriers.works(lane) and self._finish(row, "sending", "sent", "", provider_id)

    def _in_doubt(self, row: Waiting, reply: Reply, sender: Sender, doubt: InDoubt, postponed: set[str]) -> bool:
        """Its carrier is asked later, where one can be; a carrier that leaves us in doubt counts as one that does not work."""
        now = self._clock.now()
        if not sender.keeps_a_list:
            return self._finish(row, "sending", "uncertain", f"{doubt.reason}; it is not sent again")
        rows.doubt(self._engine, row, now + asking.FIRST_LOOK, f"in doubt: {doubt.reason}; its carrier is asked", 0)
        self._strike(sender, sender.lane(reply.source), doubt.reason, postponed)
        return False

    def _strike(self, sender: Sender, lane: str, why: str, postponed: set[str]) -> None:
        if rest := self._carriers.fails(lane, why):
            self._postpone(sender, lane, rest, why, postponed)

    def _cap_reached(self, row: Waiting) -> str:
        """The cap that one more automatic reply would be over; "" when it may be sent."""
        if not self._caps or row.request.purpose in BY_PERSONS:
            return ""
        now = self._clock.now()
        most, longest = max(cap.most for cap in self._caps), max(cap.within for cap in self._caps)
        times = rows.said_lately(self._engine, row.request.customer, now - longest, most)
        return next((str(cap) for cap in self._caps if cap.reached(times, now)), "")

    def _tried_in_vain(self, row: Waiting, sender: Sender, away: Unavailable, postponed: set[str]) -> bool:
        too_old = self._clock.now() - row.request.requested_at >= GIVEN_UP_AFTER and isinstance(away, Deferred)
        if row.tries + 1 >= MOST_TRIES or too_old:
            return self._finish(row, "sending", "failed", f"given up after {row.tries + 1} tries: {away.reason}")
        own = min(FIRST_PAUSE * 2.0 ** min(row.tries, 16), LONGEST_PAUSE)
        self._wait(row, "sending", timedelta(seconds=max(own, min(away.retry_after, LONGEST_PAUSE_ASKED_FOR))), away.reason)
        lane = sender.lane(_source(row))
        if isinstance(away, Deferred):
            return not self._carriers.works(lane)
        self._strike(sender, lane, away.reason, postponed)
        return False

    def _postpone(self, sender: Sender, lane: str, rest: timedelta, why: str, postponed: set[str]) -> None:
        """Let all that goes this lane wait together, in the order that it has."""
        now = self._clock.now()
        due = rows.sources_due(self._engine, sender.channels, now)
        here = [source for source in due if sender.lane(source) == lane]
        only = None if len(here) == len(due) else rows.came_to(here)
        rows.postpone(self._engine, sender.channels, now + rest, now, why, only)
        postponed.add(lane)

    def _wait(self, row: Waiting, state: str, pause: timedelta, why: str) -> None:
        now = self._clock.now()
        rows.wait(self._engine, row, state, now + pause, now, why)

    def _finish(
        self, row: Waiting, state: str, ended: State, why: str, provider_id: str = "", learned: Refused | None = None
    ) -> bool:
        outcome = rows.outcome_of(row, ended, self._clock.now(), why, provider_id)
        if not rows.finish(self._engine, row, state, outcome, learned):
            self._ended_before(row, ended)
            return False
        self._metrics.count("golddust_replies_total", channel=row.request.channel, state=ended)
        self._traces.replied(row.request.feedback, row.request.channel, ended, row.request.requested_at)
        log.info("a reply ended", reply=row.request.id, state=ended)
        return True

    def _ended_before(self, row: Waiting, ended: State) -> None:
        """Its carrier may tell that it has it before its sender has written it down; anything else is odd."""
        if _state_of(self._engine, row) == "sent":
            log.info("a reply had ended before: its carrier told that it was sent", reply=row.request.id, state=ended)
        else:
            log.warning("a reply had ended otherwise meanwhile", reply=row.request.id, state=ended)

    def _gauge(self) -> None:
        now = self._clock.monotonic()
        if self._gauged_at is not None and now - self._gauged_at < GAUGE_PAUSE:
            return
        self._gauged_at = now
        waiting = rows.waiting_by_channel(self._engine)
        for channel in get_args(Channel):
            self._metrics.gauge("golddust_replies_waiting", waiting.get(channel, 0), channel=channel)


_SAID = {asking.Has: "has", asking.HasNot: "has_not", asking.Open: "open", asking.Lost: "lost"}


def _source(row: Waiting) -> str:
    return row.reply.source if row.reply is not None else ""


def _state_of(engine: Engine, row: Waiting) -> str:
    with reading(engine) as connection:
        return str(connection.execute(select(replies.c.state).where(replies.c.id == row.request.id)).scalar_one())


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
