"""The part of the OpenAPI document about web hooks out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from console.api.openapi_parts import Shape, answer, at, errors, read, ref
from golddust.subscribing import Attempt, Filter, Subscription, Wish

SCOPE, CHANGES = "read:subscriptions", "write:subscriptions"


class NewSubscription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subscription to be made: events of these topics of the log that fit the filter are posted to this address."""

    name: str
    url: str
    topics: tuple[str, ...]
    filter: Filter = Filter()


class ReplayFrom(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Since when everything is sent once more; it has a zone."""

    since: Annotated[datetime, Meta(tz=True)]


class SubscriptionList(Struct, kw_only=True):
    """Every subscription, by name, and the topics of the log that may be subscribed to."""

    items: list[Subscription]
    offered: list[str]


class AttemptList(Struct, kw_only=True):
    """The last tries, newest first."""

    items: list[Attempt]


class SecretOnce(Struct, kw_only=True):
    """A subscription, and the secret that what is sent is signed with; it is never shown again."""

    subscription: Subscription
    secret: str


SUBSCRIPTION_SHAPES: tuple[Any, ...] = (
    *(Subscription, SubscriptionList, Attempt, AttemptList, SecretOnce, Filter),
    *(NewSubscription, ReplayFrom, Wish),
)
STEPS: Mapping[str, tuple[str, str, str]] = {
    "pause": ("Send nothing until it is resumed", "", "Subscription"),
    "resume": ("Go on where it stood", "", "Subscription"),
    "rotate": ("Make a new secret; what is sent is signed with both for a day", "", "SecretOnce"),
    "replay": ("Send everything once more that is on the log since a time, under the same ids", "ReplayFrom", "Subscription"),
    "test": ("Send a made-up event now, and say what came of it", "", "Attempt"),
}
"""For each step: what it does, the shape of its body, if any, and that of its answer."""


def subscription_paths(limit: tuple[str, Shape, str]) -> Shape:
    """Its paths."""
    one = {
        "get": read("One subscription", SCOPE, ref("Subscription")),
        "put": _write("Change what it wants", "Wish", "Subscription"),
    }
    one["delete"] = _write("Forget it and all about it", "", "")
    return {
        "/subscriptions": {
            "get": read("Web hooks out", SCOPE, ref("SubscriptionList")),
            "post": _write("Make a subscription, from now on", "NewSubscription", "SecretOnce", "201"),
        },
        "/subscriptions/{name}": at("name", one),
        "/subscriptions/{name}/tries": at("name", {"get": read("Its last tries", SCOPE, ref("AttemptList"), (limit,))}),
        **{f"/subscriptions/{{name}}/{step}": at("name", {"post": _write(*words)}) for step, words in STEPS.items()},
    }


def _write(summary: str, body: str, shape: str, status: str = "200") -> Shape:
    given = {"required": True, "content": {"application/json": {"schema": ref(body)}}}
    done = {status: answer("Done", ref(shape))} if shape else {"204": {"description": "Done"}}
    told = errors("400", "401", "403", "404", "409", "413", "422", "503")
    return {
        "summary": summary,
        "description": f"Scope: `{CHANGES}`.",
        **({"requestBody": given} if body else {}),
        "responses": {**done, **told},
    }
