"""Looks for text messages that never reached the public door, in the background of the process that has it open."""

import threading
from collections.abc import Callable

from cli.wiring import Installation
from golddust.errors import NotFound, Unavailable
from golddust.rounds import Round
from ingest.sms.twilio.by_itself import PAUSE, STAGE, CatchingUp, catches_up


def catch_up_by_itself(installation: Installation) -> None:
    """Begin, where an account is set; returns at once, and nothing that goes wrong in it harms the door."""
    options = installation.settings.sms.twilio
    if not catches_up(options):
        return
    given = (installation.inbox, installation.clock, installation.metrics)
    work = CatchingUp(options, installation.settings.data_dir, *given, stored_in(installation)).work
    at_it = Round(STAGE, work, PAUSE, installation.clock, installation.metrics)

    threading.Thread(target=at_it.run, name=STAGE, daemon=True).start()


def stored_in(installation: Installation) -> Callable[[str], bool]:
    """Whether the store has the feedback of an id. Asked where several machines share a log, since each knows its own spool only.

    While the database is away the answer is no: what is taken in twice has the same id, and counts once from the log on.
    """

    def is_stored(feedback: str) -> bool:
        try:
            installation.archive.one(feedback)
        except (NotFound, Unavailable):
            return False
        return True

    return is_stored if installation.on_kafka else lambda _: False
