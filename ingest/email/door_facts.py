"""What the door knew of a mail, as the feedback has it."""

from golddust.events import Delivery


def problems_told(delivery: Delivery) -> tuple[str, ...]:
    """What was found to be wrong before the mail was read."""
    scan = delivery.facts.get("scan", "")
    scanned = (f"attachment: {scan}",) if scan and scan != "clean" else ()
    return (*scanned, *("id: this Message-ID came before with other words",) * delivery.reused)
