"""Puts the rooms together: one `Installation` knows the settings and makes what they name, each thing once, when first asked.

Imports stand in the methods, so that a role loads only what it uses: an idle door must not hold a tagger in memory.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.processes.tracing import prometheus, traces_of
from cli.wiring.casework import Casework
from cli.wiring.texting import new_texts
from config.keys import load_keys
from config.settings import Settings
from golddust import topics
from golddust.bus.sqlite import SqliteLog
from golddust.clock import SystemClock
from golddust.errors import NotFound
from golddust.identity import Keys
from golddust.metrics import NoMetrics
from golddust.ports import Archive, Clock, Inbox, Listener, Log, Metrics, Originals, Sender, Spool
from golddust.spool import LimitedSpool, Limits
from golddust.traces import Traces

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from complaints.cases.register import SqlRegister
    from complaints.promises.standards import Standards
    from console.admission.admission import Admission
    from golddust.bus.kafka import KafkaLog
    from ingest.email.smtp.checking import Check
    from processors.language import LanguageTagger
    from processors.tagging import Tagging
    from processors.taxonomy import Taxonomy
    from sinks.replies.sms.registry import TextSender
    from sinks.replies.smtp.signing import Signer


RECEIVE = "receive"
"""The stage that reads what came in."""


class Installation:
    """Everything that one set of settings names. `metered`: keep metrics, as processes that stay up do.

    `migrates`: bring the database's schema up to date when it is first asked for. The public door does not, because what comes in
    must be taken in while the database is away; only customers' own pages then have to wait.
    """

    def __init__(self, settings: Settings, *, metered: bool = False, migrates: bool = True) -> None:
        self.settings = settings
        self._migrates = migrates
        self.clock: Clock = SystemClock()
        self.metrics: Metrics = prometheus() if metered else NoMetrics()
        self._closing: list[Callable[[], None]] = []

    def close(self) -> None:
        """Let go of files and connections."""
        for close in reversed(self._closing):
            close()
        self._closing.clear()

    def prepare(self) -> None:
        """Make what is missing (keys, log or spool, database) and read every table. Raises Misconfigured, Unavailable.

        Kafka need not be there: what comes in waits for it.
        """
        self.check_tables()
        _ = self.keys, self.log, self.spool, self.engine, self.originals

    # --- what everything stands on

    @cached_property
    def keys(self) -> Keys:
        """The installation's secrets, made where missing."""
        return load_keys(self.settings)

    @property
    def on_kafka(self) -> bool:
        """Whether the log is on Kafka, which many processes share; else one file is log and spool in one."""
        return self.settings.log.backend == "kafka"

    @property
    def forwards(self) -> bool:
        """Whether what comes in waits on a spool of this machine and goes on to Kafka from there."""
        return self.on_kafka and self.settings.ingest.durability == "disk"

    @cached_property
    def log(self) -> Log:
        """The log: on Kafka nothing is connected yet, on SQLite it is made where missing."""
        return self.kafka if self.on_kafka else self.embedded

    @cached_property
    def kafka(self) -> "KafkaLog":
        """The log on Kafka."""
        from cli.wiring.kafka import kafka_log

        log = kafka_log(self.settings, self.clock)
        self._closing.append(log.close)
        return log

    @cached_property
    def embedded(self) -> SqliteLog:
        """The file on this machine: the log, or the spool on the way to Kafka."""
        log = SqliteLog(self.settings.spool_path if self.on_kafka else self.settings.log_path, self.clock)
        self._closing.append(log.close)
        return log

    @cached_property
    def spool(self) -> Spool:
        """Where deliveries become durable."""
        if not self.on_kafka:
            return self.embedded
        if not self.forwards:
            spool = self.kafka.intake()
            self._closing.append(spool.close)
            return spool
        options = self.settings.ingest
        self.embedded.expect(RECEIVE, topics.INTAKE)
        limits = Limits(options.spool_limit, timedelta(hours=options.spool_age_hours))
        return LimitedSpool(self.embedded, self.embedded, limits, self.clock)

    def existing_log(self) -> Log:
        """The log, which must be there: looking at nothing must not make a file. Raises NotFound."""
        if not self.on_kafka and not self.settings.log_path.exists():
            raise NotFound(f"there is no log in {self.settings.data_dir}; `golddust run` makes one, --data names another folder")
        return self.log

    @cached_property
    def engine(self) -> "Engine":
        """The database, with its schema up to date where this process sees to that."""
        from golddust.database.engine import open_database, upgrade_database

        engine = open_database(self.settings.store_url)
        if self._migrates:
            upgrade_database(engine)
        self._closing.append(engine.dispose)
        return engine

    @cached_property
    def originals(self) -> Originals:
        """Where what came in is kept."""
        from sinks.originals.folder import FolderOriginals

        return FolderOriginals(self.settings.data_dir / "originals", self.keys.originals, self.keys.originals_before)

    @cached_property
    def traces(self) -> Traces:
        """Who is told of each message's way."""
        return traces_of(self.settings.observe, self.clock, self.metrics, self._closing)

    # --- tables

    @cached_property
    def taxonomy(self) -> "Taxonomy":
        """The company's topics."""
        from config.taxonomy import read_taxonomy

        return read_taxonomy(self.settings.tag.taxonomy)

    @cached_property
    def standards(self) -> "Standards":
        """What is promised to customers."""
        from cli.wiring.standards import read_standards
        from config.tables import STANDARDS

        path = self.settings.complaints.standards
        return read_standards(Path(path) if path else STANDARDS, self.settings.data_dir / "feeds", self.clock)

    # --- what stages and doors are made of

    @cached_property
    def processor(self) -> "Tagging":
        """The taggers that the settings name."""
        from cli.wiring.tagging import tagging_of

        return tagging_of(self.settings.tag, self.taxonomy, lambda: self.keys.pseudonym)

    @cached_property
    def register(self) -> "SqlRegister":
        """The complaint register."""
        from complaints.cases.register import SqlRegister

        return SqlRegister(self.engine, self.clock, self.casework.rules, self.casework.speakers)

    @cached_property
    def casework(self) -> Casework:
        """What works on cases beside the register."""
        return Casework(self)

    @cached_property
    def senders(self) -> Sequence[Sender]:
        """Who carries answers, by kind of address."""
        from sinks.replies.smtp.sender import SmtpReplies

        mail = SmtpReplies(self.settings.replies.smtp, self.clock, lambda: self.keys, self.settings.smtp.domains, self.signer)
        return (mail, self.texts)

    @cached_property
    def texts(self) -> "TextSender":
        """What carries answers by text."""
        return new_texts(self.settings)

    @cached_property
    def signer(self) -> "Signer | None":
        """What signs mail. Raises Misconfigured when its key cannot be read."""
        from sinks.replies.smtp.signing import signer_of

        return signer_of(self.settings.replies.smtp)

    @cached_property
    def inbox(self) -> Inbox:
        """The one way in."""
        from ingest.inbox import SpoolInbox

        return SpoolInbox(self.spool, self.metrics, self.traces)

    @cached_property
    def archive(self) -> Archive:
        """What is stored, to be read."""
        from sinks.store.archive import StoredArchive

        return StoredArchive(self.engine)

    @cached_property
    def admission(self) -> "Admission":
        """Who may use the inner door, and what is written down of it."""
        from cli.wiring.admitting import admission_of

        return admission_of(self)

    # --- doors

    def smtp_listener(self) -> Listener:
        """The door for mail."""
        from ingest.email.smtp.listener import SmtpListener

        return SmtpListener(self.settings.smtp, self.inbox, self.clock, self.metrics, self._mail_checks())

    def _mail_checks(self) -> "Sequence[Check]":
        """What is found out about each mail before it is taken in, beside what the listener sees to by itself."""
        if not self.settings.smtp.authentication.is_set:
            return ()
        from ingest.email.authentic.checking import Authenticity

        return (Authenticity(self.settings.smtp, self.clock, self.metrics),)

    @property
    def console_url(self) -> str:
        """What links to the console begin with."""
        options = self.settings.console
        return options.public_url.rstrip("/") or f"http://{options.host}:{options.port}"

    def sign_in_link(self) -> str:
        """A link to the console that signs its reader in, once, within 15 minutes."""
        return f"{self.console_url}/console/sign-in/{self.admission.accounts.one_time_link()}"

    # --- checks, and small services to commands

    def check_tables(self) -> None:
        """Read every table. Raises Misconfigured with the problems of all of them, each once."""
        from cli.wiring.tables import check_tables

        check_tables(self)

    def check_log(self) -> None:
        """Touch the log. Raises Unavailable, or NotFound when there is none."""
        self.existing_log().check()

    def check_spool(self) -> None:
        """Touch what makes deliveries durable. Raises Unavailable."""
        if self.forwards:
            self.embedded.check()
        else:
            self.check_log()

    def check_store(self) -> None:
        """Touch the database. Raises Unavailable."""
        self.archive.check()

    @cached_property
    def languages(self) -> "LanguageTagger":
        """What tells languages, by itself."""
        from processors.language import LanguageTagger

        return LanguageTagger()

    def tag_texts(self, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The records of `golddust tag`: each request has a `text` and, if it likes, an `id`."""
        from processors.as_json import as_json
        from processors.seen import Asked

        tags = self.processor.tag_all([Asked(request["text"]) for request in requests])
        return [as_json(its, request.get("id")) for request, its in zip(requests, tags, strict=True)]
