"""Does again, before anything else runs, the work that was under way at the moment of a backup, and says nothing to customers.

A backup is a moment; what was to be done then was done once in the time that was lost. Messages that were not tagged yet open
their cases, clocks that ran out meanwhile break their promises; and what is to be said to customers of all that, may have been.
So the stages are worked here, without the one that sends, and what is then still to be said is put in doubt.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime

from cli.processes import stages
from cli.wiring.installation import Installation
from golddust import topics, wire
from golddust.database.outbox import OutboxCopying
from golddust.errors import Refused, Unavailable
from golddust.events import ReplyOutcome
from golddust.records import Record
from golddust.replay import PAGE
from golddust.runner import Runner
from sinks.replies.restored import doubt_all, doubt_overdue, end_known

PATIENCE = 60.0
"""Seconds in which nothing moves, before what still waits is left to wait."""
PAUSE = 0.2
MADE = (
    stages.receive_stages,
    stages.tag_stage,
    stages.store_stage,
    stages.complaints_stage,
    stages.reply_requests_stage,
    stages.reply_statuses_stage,
    stages.reply_outcomes_stage,
    stages.staff_stage,
    stages.mirrors_stage,
)
Worked = Callable[[], int]


def settle(installation: Installation, at: datetime, told: Callable[[int], None] = lambda _: None) -> tuple[int, int]:
    """Work until nothing is left to do; returns how many replies are in doubt, and how many records wait all the same.

    `at` is the moment of the backup; `told` hears how many records were dealt with. With the log on Kafka nothing is worked: what
    is on it is given again by `golddust replay`, which knows from the log what was said. Raises Unavailable.
    """
    now = installation.clock.now
    doubted = doubt_all(installation.engine, at, now())
    if installation.on_kafka:
        return doubted - _told_by_the_log(installation, at), 0
    with _at_work(installation) as (work, stages_at_work):
        quiet = installation.clock.monotonic()
        while (waiting := _waiting(installation, stages_at_work)) or work():
            if done := work():
                told(done)
                quiet = installation.clock.monotonic()
            elif installation.clock.monotonic() - quiet > PATIENCE:
                break
            else:
                installation.clock.sleep(PAUSE, threading.Event())
    return doubted + doubt_overdue(installation.engine, now()), waiting


@contextmanager
def _at_work(installation: Installation) -> Iterator[tuple[Worked, frozenset[str]]]:
    """What works all that must be worked once each, and says how much was done; and the names of the stages."""
    runners = list(_runners(installation))
    outbox = OutboxCopying(installation.engine, installation.log)
    clockwork = installation.casework.clockwork

    def work() -> int:
        return sum(runner.run_once() for runner in runners) + outbox.copy() + clockwork.tick()

    try:
        yield work, frozenset(runner.stage for runner in runners)
    finally:
        outbox.close()
        for runner in runners:
            runner.stop()
            runner.run()  # which then only lets go of the stage's place


def _runners(installation: Installation) -> Iterator[Runner]:
    for make in MADE:
        made = make(installation)
        for worker in made if isinstance(made, Sequence) else [made]:
            if isinstance(worker, Runner):
                yield worker


def _waiting(installation: Installation, stages_at_work: frozenset[str]) -> int:
    return sum(standing.lag for standing in installation.log.standings() if standing.group in stages_at_work)


def _told_by_the_log(installation: Installation, at: datetime) -> int:
    """How many of those in doubt have ended by what a log on Kafka says, which is noted; 0 while it is away."""
    try:
        if topics.REPLIES_OUTCOMES not in installation.log.topics():
            return 0
        with closing(installation.log.browse(topics.REPLIES_OUTCOMES, since=at, until_now=True)) as reader:
            ended = 0
            while page := reader.read(PAGE, wait=0):
                ended += end_known(installation.engine, _outcomes(page))
            return ended
    except Unavailable:
        return 0


def _outcomes(page: Sequence[Record]) -> Iterator[ReplyOutcome]:
    for record in page:
        with suppress(Refused):  # what cannot be read is a dead letter
            yield wire.event_of(record, ReplyOutcome)
