"""The door for web hooks: POST /hooks/<source>."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from msgspec import json

from golddust.errors import NotFound
from golddust.ports import Clock, Inbox, Metrics
from ingest.hooks.mapping import Mapper, mapper
from ingest.hooks.options import Options
from ingest.hooks.signature import key_of, verified_id
from ingest.inbox import new_delivery
from ingest.web import body_of, refusals_counted


def hooks_blueprint(sources: Mapping[str, Options], inbox: Inbox, clock: Clock, metrics: Metrics) -> Blueprint:
    """The route for all sources. The answer is 202 with `id` and `duplicate`, once the request is on disk."""
    door = _Door({name: _source(options) for name, options in sources.items()}, inbox, clock, metrics)
    blueprint = Blueprint("hooks", __name__)
    blueprint.add_url_rule("/hooks/<source>", "take_in", door.take_in, methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Source:
    keys: Sequence[bytes]
    tolerance: int
    mapper: Mapper
    size_limit: int


def _source(options: Options) -> _Source:
    keys = [key_of(secret.get_secret_value()) for secret in options.verify.secrets]
    return _Source(keys, options.verify.tolerance, mapper(options.map), options.size_limit)


@dataclass(frozen=True, slots=True)
class _Door:
    sources: Mapping[str, _Source]
    inbox: Inbox
    clock: Clock
    metrics: Metrics

    def take_in(self, source: str) -> Response:
        """Check who signed and when, then what is said, then make it durable."""
        with refusals_counted(self.metrics, "hook"):
            known = self.sources.get(source)
            if known is None:
                raise NotFound("there is no such source of web hooks")
            body, now = body_of(request, known.size_limit), self.clock.now()
            message_id = verified_id(request.headers, body, known.keys, now, known.tolerance)
            said = known.mapper.apply(body)  # refuses now what could not be read later
            sender = f"{source}/{said.address.value or message_id}"  # what one customer says stays in order
            delivery = new_delivery("hook", source, said.id or message_id, body, body, now, sender, {})
            receipt = self.inbox.accept(delivery)
        answer = {"id": receipt.id, "duplicate": receipt.duplicate}
        return Response(json.encode(answer), status=202, content_type="application/json")
