"""The API's routes about web hooks out: the same as on the console and the command line, for programs."""

from dataclasses import dataclass

import msgspec
from flask import Blueprint, Response

from console.api.answering import limit_asked
from console.api.openapi_subscriptions import AttemptList, NewSubscription, ReplayFrom, SecretOnce, SubscriptionList
from console.api.requests import body
from golddust.subscribing import Subscriptions, Wish


def add_subscriptions(blueprint: Blueprint, kept: Subscriptions) -> None:
    """Put them on the blueprint; who may what stands in `access.py`."""
    door = _Door(kept)
    blueprint.add_url_rule("/subscriptions", "subscriptions", door.all, methods=["GET"])
    blueprint.add_url_rule("/subscriptions", "add_subscription", door.add, methods=["POST"])
    blueprint.add_url_rule("/subscriptions/<name>", "subscription", door.one, methods=["GET"])
    blueprint.add_url_rule("/subscriptions/<name>", "change_subscription", door.change, methods=["PUT"])
    blueprint.add_url_rule("/subscriptions/<name>", "remove_subscription", door.remove, methods=["DELETE"])
    blueprint.add_url_rule("/subscriptions/<name>/tries", "subscription_tries", door.tries, methods=["GET"])
    for step in ("pause", "resume", "rotate", "replay", "test"):
        path = f"/subscriptions/<name>/{step}"
        blueprint.add_url_rule(path, f"{step}_subscription", getattr(door, step), methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Door:
    kept: Subscriptions

    def all(self) -> Response:
        """Every one, and what is offered."""
        return _json(SubscriptionList(items=self.kept.all(), offered=list(self.kept.offered())))

    def one(self, name: str) -> Response:
        """One of them."""
        return _json(self.kept.one(name))

    def add(self) -> Response:
        """A new one, with its secret."""
        wanted = body(NewSubscription)
        secret = self.kept.add(wanted.name, Wish(url=wanted.url, topics=wanted.topics, filter=wanted.filter))
        return _json(SecretOnce(subscription=self.kept.one(wanted.name), secret=secret), 201)

    def change(self, name: str) -> Response:
        """Another wish."""
        self.kept.change(name, body(Wish))
        return self.one(name)

    def remove(self, name: str) -> Response:
        """It is no more."""
        self.kept.remove(name)
        return Response(status=204)

    def pause(self, name: str) -> Response:
        """Nothing is sent."""
        self.kept.pause(name)
        return self.one(name)

    def resume(self, name: str) -> Response:
        """It goes on."""
        self.kept.resume(name)
        return self.one(name)

    def rotate(self, name: str) -> Response:
        """A new secret."""
        secret = self.kept.rotate(name)
        return _json(SecretOnce(subscription=self.kept.one(name), secret=secret))

    def replay(self, name: str) -> Response:
        """Once more, since a time."""
        self.kept.replay(name, body(ReplayFrom).since)
        return self.one(name)

    def test(self, name: str) -> Response:
        """What came of a made-up event."""
        return _json(self.kept.test(name))

    def tries(self, name: str) -> Response:
        """The last ones."""
        return _json(AttemptList(items=self.kept.tries(name, limit_asked())))


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status=status, mimetype="application/json")
