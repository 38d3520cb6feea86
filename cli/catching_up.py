"""Looks for text messages that never reached the public door, in the background of the process that has it open."""

import threading

from cli.wiring import Installation
from golddust.rounds import Round
from ingest.sms.twilio.by_itself import PAUSE, STAGE, CatchingUp, catches_up


def catch_up_by_itself(installation: Installation) -> None:
    """Begin, where an account is set; returns at once, and nothing that goes wrong in it harms the door."""
    options = installation.settings.sms.twilio
    if not catches_up(options):
        return
    given = (installation.inbox, installation.clock, installation.metrics)
    work = CatchingUp(options, installation.settings.data_dir, *given).work
    at_it = Round(STAGE, work, PAUSE, installation.clock, installation.metrics)

    threading.Thread(target=at_it.run, name=STAGE, daemon=True).start()
