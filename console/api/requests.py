"""What programs post to the API, and how it is read. `version` is everywhere: only if the case is still at it."""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from flask import request
from msgspec import Meta, Struct

from golddust.errors import Malformed
from golddust.events import Priority
from golddust.wire import UNREADABLE

BODY_LIMIT = 256 * 1024
"""In bytes."""
R = TypeVar("R", bound=Struct)


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that needs nothing said. `version`: only if the case is still at it."""

    version: int | None = None


class Assign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom a case is given to."""

    assignee: str
    version: int | None = None


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked, told, noted, or said to be the reason."""

    words: str
    version: int | None = None


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is set about a case; what is null or left out stays.

    `cause` is the number or id of one, "" for none; `delay`: why it takes longer, as its customer is told.
    """

    priority: Priority | None = None
    owner: str | None = None
    segment: str | None = None
    cause: str | None = None
    cost: float | None = None
    delay: str | None = None
    version: int | None = None


class PledgeGiven(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a resolution promises by a time to come, which has a zone."""

    due: Annotated[datetime, Meta(tz=True)]
    words: Annotated[str, Meta(min_length=1)]


class Resolve(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The four things that the customer is told; what the remedy costs, and what it promises, where there is something."""

    happened: str
    apology: str
    reason: str
    remedy: str
    cost: float | None = None
    pledge: PledgeGiven | None = None
    version: int | None = None


class Keep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pledge was kept, by its number."""

    number: int
    version: int | None = None


class NotSolved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the customer says of it, if anything."""

    words: str = ""


class Merge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The case, by id or reference, in which this one goes on."""

    into: str
    version: int | None = None


class Other(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The other case, by id or reference, that this one is compared with."""

    other: str


class Split(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The id of the message that gets a case of its own again."""

    feedback: str
    version: int | None = None


def body(struct: type[R]) -> R:
    """The request's JSON. Raises Malformed, with 400 for what is no JSON or has a NUL in a text, which databases do not take."""
    request.max_content_length = BODY_LIMIT
    try:
        given = msgspec.json.decode(request.get_data() or b"{}", type=struct)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from None
    except UNREADABLE:
        raise Malformed("the body is no JSON", status=400) from None
    if has_nul(msgspec.to_builtins(given)):
        raise Malformed("a text has no NUL in it", status=400)
    return given


def has_nul(given: object) -> bool:
    """Whether any text of it has a NUL."""
    if isinstance(given, dict):
        return any(has_nul(one) for pair in given.items() for one in pair)
    if isinstance(given, list):
        return any(map(has_nul, given))
    return isinstance(given, str) and "\0" in given
