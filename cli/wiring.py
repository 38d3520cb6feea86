"""Puts the rooms together: one `Installation` knows the settings and makes what they name, each thing once and when first asked for.

Imports stand in the methods, so that a role loads only what it uses: an idle door must not hold a tagger in memory.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.keys import load_keys
from config.settings import Settings
from golddust import topics
from golddust.bus.sqlite import SqliteLog
from golddust.clock import SystemClock
from golddust.errors import NotFound
from golddust.identity import Keys
from golddust.letters import Letters
from golddust.metrics import NoMetrics
from golddust.ports import Archive, Clock, Inbox, Listener, Metrics, Originals, Processor, Register, Sender, Step
from golddust.records import Place
from golddust.rounds import Round
from golddust.runner import Limits, Runner

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from complaints.register import SqlRegister
    from complaints.standards import Standards
    from console.accounts import Accounts
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
