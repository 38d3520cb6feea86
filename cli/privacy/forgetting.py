"""What was under way when somebody was erased: stages that write to the store drop it, and what it left behind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from msgspec import MsgspecError

from cli.privacy.erased_people import hashing_of
from golddust import wire
from golddust.erased import emptied
from golddust.errors import Refused
from golddust.events import Feedback
from golddust.ports import Step
from golddust.records import Entry, Record
from golddust.rounds import Round

if TYPE_CHECKING:
    from cli.wiring.installation import Installation

log = structlog.get_logger()
ERASING_PAUSE, SWEEPING_PAUSE = 2.0, 600.0
"""Seconds."""


def honoured(installation: "Installation", step: Step) -> Step:
    """The step, which sees nothing of people who were erased after they said it."""
    from golddust.database.erasing.honouring import honouring  # noqa: PLC0415 - a role loads only what it uses

    def drop(dropped: Sequence[Record]) -> None:
        log.info("records of erased people were dropped", number=len(dropped))
        _forget(installation, dropped)

    return honouring(step, installation.engine, hashing_of(installation), drop)


def _forget(installation: "Installation", dropped: Sequence[Record]) -> None:
    """Their originals, and on a log of our own the records themselves."""
    from cli.privacy.erasing import Found, forget_originals, own_files  # noqa: PLC0415 - as above

    forget_originals(installation, {original for record in dropped if (original := _original(record))}, Found())
    if not installation.on_kafka:
        places, since = {record.place for record in dropped}, min(record.appended_at for record in dropped)

        def left(record: Record) -> Entry | None:
            return emptied(record) if record.place in places else None

        for file in own_files(installation):
            file.rewrite(left, since)


def _original(record: Record) -> str:
    try:
        event = wire.event(record)
    except (Refused, MsgspecError):
        return ""
    return event.original if isinstance(event, Feedback) else ""


def erasing_round(installation: "Installation") -> Round:
    """Erasures that were asked for on the console, or that waited for a hold to be released."""
    from cli.privacy.requests import StoredPrivacy  # noqa: PLC0415 - as above

    work = StoredPrivacy(installation, "command").perform_waiting
    return Round("erasing", work, ERASING_PAUSE, installation.clock, installation.metrics)


def sweeping_round(installation: "Installation") -> Round:
    """What was written while somebody was being erased. Its files are written anew by the next erasing round."""
    from cli.privacy.erasing import sweep  # noqa: PLC0415 - as above

    return Round("sweeping", lambda: sweep(installation), SWEEPING_PAUSE, installation.clock, installation.metrics)
