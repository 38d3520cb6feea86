"""What a carrier's refusal says of the address itself, beside that this reply cannot be sent."""

from dataclasses import dataclass
from typing import Literal

from golddust.errors import Refused, Unavailable


class Unreachable(Refused):
    """The address does not work, and will not: nothing more is sent to it until its owner writes again."""


class OptedOut(Refused):
    """The customer told the carrier to stop, which counts as if they had told us."""


class Deferred(Unavailable):
    """The carrier may take it later for this address, and takes what is for others."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a carrier's reason for not delivering what it took says, in words, and against the address.

    "stopped": its owner told the carrier to stop; "hard": it does not work; "soft": not just now; "": nothing of the address.
    """

    words: str
    against: Literal["", "stopped", "hard", "soft"] = ""
