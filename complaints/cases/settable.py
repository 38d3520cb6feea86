"""What people may set about a case, checked."""

from collections.abc import Callable, Mapping
from typing import Any

from complaints.words import checked_name, checked_text
from golddust.errors import Malformed
from golddust.events import PRIORITIES
from golddust.identity import is_id

SETTABLE = ("priority", "owner", "segment", "cause", "cost", "delay")
LONGEST = 80
"""As long as the name of a business function or of a segment may be."""
MOST = 1e12
"""More than any remedy."""


def checked_values(values: Mapping[str, Any], redact: Callable[[str], str]) -> dict[str, Any]:
    """Those that are given, as they are kept. Raises Malformed for a value that cannot be, and when there is none."""
    given = {name: value for name, value in values.items() if value is not None}
    if not given or set(given) - set(SETTABLE):
        raise Malformed(f"what can be set: {', '.join(SETTABLE)}")
    if given.get("priority", "low") not in PRIORITIES:
        raise Malformed(f"priority: one of {', '.join(PRIORITIES)}")
    if not 0 <= given.get("cost", 0) < MOST:  # NaN is refused as well
        raise Malformed("cost: an amount from 0 on")
    if given.get("cause") and not is_id(given["cause"]):
        raise Malformed("cause: the id of a cause, or nothing for none")
    if "delay" in given:
        given["delay"] = _without_private(checked_text("delay", given["delay"]), redact)
    named = [name for name in ("owner", "segment") if name in given and (given[name] or name == "owner")]
    return given | {name: checked_name(name, given[name], LONGEST) for name in named}


def _without_private(text: str, redact: Callable[[str], str]) -> str:
    """The text, which is kept and told to the customer as it stands: a mask would tell them nothing. Raises Malformed."""
    if redact(text) != text:
        raise Malformed("delay: say it without names, numbers and addresses; the customer is told it as it stands here")
    return text
