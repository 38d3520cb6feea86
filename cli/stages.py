"""What each role does: its stages, which move records on, and its rounds, which come again and again.

Imports stand in the functions, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Sequence
from datetime import timedelta

from cli.wiring import Installation
from golddust import topics
from golddust.letters import Letters
from golddust.ports import Step
from golddust.records import Place
from golddust.rounds import Round
from golddust.runner import Limits, Runner

OUTBOX_PAUSE = 0.1
DISPATCH_PAUSE = 0.25
PROMISE_PAUSE = 1.0
TIDY_PAUSE = 600.0
LAG_PAUSE = 15.0
DISPATCH_BATCH = 20


def _stage(installation: Installation, name: str, reads: Sequence[str], step: Step, limits: Limits | None = None) -> Runner:
    reader = installation.log.reader([*reads, topics.again(name)], name)
    return Runner(name, reader, step, installation.clock, installation.metrics, limits)


def receive_stage(installation: Installation) -> Runner:
    """Deliveries to feedback; small batches, because an original may be 25 MiB."""
    from ingest.receive import receive_step
    from ingest.registry import readers

    step = receive_step(readers(installation.settings.hooks), installation.originals, installation.keys)
    return _stage(installation, "receive", [topics.INTAKE], step, Limits(batch=100))


def tag_stage(installation: Installation) -> Runner:
    """Feedback to tags, streams and issues."""
    from processors.step import tag_step

    return _stage(installation, "tag", [topics.RECEIVED], tag_step(installation.processor, installation.taxonomy))


def store_stage(installation: Installation) -> Runner:
    """Feedback and tags to rows."""
    from sinks.store.store import Store

    return _stage(installation, "store", [topics.RECEIVED, topics.TAGGED], Store(installation.engine).write)


def complaints_stage(installation: Installation) -> Runner:
    """Issues to cases."""
    from complaints.step import complaints_step

    return _stage(installation, "complaints", [topics.ISSUES], complaints_step(installation.register))


def reply_outcomes_stage(installation: Installation) -> Runner:
    """What became of answers, into the history of their cases."""
    from complaints.step import outcomes_step

    return _stage(installation, "reply-outcomes", [topics.REPLIES_OUTCOMES], outcomes_step(installation.register))


def reply_requests_stage(installation: Installation) -> Runner:
    """What is to be said, to rows that wait."""
    from sinks.replies.requests import requests_step

    return _stage(installation, "replies", [topics.REPLIES_REQUESTED], requests_step(installation.engine, installation.clock))


def outbox_copying(installation: Installation) -> Round:
    """What database transactions want to say, onto the log."""
    from golddust.database.outbox import copy

    return Round(
        "outbox", lambda: copy(installation.engine, installation.log), OUTBOX_PAUSE, installation.clock, installation.metrics
    )


def reply_dispatching(installation: Installation) -> Round:
    """Waiting answers to their senders."""
    from sinks.replies.dispatcher import Dispatcher

    dispatcher = Dispatcher(installation.engine, installation.senders, installation.clock, installation.metrics)
    dispatcher.take_over()
    return Round(
        "dispatch", lambda: dispatcher.dispatch_due(DISPATCH_BATCH), DISPATCH_PAUSE, installation.clock, installation.metrics
    )


def promise_watching(installation: Installation) -> Round:
    """Broken promises, marked as late."""
    from complaints.promises import mark_late

    return Round(
        "promises",
        lambda: mark_late(installation.engine, installation.clock),
        PROMISE_PAUSE,
        installation.clock,
        installation.metrics,
    )


def tidying(installation: Installation) -> Round:
    """Old records off the log; what a dead letter points to stays until it is decided about."""
    return Round("tidy", lambda: _tidy(installation), TIDY_PAUSE, installation.clock, installation.metrics)


def _tidy(installation: Installation) -> int:
    options, now = installation.settings.log, installation.clock.now()
    letters = Letters(installation.log, installation.clock.now)
    parked = [Place(letter.topic, letter.partition, letter.position) for letter in letters.parked()]
    kept_for = {topic: timedelta(days=options.keep_days) for topic in installation.log.topics() if topic != topics.DEADLETTERS}
    kept_for[topics.INTAKE] = timedelta(days=options.keep_intake_days)
    return installation.log.expire({topic: now - time for topic, time in kept_for.items()}, parked)


def lag_measuring(installation: Installation) -> Round:
    """How far each stage is behind, for the metrics."""
    return Round("lag", lambda: _measure_lag(installation), LAG_PAUSE, installation.clock, installation.metrics)


def _measure_lag(installation: Installation) -> int:
    for standing in installation.log.standings():
        installation.metrics.gauge("golddust_lag_records", standing.lag, stage=standing.group)
    return 0
