"""Looks for text messages that never reached the public door, in the background of the process that has it open."""

import threading
from collections.abc import Callable
from datetime import timedelta

from cli.wiring.installation import Installation
from golddust.bus.sqlite.once import SEEN_FOR
from golddust.errors import NotFound, Unavailable
from golddust.rounds import Round
from ingest.sms.twilio.by_itself import PAUSE, STAGE, CatchingUp, catches_up


def catch_up_by_itself(installation: Installation) -> None:
    """Begin, where an account is set; returns at once, and nothing that goes wrong in it harms the door."""
    options = installation.settings.sms.twilio
    if not catches_up(options):
        return
    given = (installation.inbox, installation.clock, installation.metrics)
    is_stored = stored_in(installation, timedelta(hours=options.catch_up_hours))
    work = CatchingUp(options, installation.settings.data_dir, *given, is_stored).work
    at_it = Round(STAGE, work, PAUSE, installation.clock, installation.metrics)

    threading.Thread(target=at_it.run, name=STAGE, daemon=True).start()


def stored_in(installation: Installation, back: timedelta) -> Callable[[str], bool]:
    """Whether the store has the feedback of an id, for a look that goes `back` so far.

    Asked where several machines share a log, since each knows its own spool only, and for what is so old that the embedded log
    may have forgotten it. While the database is away the answer is no: what is taken in twice has the same id, and counts once
    from the log on.
    """

    def is_stored(feedback: str) -> bool:
        try:
            installation.archive.one(feedback)
        except (NotFound, Unavailable):
            return False
        return True

    return is_stored if installation.on_kafka or back >= SEEN_FOR else lambda _: False
