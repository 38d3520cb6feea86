"""What each role does: its stages, which move records on, and its rounds, which come again and again.

Imports stand in the functions, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from cli.privacy.forgetting import honoured
from cli.wiring.conserving import FlowMeasuring
from cli.wiring.installation import RECEIVE, Installation
from golddust import topics
from golddust.bus.partitions import DEFAULT_PARTITIONS
from golddust.forwarding import ForwardingReader
from golddust.letters import Letters
from golddust.ports import Reader, Step
from golddust.records import Place
from golddust.rounds import Round, Worker
from golddust.runner import Limits, Runner

OUTBOX_PAUSE = 0.1
DISPATCH_PAUSE = 0.25
MEDIA_PAUSE = 1.0
PROMISE_PAUSE = 1.0
STANDARDS_PAUSE = 30.0
FORECAST_PAUSE = 300.0
MATTERS_PAUSE = 2.0
INSIGHT_PAUSE = 60.0
PUBLISHING_PAUSE = 3600.0
CODES_PAUSE = 2.0
MIRROR_PAUSE = 0.5
TIDY_PAUSE = 600.0
LAG_PAUSE = 15.0
DISPATCH_BATCH = 20


def _stage(
    installation: Installation, name: str, reads: Sequence[str], step: Step, limits: Limits | None = None, once: str = ""
) -> Runner:
    """A stage that reads these topics, and what it is told to try again. On Kafka, events of the topic `once` count once."""
    names = [*reads, topics.again(name)]
    reader: Reader = (
        installation.kafka.reader(names, name, once) if installation.on_kafka else installation.embedded.reader(names, name)
    )
    return _runner(installation, name, reader, step, limits)


def _runner(installation: Installation, name: str, reader: Reader, step: Step, limits: Limits | None = None) -> Runner:
    return Runner(name, reader, step, installation.clock, installation.metrics, limits, installation.traces)


def receive_stages(installation: Installation) -> list[Worker]:
    """Deliveries to feedback; small batches, because an original may be 25 MiB.

    On the way to Kafka they are read from this machine's spool; what an operator has tried again comes from the log.
    """
    from ingest.receive import receive_step
    from ingest.registry import readers
    from ingest.sms.joining import LongTexts

    sms = installation.settings.sms
    channels = readers(installation.settings.hooks, installation.keys, sms.words.words)
    join = LongTexts(installation.clock, sms.join_seconds) if sms.join_seconds else None
    step = receive_step(channels, installation.originals, installation.keys, installation.metrics, join)
    limits = Limits(batch=100)
    if not installation.forwards:
        once = topics.INTAKE if installation.on_kafka else ""
        return [_stage(installation, RECEIVE, topics.READ_BY[RECEIVE], step, limits, once)]
    spool = installation.embedded
    source = spool.reader([topics.INTAKE], RECEIVE)
    forwarding = ForwardingReader(spool, source, topics.INTAKE, DEFAULT_PARTITIONS, installation.kafka.copier)
    return [_runner(installation, RECEIVE, forwarding, step, limits), _stage(installation, RECEIVE, [], step, limits)]


def tag_stage(installation: Installation) -> Runner:
    """Feedback to tags, streams and issues; a retry that came in through another door is tagged once."""
    from cli.wiring.tagging import Counted
    from processors.step import tag_step

    step = tag_step(Counted(installation.processor, installation.metrics), installation.taxonomy)
    return _stage(installation, "tag", topics.READ_BY["tag"], step, once=topics.RECEIVED)


def store_stage(installation: Installation) -> Runner:
    """Feedback and tags to rows."""
    from sinks.store.store import Store

    return _stage(installation, "store", topics.READ_BY["store"], honoured(installation, Store(installation.engine).write))


def complaints_stage(installation: Installation) -> Runner:
    """What customers say, to cases."""
    from complaints.step import complaints_step

    step = honoured(installation, complaints_step(installation.register))
    return _stage(installation, "complaints", topics.READ_BY["complaints"], step)


def reply_outcomes_stage(installation: Installation) -> Runner:
    """What became of answers, into the history of their cases."""
    from complaints.step import outcomes_step

    step = honoured(installation, outcomes_step(installation.register))
    return _stage(installation, "reply-outcomes", topics.READ_BY["reply-outcomes"], step)


def reply_requests_stage(installation: Installation) -> Runner:
    """What is to be said, to rows that wait."""
    from sinks.replies.requests import requests_step

    step = honoured(installation, requests_step(installation.engine, installation.clock))
    return _stage(installation, "replies", topics.READ_BY["replies"], step)


def reply_statuses_stage(installation: Installation) -> Runner:
    """What carriers say later of replies, onto their rows, and to their cases."""
    from sinks.replies.statuses import statuses_step

    step = statuses_step(installation.engine, installation.metrics)
    return _stage(installation, "reply-statuses", topics.READ_BY["reply-statuses"], step)


def staff_stage(installation: Installation) -> Runner:
    """What the staff is to be told, to rows that wait."""
    from sinks.staff.step import staff_step

    directory = installation.casework.escalations
    step = honoured(installation, staff_step(installation.engine, directory, installation.clock, installation.metrics))
    return _stage(installation, "staff", topics.READ_BY["staff"], step)


def staff_dispatching(installation: Installation) -> list[Worker]:
    """Waiting notices to the staff; hooks in a round of their own, so that one that hangs holds up no mail and no text."""
    from sinks.staff.dispatcher import StaffDispatcher

    made: list[Worker] = []
    clock, metrics = installation.clock, installation.metrics
    for name, ways in installation.casework.staff_ways.items():
        dispatcher = StaffDispatcher(installation.engine, installation.casework.escalations, ways, clock, metrics)
        if not installation.on_kafka:
            dispatcher.take_over()  # as with replies
        made.append(Round(name, partial(dispatcher.dispatch_due, DISPATCH_BATCH), DISPATCH_PAUSE, clock, metrics))
    return made


def mirrors_stage(installation: Installation) -> Runner:
    """What happened to cases, noted for each complaint system elsewhere that is to hear of it."""
    from sinks.complaints.mirroring import mirrors_step

    step = honoured(installation, mirrors_step(installation.engine, installation.settings.complaints.mirrors, installation.clock))
    return _stage(installation, "mirrors", topics.READ_BY["mirrors"], step)


def mirroring(installation: Installation) -> list[Worker]:
    """Cases to complaint systems elsewhere, and back; each in a round of its own, so that one that hangs holds up no other."""
    made: list[Worker] = []
    for mirror in installation.casework.mirrors:
        at_work = installation.casework.mirroring(mirror)
        if not installation.on_kafka:
            at_work.take_over()  # as with replies
        made.append(Round(f"mirror.{mirror.name}", at_work.work, MIRROR_PAUSE, installation.clock, installation.metrics))
    return made


def outbox_copying(installation: Installation) -> Round:
    """What database transactions want to say, onto the log."""
    from golddust.database.outbox import OutboxCopying

    copying = OutboxCopying(installation.engine, installation.log, installation.traces)
    return Round("outbox", copying.copy, OUTBOX_PAUSE, installation.clock, installation.metrics)


def reply_dispatching(installation: Installation) -> Round:
    """Waiting answers to their senders."""
    from cli.wiring.texting import reply_policy
    from sinks.replies.caps import caps_of
    from sinks.replies.dispatcher import Dispatcher

    caps = caps_of(installation.settings.replies.caps)
    clock, metrics, policy = installation.clock, installation.metrics, reply_policy(installation)
    dispatcher = Dispatcher(installation.engine, installation.senders, clock, metrics, caps, policy, installation.traces)
    if not installation.on_kafka:
        dispatcher.take_over()  # on SQLite this is the only one; on Kafka a claim may be another process's, and has to grow old
    return Round("dispatch", lambda: dispatcher.dispatch_due(DISPATCH_BATCH), DISPATCH_PAUSE, clock, metrics)


def media_fetching(installation: Installation) -> Round:
    """Pictures and other files of text messages, from where the provider keeps them; scanned where mail is."""
    from golddust.clamd import Scanner
    from sinks.media.fetching import Fetching
    from sinks.media.twilio import TwilioMedia, TwilioSource

    options, twilio = installation.settings.media, installation.settings.sms.twilio
    accounts = {account.account_sid: account.tokens for account in reversed(twilio.every_account)}
    source = TwilioSource(TwilioMedia(accounts, twilio.api_base), options)
    clock, metrics = installation.clock, installation.metrics
    scan = installation.settings.smtp.scan
    scanner = Scanner(scan.clamd, scan.timeout) if scan.clamd else None
    fetching = Fetching(installation.engine, installation.originals, source, options, clock, metrics, scanner)
    if not installation.on_kafka:
        fetching.take_over()  # as with replies
    return Round("media", fetching.fetch_next, MEDIA_PAUSE, clock, metrics)


def promise_rounds(installation: Installation) -> list[Worker]:
    """What time brings about in cases; changed standards; slow queues; cases that are one; days counted; months published."""
    from cli.wiring.insight import Publishing
    from sinks.store.insight.rolling import Roller

    roller = Roller(installation.engine, installation.standards.hours.zone, installation.clock)
    clockwork = installation.casework.clockwork
    rounds = {
        "promises": (clockwork.tick, PROMISE_PAUSE),
        "standards": (clockwork.recompute, STANDARDS_PAUSE),
        "forecast": (clockwork.foresee, FORECAST_PAUSE),
        "matters": (installation.casework.settling.settle, MATTERS_PAUSE),
        "insight": (roller.roll, INSIGHT_PAUSE),
        "publishing": (Publishing(installation).publish, PUBLISHING_PAUSE),
    }
    return [Round(name, work, pause, installation.clock, installation.metrics) for name, (work, pause) in rounds.items()]


def code_hearing(installation: Installation) -> Round:
    """Codes that customers sent back to prove whose an address is."""
    work = installation.casework.people.hear
    return Round("codes", work, CODES_PAUSE, installation.clock, installation.metrics)


def tidying(installation: Installation) -> Round:
    """Old records off this machine's file, and copies that a killed backup left; Kafka's brokers tidy up by themselves."""
    from cli.backup.staging import clear

    work = _tidy_spool if installation.forwards else _tidy

    def tidy() -> int:
        return work(installation) + clear(installation.settings.data_dir)

    return Round("tidy", tidy, TIDY_PAUSE, installation.clock, installation.metrics)


def _tidy(installation: Installation) -> int:
    """What a dead letter points to stays until it is decided about."""
    kept, now, log = installation.settings.log.kept, installation.clock.now(), installation.embedded
    letters = Letters(log, installation.clock.now)
    parked = [Place(letter.topic, letter.partition, letter.position) for letter in letters.parked()]
    log.compact(topics.PARKED)
    gone = 0
    for topic in log.topics():  # each in a transaction of its own: whoever appends waits for it
        before = kept.before(topic, now)
        if before is None or topic == topics.PARKED:  # its copies go with their letters, see `drop_old_letters`
            continue
        expired = log.expire({topic: before}, parked)
        installation.metrics.count("golddust_expired_total", expired, what=_said(topic))
        gone += expired
    return gone


def _said(topic: str) -> str:
    """The topic's name as a label: those of the taxonomy's topics are one."""
    return topics.BY_TOPIC + "*" if topic.startswith(topics.BY_TOPIC) else topic


def _tidy_spool(installation: Installation) -> int:
    """What was forwarded goes after its days, or at once when the spool is half full."""
    spool, now = installation.embedded, installation.clock.now()
    half_full = spool.size() > installation.settings.ingest.spool_limit // 2
    keep = timedelta(0) if half_full else timedelta(days=installation.settings.log.keep_intake_days)
    gone = spool.expire({topics.INTAKE: now - keep})
    installation.metrics.count("golddust_expired_total", gone, what=topics.INTAKE)
    return gone


def lag_measuring(installation: Installation) -> Round:
    """How far each stage is behind, and whether what went in came out, for the metrics."""
    return Round("lag", FlowMeasuring(installation).measure, LAG_PAUSE, installation.clock, installation.metrics)


def machine_measuring(installation: Installation) -> Round:
    """How much room this machine has left, and how much waits on it to be forwarded, for the metrics."""
    from cli.processes.measuring import measure_machine

    return Round("machine", partial(measure_machine, installation), LAG_PAUSE, installation.clock, installation.metrics)


def promise_measuring(installation: Installation) -> Round:
    """How cases, promises and answers stand, for the metrics."""
    from cli.processes.measuring import measure_promises

    return Round("figures", partial(measure_promises, installation), LAG_PAUSE, installation.clock, installation.metrics)
