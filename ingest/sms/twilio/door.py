"""Where Twilio posts incoming messages and what became of outgoing ones."""

from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Blueprint, Request, Response, request
from twilio.twiml.messaging_response import MessagingResponse

from golddust.errors import Unauthentic
from golddust.ports import Clock, Inbox, Metrics
from ingest.fields import first
from ingest.sms.registry import PROVIDER, TWILIO
from ingest.sms.twilio.diagnosis import Diagnosis, Doubt
from ingest.sms.twilio.message import message_of
from ingest.sms.twilio.numbers import Numbers
from ingest.sms.twilio.options import Options
from ingest.sms.twilio.ours import Reached
from ingest.sms.twilio.posted import CONTENT_TYPE, Posted, posted
from ingest.sms.twilio.read import UNVERIFIED
from ingest.sms.twilio.refused import RefusalNotes, file_of
from ingest.sms.twilio.signature import Signatures, given_with, signatures
from ingest.sms.twilio.status import STATUSES, is_about_ours, is_message, sid_of, status_delivery, status_of
from ingest.sms.twilio.taking import delivery_of
from ingest.web import body_of, refusals_counted
from ingest.wording import one_line

log = structlog.get_logger()

BODY_LIMIT = 256 * 1024
_TAKEN_IN = str(MessagingResponse())
"""No words: the acknowledgement goes out by the REST API, when the case is open and has its reference."""


def twilio_blueprint(
    options: Options, public_url: str, inbox: Inbox, clock: Clock, metrics: Metrics, data: Path | None = None
) -> Blueprint:
    """The routes of Twilio's web hooks. `public_url`: what Twilio was given as address, without the path.

    `data`: the folder in which doubts are noted for the doctor, and the numbers reached for catching up; None notes neither.
    """
    checks = signatures(options, public_url)
    accounts = frozenset(account.account_sid for account in options.every_account if account.account_sid)
    notes = RefusalNotes(file_of(data) if data else None, clock)
    guard = _Guard(checks, Diagnosis(checks, accounts, clock), notes, metrics)
    door = _Door(guard, Numbers(options), Reached(data), options.unverified == "park", inbox, clock, metrics)
    blueprint = Blueprint("sms", __name__)
    blueprint.add_url_rule("/sms/twilio", "message", door.take_in, methods=["POST"])
    blueprint.add_url_rule("/sms/twilio/status", "status", door.note_status, methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Guard:
    """Says of a request whether it is Twilio's; a doubt is counted, logged and noted."""

    signatures: Signatures
    diagnosis: Diagnosis
    notes: RefusalNotes
    metrics: Metrics

    def doubt_of(self, asked: Request, came: Posted) -> Doubt | None:
        """Why it is not believed, None when it is proven. Raises Unavailable while no token is set."""
        given = given_with(asked)
        if self.signatures.are_good(given, came):
            self.notes.proven()
            return None
        doubt = self.diagnosis.of(asked, given, came)
        self.metrics.count("golddust_sms_unverified_total", reason=doubt.reason, would_match=doubt.would_match)
        self._tell(doubt, asked)
        self.notes.doubted(doubt)
        return doubt

    def _tell(self, doubt: Doubt, asked: Request) -> None:
        checked_for = self.signatures.addresses[0].spellings[0] + asked.path
        if doubt.reason == "address":
            log.error(
                "Twilio signs another address than the settings say; mend [http] public_url, or add it to [sms.twilio] urls",
                checked_for=checked_for,
                would_match=doubt.would_match,
                signed_for=doubt.address,
            )
        else:
            log.warning("a request is not signed with a token of ours", checked_for=checked_for, reason=doubt.reason)


@dataclass(frozen=True, slots=True)
class _Door:
    guard: _Guard
    numbers: Numbers
    reached: Reached
    parks: bool
    inbox: Inbox
    clock: Clock
    metrics: Metrics

    def take_in(self) -> Response:
        """Make a signed message durable, then answer with TwiML that says nothing. One in doubt is refused, or parked.

        What became of a message of ours is nobody's words: where a setting at Twilio sends it here, it is noted as a status.
        """
        with refusals_counted(self.metrics, "sms"):
            body = body_of(request, BODY_LIMIT)
            came = posted(request, body)
            doubt = self.guard.doubt_of(request, came)
            is_status = is_about_ours(came.fields)
            if doubt and (is_status or not self.parks):
                raise _unauthentic()
            if is_status:
                log.warning("a status came where messages belong; at Twilio, let the status callback be .../sms/twilio/status")
                return self._noted(came, body)
            return self._taken_in(came, body, doubt)

    def note_status(self) -> Response:
        """Count what became of a message that we sent, and make it durable where it is final and tells which reply it is of."""
        with refusals_counted(self.metrics, "sms"):
            body = body_of(request, BODY_LIMIT)
            came = posted(request, body)
            if self.guard.doubt_of(request, came):
                raise _unauthentic()
            if is_message(came.fields):
                log.warning("a message came where statuses belong; at Twilio, let the handler of messages be .../sms/twilio")
                return self._taken_in(came, body, None)
            return self._noted(came, body)

    def _taken_in(self, came: Posted, body: bytes, doubt: Doubt | None) -> Response:
        message = message_of(came.fields)
        facts = {
            PROVIDER: TWILIO,
            **self.numbers.facts_of(message),
            **({CONTENT_TYPE: came.content_type} if came.content_type else {}),
            **({UNVERIFIED: doubt.reason} if doubt else {}),
        }
        self.inbox.accept(delivery_of(message, body, self.clock.now(), facts))
        if not doubt:
            self.reached.add(message.recipient)
        return Response(_TAKEN_IN, mimetype="text/xml")

    def _noted(self, came: Posted, body: bytes) -> Response:
        fields, status = came.fields, status_of(came.fields)
        if final := status_delivery(fields, request.args.get("reply", ""), body, self.clock.now(), came.content_type):
            self.inbox.accept(final)
        known = status if status in STATUSES else "other"
        self.metrics.count("golddust_sms_status_total", status=known)
        log.info("a text message has a status", sid=sid_of(fields), status=known, error=one_line(first(fields, "ErrorCode"))[:8])
        return Response(status=204)


def _unauthentic() -> Unauthentic:
    return Unauthentic("the signature does not match", status=403)
