"""What a carrier's refusal says of the address itself, beside that this reply cannot be sent."""

from golddust.errors import Refused, Unavailable


class Unreachable(Refused):
    """The address does not work, and will not: nothing more is sent to it until its owner writes again."""


class OptedOut(Refused):
    """The customer told the carrier to stop, which counts as if they had told us."""


class Deferred(Unavailable):
    """The carrier may take it later for this address, and takes what is for others."""
