"""The door for web hooks: POST /hooks/<source>."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, after_this_request, request

from golddust.errors import Malformed, NotFound, Unauthentic
from golddust.ports import Clock, Inbox, Metrics
from ingest.hooks import answers
from ingest.hooks.answers import Told
from ingest.hooks.intake import Intake, Request, intakes
from ingest.hooks.options import Options
from ingest.hooks.relayed_mail import Labels
from ingest.hooks.verify.basic import CHALLENGE
from ingest.hooks.verify.registry import verifier_of
from ingest.hooks.verify.replays import Replays
from ingest.hooks.verify.request import Incoming, Verified, Verifier
from ingest.web import body_of, refusals_counted

ORIGIN, ALLOWED_ORIGIN, ALLOWED_RATE = "WebHook-Request-Origin", "WebHook-Allowed-Origin", "WebHook-Allowed-Rate"
ANY = "*"


def hooks_blueprint(
    sources: Mapping[str, Options],
    inbox: Inbox,
    clock: Clock,
    metrics: Metrics,
    public_url: str = "",
    labels: Labels = lambda _: "",
) -> Blueprint:
    """The route for all sources. The answer is 202 with `id` and `duplicate`, once the request is on disk.

    `public_url`: what senders were given as address, without the path. `labels`: what an address of ours says of mail to it.
    """
    reading = intakes(sources, labels)
    known = {name: _Source(reading[name], verifier_of(options.verify), options) for name, options in sources.items()}
    door = _Door(known, inbox, clock, metrics, Replays(clock), public_url.rstrip("/"))
    blueprint = Blueprint("hooks", __name__)
    add = blueprint.add_url_rule
    add("/hooks/<source>", "take_in", door.take_in, methods=["POST"], provide_automatic_options=False)
    add("/hooks/<source>", "look", door.look, methods=["GET"], provide_automatic_options=False)
    add("/hooks/<source>", "agree", door.agree, methods=["OPTIONS"], provide_automatic_options=False)
    return blueprint


@dataclass(frozen=True, slots=True)
class _Source:
    intake: Intake
    verify: Verifier
    options: Options


@dataclass(frozen=True, slots=True)
class _Door:
    sources: Mapping[str, _Source]
    inbox: Inbox
    clock: Clock
    metrics: Metrics
    replays: Replays
    public_url: str

    def take_in(self, source: str) -> Response:
        """Check who signed and when, then what is said, then make it durable."""
        with refusals_counted(self.metrics, "hook"):
            known = self._known(source)
            incoming = self._incoming(source, known.options.size_limit)
            try:
                return self._taken_in(known, incoming)
            except Unauthentic:
                if known.options.verify.scheme == "basic":
                    after_this_request(_challenged)
                raise

    def look(self, source: str) -> Response:
        """Say that there is such a source: some senders ask before they send."""
        self._known(source)
        return Response(status=204)

    def agree(self, source: str) -> Response:
        """Grant what a sender of CloudEvents asks for, where the settings name it.

        Source: CloudEvents 1.0.2, HTTP 1.1 web hooks, §4.
        """
        origin, granted = request.headers.get(ORIGIN, ""), self._known(source).options.origins
        answer = Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS, POST"})
        if origin and (ANY in granted or origin in granted):
            answer.headers[ALLOWED_ORIGIN] = origin
            answer.headers[ALLOWED_RATE] = ANY
        return answer

    def _known(self, source: str) -> _Source:
        known = self.sources.get(source)
        if known is None:
            raise NotFound("there is no such source of web hooks")
        return known

    def _incoming(self, source: str, limit: int) -> Incoming:
        environ = request.environ
        query, client = environ.get("QUERY_STRING", ""), environ.get("REMOTE_ADDR", "")
        url = f"{self.public_url}/hooks/{source}{'?' if query else ''}{query}"
        return Incoming(_headers(environ), body_of(request, limit), url, _peer(environ), client)

    def _taken_in(self, source: _Source, incoming: Incoming) -> Response:
        now, answer = self.clock.now(), source.options.answer
        verified = source.verify(incoming, now)
        try:
            said = source.intake.request(incoming, verified.id, now)
        except Malformed:
            if answer.form == "json":
                raise
            self.metrics.count("golddust_refusals_total", channel="hook", reason="malformed")
            return _json(answers.words(answer.form, answers.WORDLESS), 200)
        if not said.said:
            self.metrics.count("golddust_refusals_total", channel="hook", reason="unwanted")
        self._guard(source, verified, said)
        told = self._accepted(said)
        if answer.form == "json":
            return _json(answers.taken_in(told, alone=said.alone), 202)
        return _json(answers.words(answer.form, answer.text if told else answers.NOTHING), 200)

    def _guard(self, source: _Source, verified: Verified, said: Request) -> None:
        """What a signature does not cover must not be changed behind it. A retry makes the same ids."""
        if verified.proof:
            ids = " ".join(one.delivery.id for one in said.said)
            self.replays.check(source.intake.name, verified.proof, ids.encode(), source.options.verify.guards)

    def _accepted(self, said: Request) -> list[Told]:
        """One is accepted as all channels do; many become durable together, or none of them."""
        deliveries = [one.delivery for one in said.said]
        if len(deliveries) == 1:
            receipts = [self.inbox.accept(deliveries[0])]
        else:
            receipts = self.inbox.accept_all(deliveries) if deliveries else []
        return [Told(receipt, one.problem) for receipt, one in zip(receipts, said.said, strict=True)]


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """All headers, by their names in lower case; quicker by half than what Werkzeug makes of them."""
    named = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    if type_ := environ.get("CONTENT_TYPE"):
        named["content-type"] = type_
    return named


def _peer(environ: Mapping[str, Any]) -> str:
    """Who really connected, also where forwarded headers of a proxy of ours are believed elsewhere."""
    before = environ.get("werkzeug.proxy_fix.orig", {})
    return str(before.get("REMOTE_ADDR") or environ.get("REMOTE_ADDR", ""))


def _challenged(response: Response) -> Response:
    response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def _json(body: bytes, status: int) -> Response:
    return Response(body, status=status, content_type=answers.JSON)
