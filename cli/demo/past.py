"""Half a year of the made-up company's past, so that the demo's insight pages have something to show.

What its customers said, and what became of it, through the same tagger, store and register as all else, on a clock that is moved.

Nothing of it leaves: what it wanted to say on the log, and so to customers, is taken out of the outbox before anything runs.
"""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, delete, event

from cli.demo.sayings import COURIER, FAULTS, SAYINGS
from cli.wiring.insight import Publishing
from golddust import wire
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import outbox
from golddust.events import Address, Channel, Feedback, Issue, ReplyOutcome, Tags
from golddust.identity import derived_id
from golddust.ports import Case, Resolution
from golddust.records import Record

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from complaints.cases.clockwork import Clockwork
    from complaints.cases.register import SqlRegister

DAYS = 182
A_DAY = 2.6
"""Messages, on the average."""
BUSY = (1.5, 1.2, 1.1, 1.0, 1.1, 0.6, 0.5)
"""Monday first."""
LATE_COURIER = 6
"""For so many days a new courier has been late."""
CUSTOMERS = 160
STAFF = ("mia", "noah", "priya")
CHANNELS: tuple[Channel, ...] = ("email", "email", "sms", "sms", "hook", "form")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DONE = Resolution("We looked into it.", "We are sorry for the trouble.", "It went wrong on our side.", "We have put it right.")


def invent(installation: "Installation") -> None:
    """Write the past into an empty store; where something was said before, nothing is added."""
    if installation.archive.figures()["feedback"]:
        return
    with _hastily(installation.engine):
        _invent(installation, Random(26))  # noqa: S311 - the same past each time


