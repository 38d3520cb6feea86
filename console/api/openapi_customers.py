"""The part of the OpenAPI document about what somebody must act on and about customers."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from console.api.openapi_parts import Shape, at, listing, read, ref
from golddust.events import Channel, Kind, Level, Mood, Priority
from golddust.ports import Customer, CustomerInFull

SCOPE = "read:cases"


class IssueItem(Struct, kw_only=True):
    """A message that is part of a case: what somebody must act on, and what was said to it later.

    `opened`: it is the one that opened the case. `priority`, `owner`, `state` and `why` are the case's, as they are now; the rest
    is the message's.
    """

    feedback: str
    case: str
    opened: bool
    at: datetime
    channel: Channel
    customer: str
    kind: Kind | None
    sentiment: Mood | None
    emotion: str | None
    urgency: Level | None
    language: str | None
    topics: list[str]
    priority: Priority
    owner: str
    state: str
    why: str


class IssuePage(Struct, kw_only=True):
    """A page of issues; `next_cursor` is null on the last."""

    items: list[IssueItem]
    next_cursor: str | None


class CustomerPage(Struct, kw_only=True):
    """A page of customers; `next_cursor` is null on the last."""

    items: list[Customer]
    next_cursor: str | None


CUSTOMER_SHAPES: tuple[Any, ...] = (IssuePage, IssueItem, CustomerPage, Customer, CustomerInFull)


def customer_paths() -> Shape:
    """Its paths."""
    owner = ("owner", {"type": "string"}, "the business function that can mend it")
    return {
        "/issues": {"get": listing("What somebody must act on, newest first", SCOPE, "IssuePage", (owner,))},
        "/customers": {"get": listing("Customers, by pseudonym", SCOPE, "CustomerPage", ())},
        "/customers/{customer}": at("customer", {"get": read("One customer, with their cases", SCOPE, ref("CustomerInFull"))}),
    }
