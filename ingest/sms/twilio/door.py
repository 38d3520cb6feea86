"""Where Twilio posts incoming messages and what became of outgoing ones."""

from dataclasses import dataclass

import structlog
from flask import Blueprint, Request, Response, request
from twilio.twiml.messaging_response import MessagingResponse

from golddust.ports import Clock, Inbox, Metrics
from ingest.fields import Fields, fields_of, first
from ingest.inbox import new_delivery
from ingest.sms.twilio.message import message_of
from ingest.sms.twilio.options import Options
from ingest.sms.twilio.signature import Signatures, signatures
from ingest.sms.twilio.status import sid_of, status_delivery, status_of
from ingest.web import body_of, refusals_counted
from ingest.wording import one_line

log = structlog.get_logger()

BODY_LIMIT = 256 * 1024
STATUSES = frozenset((
    "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "receiving", "received",
    "read", "canceled", "partially_delivered",
))  # fmt: skip
_TAKEN_IN = str(MessagingResponse())
"""No words: the acknowledgement goes out by the REST API, when the case is open and has its reference."""


def twilio_blueprint(options: Options, public_url: str, inbox: Inbox, clock: Clock, metrics: Metrics) -> Blueprint:
    """The routes of Twilio's web hooks. `public_url`: what Twilio was given as address, without the path."""
    door = _Door(signatures(options, public_url), inbox, clock, metrics)
    blueprint = Blueprint("sms", __name__)
    blueprint.add_url_rule("/sms/twilio", "message", door.take_in, methods=["POST"])
    blueprint.add_url_rule("/sms/twilio/status", "status", door.note_status, methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    signatures: Signatures
    inbox: Inbox
    clock: Clock
    metrics: Metrics

    def take_in(self) -> Response:
        """Make a signed message durable, then answer with TwiML that says nothing."""
        with refusals_counted(self.metrics, "sms"):
            fields = self._signed_fields(request)
            message = message_of(fields)
            self.inbox.accept(
                new_delivery(
                    channel="sms",
                    source=message.recipient,
                    external_id=message.sid,
                    said=message.said,
                    original=request.get_data(),
                    received_at=self.clock.now(),
                    sender=message.sender,
                    facts={},
                )
            )
        return Response(_TAKEN_IN, mimetype="text/xml")

    def note_status(self) -> Response:
        """Count what became of a message that we sent, and make it durable where it is final and tells which reply it is of."""
        with refusals_counted(self.metrics, "sms"):
            fields = self._signed_fields(request)
            if final := status_delivery(fields, request.args.get("reply", ""), request.get_data(), self.clock.now()):
                self.inbox.accept(final)
        status = status_of(fields)
        known = status if status in STATUSES else "other"
        self.metrics.count("golddust_sms_status_total", status=known)
        log.info("a text message has a status", sid=sid_of(fields), status=known, error=one_line(first(fields, "ErrorCode"))[:8])
        return Response(status=204)

    def _signed_fields(self, posted: Request) -> Fields:
        fields = fields_of(body_of(posted, BODY_LIMIT))
        self.signatures.check(posted, fields)
        return fields
