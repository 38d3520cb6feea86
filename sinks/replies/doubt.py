"""The third thing that can come of sending, beside `Unavailable` and `Refused`."""

from golddust.errors import GoldDustError


class InDoubt(GoldDustError):
    """The reply was handed over whole, and the carrier's answer never came: it may be on its way or not.

    Sending again might tell the customer twice, so its carrier is asked about it (docs/adr/0020). Where none can be asked, the
    reply becomes `uncertain` (docs/adr/0006).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
