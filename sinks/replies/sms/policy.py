"""When a text may go out: to which countries, not at night, not too many an hour, not too fast from one number.

What is held waits in its row, with the reason in `why`; nothing is dropped but what a machine must never send at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from golddust.ports import Metrics, Reply
from golddust.purposes import BY_PERSONS, TO_A_MESSAGE
from golddust.segments import segments
from sinks.replies.policy import Later, Never
from sinks.replies.rows import BY_A_MACHINE, Handed, Waiting
from sinks.replies.sms.ceilings import MILLION, WITHIN, Ceiling, last_from, price_of, spent
from sinks.replies.sms.hours import quiet_hours, zone_at
from sinks.replies.sms.numbers import allowed_with, country_of, not_for_machines, zones_of
from sinks.replies.sms.options import Options

TEXTS = frozenset(("phone", "whatsapp"))
EVERYWHERE = "*"
NO_COUNTRY_PAUSE = timedelta(minutes=5)
SHORTEST_HOLD = timedelta(seconds=15)
_TO_A_LATER_MESSAGE = frozenset(("follow_up", "reopened"))
"""What belongs to the case's first message in its row, and answers a later one."""


@dataclass(slots=True)
class TextPolicy:
    """A `Policy` for texts; everything else may go at once. `ours` are our own numbers, `goes_from` is the sender's.

    Who has no zone of their own, or several, is taken to live in ours.
    """

    options: Options
    engine: Engine
    zone: Callable[[], ZoneInfo]
    ours: Callable[[], Iterable[str]]
    goes_from: Callable[[Reply], str]
    metrics: Metrics
    _free_at: dict[str, datetime] = field(default_factory=dict)

    def verdict(self, row: Waiting, now: datetime) -> Later | Never | None:
        """What holds it first, in the order: never at all, not at this hour, not so many, not so fast."""
        if row.kind not in TEXTS or row.reply is None:
            return None
        by_a_machine = row.request.purpose not in BY_PERSONS
        kept = self._countries(row.reply.to.value, now) if by_a_machine else None
        return (
            kept
            or self._quiet(row, row.reply, now)
            or self._ceiling(row.reply, now, by_a_machine)
            or self._rate(row, row.reply, now)
        )

    def handed(self, row: Waiting, now: datetime) -> Handed:
        """Our number, its segments, and what it may cost."""
        if row.kind not in TEXTS or row.reply is None:
            return Handed()
        number = self.goes_from(row.reply)
        self._free_at[number] = max(self._free_at.get(number, now), now + self._step)
        return Handed(number, segments(row.request.text), self._price(row.reply))

    @property
    def _step(self) -> timedelta:
        return timedelta(seconds=1 / self.options.per_second) if self.options.per_second else timedelta(0)

    def _countries(self, number: str, now: datetime) -> Later | Never | None:
        if never := not_for_machines(number):
            return Never(f"a machine writes to no such number: {never}")
        allowed = frozenset(self.options.countries) or allowed_with(self.ours())
        if not allowed:
            why = "no number of ours tells its country: set [sms.sending] countries"
            return Later(now + NO_COUNTRY_PAUSE, why, "countries")
        country = country_of(number)
        if EVERYWHERE in allowed or country in allowed:
            return None
        return Never(f"machines send no texts to {country or 'a number without a country'} ([sms.sending] countries)")

    def _quiet(self, row: Waiting, reply: Reply, now: datetime) -> Later | None:
        quiet = quiet_hours(self.options.quiet_hours)
        if quiet is None or row.request.urgent or self._in_conversation(row, now):
            return None
        zone = zone_at(now, zones_of(reply.to.value), self.zone())
        ends = quiet.end(now, zone)
        return Later(ends, f"quiet hours until {ends.astimezone(zone):%H:%M} there", "quiet_hours") if ends else None

    def _in_conversation(self, row: Waiting, now: datetime) -> bool:
        """A machine answers the message just received; a person talks with whoever wrote just now."""
        if row.request.purpose in BY_PERSONS | _TO_A_LATER_MESSAGE:
            said = row.wrote_at
        elif row.request.purpose in TO_A_MESSAGE:
            said = row.heard_at
        else:
            return False
        return said is not None and now - said < timedelta(minutes=self.options.conversation_minutes)

    def _ceiling(self, reply: Reply, now: datetime, by_a_machine: bool) -> Later | None:  # noqa: FBT001
        options, so_far = self.options, spent(self.engine, now)
        self.metrics.gauge("golddust_texts_last_hour", so_far.texts)
        self.metrics.gauge("golddust_texts_last_hour_cost", so_far.price / MILLION)
        mine = (options.most_per_hour, options.most_cost_per_hour)
        most, cost = mine if by_a_machine else (options.people_per_hour, options.people_cost_per_hour)
        reached = Ceiling(most, round(cost * MILLION)).reached(so_far, self._price(reply))
        if not reached:
            return None
        room = so_far.first + WITHIN if so_far.first else now
        until, who = max(room, now + SHORTEST_HOLD), "machines" if by_a_machine else "people"
        why = f"the ceiling for {who} is reached: {reached} ([sms.sending])"
        return Later(until, why, "ceiling", TEXTS, BY_A_MACHINE if by_a_machine else ~BY_A_MACHINE)

    def _price(self, reply: Reply) -> int:
        return price_of(reply.to.value, segments(reply.request.text), self.options.prices, self.options.price_elsewhere)

    def _rate(self, row: Waiting, reply: Reply, now: datetime) -> Later | None:
        """Each that would be too fast gets a moment of its own, behind those that have one already, and keeps its place."""
        if not self._step:
            return None
        number = self.goes_from(reply)
        last = last_from(self.engine, number)
        if last is None or last + self._step <= now:
            return None
        why = f"at most {self.options.per_second:g} a second go from one number"
        if row.why == why:
            return Later(last + self._step, why, "rate")
        free = max(self._free_at.get(number, now), last + self._step)
        self._free_at[number] = free + self._step
        return Later(free, why, "rate")
