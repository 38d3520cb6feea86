"""Puts the rooms together: one `Installation` knows the settings and makes what they name, each thing once, when first asked.

Imports stand in the methods, so that a role loads only what it uses: an idle door must not hold a tagger in memory.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.keys import load_keys
from config.settings import Settings
from golddust import topics
from golddust.bus.sqlite import SqliteLog
from golddust.clock import SystemClock
from golddust.errors import Misconfigured, NotFound, Problem
from golddust.identity import Keys
from golddust.letters import Letters
from golddust.metrics import NoMetrics
from golddust.ports import Archive, Clock, Inbox, Listener, Metrics, Originals, Processor, Sender, Step
from golddust.records import Place
from golddust.rounds import Round
from golddust.runner import Limits, Runner

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from complaints.register import SqlRegister
    from complaints.standards import Standards
    from console.accounts import Accounts
    from processors.tagging import Tagging
    from processors.taxonomy import Taxonomy

OUTBOX_PAUSE = 0.1
DISPATCH_PAUSE = 0.25
PROMISE_PAUSE = 1.0
TIDY_PAUSE = 600.0
DISPATCH_BATCH = 20


class Installation:
    """Everything that one set of settings names. `metered`: keep metrics, as processes that stay up do."""

    def __init__(self, settings: Settings, *, metered: bool = False) -> None:
        self.settings = settings
        self.clock: Clock = SystemClock()
        self.metrics: Metrics = _prometheus() if metered else NoMetrics()
        self._closing: list[Callable[[], None]] = []

    def close(self) -> None:
        """Let go of files and connections."""
        for close in reversed(self._closing):
            close()
        self._closing.clear()

    def prepare(self) -> None:
        """Make what is missing (keys, log, database) and read every table. Raises Misconfigured, Unavailable."""
        self.check_tables()
        _ = self.keys, self.log, self.engine, self.originals

    # --- what everything stands on

    @cached_property
    def keys(self) -> Keys:
        """The installation's secrets, made where missing."""
        return load_keys(self.settings)

    @cached_property
    def log(self) -> SqliteLog:
        """The log, made where missing."""
        log = SqliteLog(self.settings.log_path, self.clock)
        self._closing.append(log.close)
        return log

    def existing_log(self) -> SqliteLog:
        """The log, which must be there: looking at nothing must not make a file. Raises NotFound."""
        if not self.settings.log_path.exists():
            raise NotFound(f"there is no log in {self.settings.data_dir}; `golddust run` makes one, --data names another folder")
        return self.log

    @cached_property
    def engine(self) -> "Engine":
        """The database, with its schema up to date."""
        from golddust.database.engine import open_database, upgrade_database

        engine = open_database(self.settings.store_url)
        upgrade_database(engine)
        self._closing.append(engine.dispose)
        return engine

    @cached_property
    def originals(self) -> Originals:
        """Where what came in is kept."""
        from sinks.originals.folder import FolderOriginals

        return FolderOriginals(self.settings.data_dir / "originals", self.keys.originals)

    # --- tables

    @cached_property
    def taxonomy(self) -> "Taxonomy":
        """The company's topics."""
        from config.tables import TAXONOMY, read_table
        from processors.taxonomy import parse_taxonomy

        path = self.settings.tag.taxonomy
        return parse_taxonomy(read_table("tag.taxonomy", Path(path) if path else TAXONOMY))

    @cached_property
    def standards(self) -> "Standards":
        """What is promised to customers."""
        from complaints.standards import parse
        from config.tables import STANDARDS, read_table

        path = self.settings.complaints.standards
        return parse(read_table("complaints.standards", Path(path) if path else STANDARDS))

    # --- stages

    def _stage(self, name: str, reads: Sequence[str], step: Step, limits: Limits | None = None) -> Runner:
        reader = self.log.reader([*reads, topics.again(name)], name)
        return Runner(name, reader, step, self.clock, self.metrics, limits)

    def receive_stage(self) -> Runner:
        """Deliveries to feedback; small batches, because an original may be 25 MiB."""
        from ingest.receive import receive_step
        from ingest.registry import readers

        step = receive_step(readers(self.settings.hooks), self.originals, self.keys)
        return self._stage("receive", [topics.INTAKE], step, Limits(batch=100))

    def tag_stage(self) -> Runner:
        """Feedback to tags, streams and issues."""
        from processors.step import tag_step

        return self._stage("tag", [topics.RECEIVED], tag_step(self.processor, self.taxonomy))

    def store_stage(self) -> Runner:
        """Feedback and tags to rows."""
        from sinks.store.store import Store

        return self._stage("store", [topics.RECEIVED, topics.TAGGED], Store(self.engine).write)

    def complaints_stage(self) -> Runner:
        """Issues to cases."""
        from complaints.step import complaints_step

        return self._stage("complaints", [topics.ISSUES], complaints_step(self.register))

    def reply_outcomes_stage(self) -> Runner:
        """What became of answers, into the history of their cases."""
        from complaints.step import outcomes_step

        return self._stage("reply-outcomes", [topics.REPLIES_OUTCOMES], outcomes_step(self.register))

    def reply_requests_stage(self) -> Runner:
        """What is to be said, to rows that wait."""
        from sinks.replies.requests import requests_step

        return self._stage("replies", [topics.REPLIES_REQUESTED], requests_step(self.engine, self.clock))

    # --- rounds

    def outbox_copying(self) -> Round:
        """What database transactions want to say, onto the log."""
        from golddust.database.outbox import copy

        return Round("outbox", lambda: copy(self.engine, self.log), OUTBOX_PAUSE, self.clock, self.metrics)

    def reply_dispatching(self) -> Round:
        """Waiting answers to their senders."""
        from sinks.replies.dispatcher import Dispatcher

        dispatcher = Dispatcher(self.engine, self.senders, self.clock, self.metrics)
        dispatcher.take_over()
        return Round("dispatch", lambda: dispatcher.dispatch_due(DISPATCH_BATCH), DISPATCH_PAUSE, self.clock, self.metrics)

    def promise_watching(self) -> Round:
        """Broken promises, marked as late."""
        from complaints.promises import mark_late

        return Round("promises", lambda: mark_late(self.engine, self.clock), PROMISE_PAUSE, self.clock, self.metrics)

    def tidying(self) -> Round:
        """Old records off the log; what a dead letter points to stays until it is decided about."""
        return Round("tidy", self._tidy, TIDY_PAUSE, self.clock, self.metrics)

    def _tidy(self) -> int:
        options, now = self.settings.log, self.clock.now()
        letters = Letters(self.log, self.clock.now)
        parked = [Place(letter.topic, letter.partition, letter.position) for letter in letters.parked()]
        kept_for = {topic: timedelta(days=options.keep_days) for topic in self.log.topics() if topic != topics.DEADLETTERS}
        kept_for[topics.INTAKE] = timedelta(days=options.keep_intake_days)
        self._measure_lag()
        return self.log.expire({topic: now - time for topic, time in kept_for.items()}, parked)

    def _measure_lag(self) -> None:
        for standing in self.log.standings():
            self.metrics.gauge("golddust_lag_records", standing.lag, stage=standing.group)

    # --- what stages and doors are made of

    @cached_property
    def processor(self) -> Processor:
        """The taggers that the settings name."""
        return self._tagging

    @cached_property
    def _tagging(self) -> "Tagging":
        from processors.registry import tagging

        return tagging(self.settings.tag.tier, self.taxonomy)

    @cached_property
    def register(self) -> "SqlRegister":
        """The complaint register."""
        from complaints.register import SqlRegister
        from processors.redaction import redact

        return SqlRegister(self.engine, self.clock, self.standards, self.keys, self.settings.http.public_url.rstrip("/"), redact)

    @cached_property
    def senders(self) -> Sequence[Sender]:
        """Who carries answers, by kind of address."""
        from sinks.replies.sms.sender import TwilioReplies
        from sinks.replies.smtp.sender import SmtpReplies

        twilio = self.settings.sms.twilio
        token = twilio.tokens[0] if twilio.tokens else ""
        return (
            SmtpReplies(self.settings.replies.smtp, self.clock),
            TwilioReplies(twilio.account_sid, token, twilio.from_number, twilio.api_base),
        )

    @cached_property
    def inbox(self) -> Inbox:
        """The one way in."""
        from ingest.inbox import SpoolInbox

        return SpoolInbox(self.log, self.metrics)

    @cached_property
    def archive(self) -> Archive:
        """What is stored, to be read."""
        from sinks.store.archive import StoredArchive

        return StoredArchive(self.engine)

    @cached_property
    def accounts(self) -> "Accounts":
        """Who may use the inner door."""
        from console.accounts import Accounts

        return Accounts(self.engine, self.clock)

    # --- doors

    def smtp_listener(self) -> Listener:
        """The door for mail."""
        from ingest.email.smtp import SmtpListener

        return SmtpListener(self.settings.smtp, self.inbox, self.clock, self.metrics)

    def sign_in_link(self) -> str:
        """A link to the console that signs its reader in, once, within 15 minutes."""
        options = self.settings.console
        return f"http://{options.host}:{options.port}/console/sign-in/{self.accounts.one_time_link()}"

    # --- checks, and small services to commands

    def check_tables(self) -> None:
        """Read taxonomy and standards. Raises Misconfigured with the problems of both."""
        problems: list[Problem] = []
        for table in ("taxonomy", "standards"):
            try:
                getattr(self, table)
            except Misconfigured as wrong:
                problems += wrong.problems
        if problems:
            raise Misconfigured(tuple(problems))

    def check_log(self) -> None:
        """Touch the log. Raises Unavailable, or NotFound when there is none."""
        self.existing_log().check()

    def check_store(self) -> None:
        """Touch the database. Raises Unavailable."""
        self.archive.check()

    def language_of(self, text: str) -> str:
        """The code of the language that the text is in."""
        return self._tagging.language.tag(text).code

    def tag_texts(self, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The records of `golddust tag`: each request has a `text` and, if it likes, an `id`."""
        from processors.as_json import as_json

        return [as_json(self._tagging.tag_text(request["text"]), request.get("id")) for request in requests]


def _prometheus() -> Metrics:
    from prometheus_client import REGISTRY

    from golddust.metrics import PrometheusMetrics

    return PrometheusMetrics(REGISTRY)
