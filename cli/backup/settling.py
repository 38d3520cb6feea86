"""Does again, before anything else runs, the work that was under way at the moment of a backup, and says nothing to customers.

A backup is a moment; what was to be done then was done once in the time that was lost. Messages that were not tagged yet open
their cases, clocks that ran out meanwhile break their promises; and what is to be said to customers of all that, may have been.
So the stages are worked here, without the one that sends, and what is then still to be said is put in doubt.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from cli import stages
from cli.wiring import Installation
from golddust.database.outbox import OutboxCopying
from golddust.runner import Runner
from sinks.replies.restored import doubt_all, doubt_overdue

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
        return doubted, 0
    with _at_work(installation) as work:
        quiet = installation.clock.monotonic()
        while (waiting := _waiting(installation)) or work():
            if done := work():
                told(done)
                quiet = installation.clock.monotonic()
            elif installation.clock.monotonic() - quiet > PATIENCE:
                break
            else:
                installation.clock.sleep(PAUSE, threading.Event())
    return doubted + doubt_overdue(installation.engine, now()), waiting


@contextmanager
def _at_work(installation: Installation) -> Iterator[Worked]:
    """All that must be worked, once each; returns how much was done."""
    runners = list(_runners(installation))
    outbox = OutboxCopying(installation.engine, installation.log)
    clockwork = installation.casework.clockwork

    def work() -> int:
        return sum(runner.run_once() for runner in runners) + outbox.copy() + clockwork.tick()

    try:
        yield work
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


def _waiting(installation: Installation) -> int:
    return sum(standing.lag for standing in installation.log.standings())
