"""What the work for every subscription stands on."""

from dataclasses import dataclass

from sqlalchemy import Engine

from golddust.database.erasing.register import Hashing
from golddust.ports import Clock, Log, Metrics
from sinks.subscriptions.options import Options
from sinks.subscriptions.posting import Resolve
from sinks.subscriptions.sealing import Seal


@dataclass(frozen=True, slots=True)
class House:
    """What every subscription's work stands on."""

    engine: Engine
    log: Log
    clock: Clock
    metrics: Metrics
    options: Options
    seal: Seal
    hashing: Hashing
    resolve: Resolve | None = None