@contextmanager
def _hastily(engine: Engine) -> Iterator[None]:
    """Nothing waits for the disk: a past that a power cut takes is invented again."""

    def hurry(connection: Any, *_: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA synchronous=OFF")

    event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        event.remove(engine, "checkout", hurry)
        engine.dispose()  # the next connections wait again


def _invent(installation: "Installation", chance: Random) -> None:
    now = installation.clock.now()
    issues = write(installation, chance)
    _lived(installation, issues, now, chance)
    _noted(installation, now)
    _mended(installation, now)
    Publishing(installation).publish()
    with writing(installation.engine) as connection:
        connection.execute(delete(outbox))


def write(installation: "Installation", chance: Random) -> list[Issue]:
    """Store what was said, tagged; returns what somebody must act on."""
    spoken = enumerate(_spoken(installation.clock.now(), chance))
    return _stored(installation, [_feedback(installation, text, at, number, chance) for number, (text, at) in spoken])


def _spoken(now: datetime, chance: Random) -> Iterator[tuple[str, datetime]]:
    """What was said when, in order."""
    weights = [weight for weight, _ in SAYINGS]
    for ago in range(DAYS, 0, -1):
        day = (now - DAY * ago).replace(hour=0, minute=0, second=0, microsecond=0)
        number = round(A_DAY * BUSY[day.weekday()] * chance.uniform(0.5, 1.5) * (1 + 0.3 * (DAYS - ago) / DAYS))
        said = [text for _, text in chance.choices(SAYINGS, weights, k=number)]
        if ago <= LATE_COURIER:
            said += chance.choices(COURIER, k=chance.randint(2, 4))
        yield from zip(said, sorted(day + HOUR * chance.uniform(7, 21) for _ in said), strict=True)


def _feedback(installation: "Installation", text: str, at: datetime, number: int, chance: Random) -> Feedback:
    who, channel = chance.randrange(CUSTOMERS), chance.choice(CHANNELS)
    where = Address(kind="email", value=f"customer{who}@example.com", name=f"Customer {who}")
    if channel == "sms":
        where = Address(kind="phone", value=f"+120255501{who % 100:02}")
    identity = derived_id("the demo's past", str(number))
    customer = installation.keys.pseudonym_of(where, identity)
    return Feedback(
        id=identity,
        channel=channel,
        source="demo",
        external_id=identity,
        received_at=at,
        customer=customer,
        address=where,
        text=text,
    )


def _stored(installation: "Installation", said: list[Feedback]) -> list[Issue]:
    """Tagged and stored; returns what somebody must act on. The same words are tagged once."""
    from processors.issues import issue_of  # noqa: PLC0415 - taggers are loaded only where there is something to tag
    from processors.step import tagged_of  # noqa: PLC0415 - as above
    from sinks.store.store import Store  # noqa: PLC0415 - as above

    processor, store = installation.processor, Store(installation.engine)
    first = list({one.text: one for one in said}.values())
    known: dict[str, Tags] = dict(zip((one.text for one in first), processor.tag(first), strict=True))
    tagged = [tagged_of(one, known[one.text], processor.name) for one in said]
    for events in (said, tagged):
        entries = [wire.entry(one) for one in events]
        store.write([Record(e.topic, 0, n, e.key, e.value, e.headers, installation.clock.now()) for n, e in enumerate(entries)])
    return [issue for one in tagged if (issue := issue_of(one, installation.taxonomy))]


def _lived(installation: "Installation", issues: list[Issue], now: datetime, chance: Random) -> None:
    """What became of each: opened, told so, most of them resolved, on a clock that goes through these days."""
    from complaints.cases.clockwork import Clockwork  # noqa: PLC0415 - as above
    from complaints.cases.register import SqlRegister  # noqa: PLC0415 - as above

    clock, work = MovableClock(now - DAY * (DAYS + 1)), installation.casework
    register = SqlRegister(installation.engine, clock, work.rules, work.speakers)
    life = _Life(register, Clockwork(installation.engine, clock, work.rules), chance)
    steps: list[tuple[datetime, int, str, Issue | None]] = [(one.received_at, n, "open", one) for n, one in enumerate(issues)]
    steps += [(now - DAY * ago, len(issues) + ago, "tick", None) for ago in range(1, DAYS, 2)]
    heapq.heapify(steps)
    number = len(issues) + DAYS
    while steps and steps[0][0] < now - HOUR:
        at, _, step, issue = heapq.heappop(steps)
        clock.move(max(timedelta(), at - clock.now()))
        for then, next_step in life.take(step, issue, at):
            number += 1
            heapq.heappush(steps, (then, number, next_step, issue))


@dataclass(frozen=True, slots=True)
class _Life:
    register: "SqlRegister"
    clockwork: "Clockwork"
    chance: Random

    def take(self, step: str, issue: Issue | None, at: datetime) -> list[tuple[datetime, str]]:
        """Take one step; returns the next ones, each with its time."""
        if issue is None:
            self.clockwork.tick()
            return []
        if step == "open":
            self.register.open([issue])
            return [(at + HOUR * self.chance.lognormvariate(-3, 1.2), "tell")]
        case = self.register.of_feedback(issue.feedback)
        if case is None or case.state in ("resolved", "closed"):
            return []
        if step == "tell":
            self.register.note_outcomes([_told(case, at)])
            slow = 3.0 if case.owner == "logistics" else 2.4
            return [(_at_work(at + HOUR * self.chance.lognormvariate(slow, 0.9)), "resolve")]
        self.register.resolve(case.id, DONE, STAFF[sum(map(ord, case.id)) % len(STAFF)])
        return []


def _told(case: Case, at: datetime) -> ReplyOutcome:
    """The answer by itself, with the promised time, has reached them."""
    from complaints.answers.requests import request_id  # noqa: PLC0415 - as above

    request = request_id(case.id, "acknowledgement", 1)
    return ReplyOutcome(
        id=derived_id(case.id, "told"),
        request=request,
        case=case.id,
        customer=case.customer,
        channel="email",
        state="sent",
        at=at,
    )


def _at_work(moment: datetime) -> datetime:
    """That moment, or the next at which somebody is at work."""
    if moment.hour >= 17:  # noqa: PLR2004 - five in the afternoon
        moment = (moment + DAY).replace(hour=9)
    if moment.hour < 9:  # noqa: PLR2004 - nine in the morning
        moment = moment.replace(hour=9)
    while moment.weekday() > 4:  # noqa: PLR2004 - Friday
        moment = (moment + DAY).replace(hour=9)
    return moment


def _noted(installation: "Installation", now: datetime) -> None:
    """What the staff wrote beside it, and a baseline from before the new courier."""
    from cli.wiring.insight import insight_of  # noqa: PLC0415 - as above

    figures = insight_of(installation).feedback
    today = now.astimezone(figures.zone).date()
    figures.note(today - DAY * LATE_COURIER, "a new courier", STAFF[0])
    figures.note(today - DAY * 75, "prices went up", STAFF[1])
    figures.freeze("before the new courier", today - DAY * 97, today - DAY * (LATE_COURIER + 1), "", STAFF[0])


def _mended(installation: "Installation", now: datetime) -> None:
    """Faults behind many cases: one that was mended, one that is being looked for."""
    from complaints.causes.keeping import SqlCauses  # noqa: PLC0415 - as above

    work, clock = installation.casework, MovableClock(now - DAY * LATE_COURIER)
    causes = SqlCauses(installation.engine, clock, work.rules, installation.register)
    said = {case.id: case.text for case in installation.register.cases("", 1000)}
    for title, words, mended in FAULTS:
        theirs = [case for case, text in said.items() if words in text]
        if theirs:
            cause = causes.create(title, theirs, STAFF[1])
            if mended:
                causes.mend(cause.id, mended, STAFF[1])
