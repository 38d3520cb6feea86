"""What programs post to the API."""

from msgspec import Struct


class Acknowledge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a case into work. `version`: only if the case is still at it."""

    version: int | None = None


class Assign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give a case to somebody. `version` as above."""

    assignee: str
    version: int | None = None


class Resolve(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The four things that the customer is told. `version` as above."""

    happened: str
    apology: str
    reason: str
    remedy: str
    version: int | None = None
