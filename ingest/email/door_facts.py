"""What the door knew of a mail, as the feedback has it."""

import json
from collections.abc import Mapping

from golddust.events import Delivery


def labels_told(facts: Mapping[str, str]) -> dict[str, str]:
    """What the address that was reached says of the mail (`[smtp.aliases]`); {} where it says nothing."""
    try:
        told = json.loads(facts.get("labels", "{}"))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def problems_told(delivery: Delivery) -> tuple[str, ...]:
    """What was found to be wrong before the mail was read."""
    scan = delivery.facts.get("scan", "")
    scanned = (f"attachment: {scan}",) if scan and scan != "clean" else ()
    return (*scanned, *("id: this Message-ID came before with other words",) * delivery.reused)
