"""A payload tried on a source of web hooks: the same steps as at the door and behind it, with nothing stored."""

import base64
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from config.settings import Settings
from golddust.errors import Malformed, Refused
from golddust.events import Delivery, Feedback
from ingest.hooks.intake import Said, intakes
from ingest.hooks.options import Options
from ingest.hooks.verify.keys import PUBLIC, key_of, standard_key
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import FIELD, PAIR, Incoming
from ingest.hooks.verify.template import template
from ingest.hooks.verify.times import Unit

SHOWN = ("text", "subject", "rating", "language", "attachments", "labels", "automatic", "problems")
METHODS = (b"POST ", b"PUT ")
_GAP = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Trial:
    """What each part would become, or why it would be refused."""

    records: Sequence[Mapping[str, Any]]

    @property
    def is_refused(self) -> bool:
        """Whether something of it could not be read."""
        return any("refused" in record for record in self.records)


def trial_of(name: str, options: Options, settings: Settings, raw: bytes, content_type: str, headers: Sequence[str]) -> Trial:
    """Try it. `raw` is a body, or a whole request as it was recorded."""
    from ingest.email.recipients import recipients_of  # noqa: PLC0415 - other commands start without it

    incoming = _incoming(raw, content_type, headers)
    message_id = incoming.at(options.verify.id or "webhook-id")
    intake = intakes({name: options}, recipients_of(settings.smtp).labels_of)[name]
    try:
        request = intake.request(incoming, message_id, datetime.now(UTC))
    except Refused as refused:
        return Trial([{"part": 1, "refused": refused.reason}])
    return Trial(list(_records(request.said, {name: options})))


def _incoming(raw: bytes, content_type: str, headers: Sequence[str]) -> Incoming:
    body, lines = raw, list(headers)
    if raw.startswith(METHODS) and (gap := _GAP.search(raw)):
        head, body = raw[: gap.start()], raw[gap.end() :]
        lines = [*head.decode("latin-1").splitlines()[1:], *lines]
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Incoming({**named, **({"content-type": content_type} if content_type else {})}, body)


def _records(said: Sequence[Said], sources: Mapping[str, Options]) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(said, 1):
        delivery = one.delivery
        told = {"part": number, "channel": delivery.channel, "id": delivery.id, "external_id": delivery.external_id}
        if one.problem:
            yield {**told, "refused": one.problem}
            continue
        try:
            yield {**told, **_shown(_read(delivery, sources))}
        except Malformed as wrong:
            yield {**told, "refused": wrong.reason}


def _read(delivery: Delivery, sources: Mapping[str, Options]) -> Feedback:
    from ingest.email.read import read as read_mail  # noqa: PLC0415 - only where a mail was relayed
    from ingest.hooks.read import hook_reader  # noqa: PLC0415 - as above

    return read_mail(delivery) if delivery.channel == "email" else hook_reader(sources)(delivery)


def _shown(feedback: Feedback) -> dict[str, Any]:
    plain = msgspec.to_builtins(feedback)
    return {"customer": plain["address"], **{name: plain[name] for name in SHOWN}}


def signed_headers(verify: Verify, body: bytes, now: datetime | None = None) -> dict[str, str]:
    """The headers that a sender with the first secret would add. Raises Malformed for schemes that only others can sign by."""
    moment = now or datetime.now(UTC)
    if verify.scheme == "standard" and verify.secrets and not verify.secrets[0].get_secret_value().startswith(PUBLIC):
        return _standard(verify, body, moment)
    if verify.scheme == "hmac" and not verify.header.startswith(FIELD):
        return _hmac(verify, body, moment)
    raise Malformed(f"a request of the scheme {verify.scheme} is not signed with a secret that we hold")


def _standard(verify: Verify, body: bytes, moment: datetime) -> dict[str, str]:
    message_id, time = f"msg_{int(moment.timestamp() * 1000)}", str(int(moment.timestamp()))
    key = standard_key(verify.secrets[0].get_secret_value())
    mac = hmac.digest(key, f"{message_id}.{time}.".encode() + body, "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": time,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }


def _hmac(verify: Verify, body: bytes, moment: datetime) -> dict[str, str]:
    time, message_id = _time(moment, verify.timestamp_unit), f"try-{int(moment.timestamp() * 1000)}"
    signed = template(verify.signed).filled(Incoming({}, body), time, message_id)
    mac = hmac.digest(key_of(verify.secrets[0].get_secret_value(), verify.secret_encoding), signed, verify.algorithm)
    written = verify.prefix + (mac.hex() if verify.encoding == "hex" else base64.b64encode(mac).decode())
    headers = {verify.id: message_id} if verify.id else {}
    if verify.timestamp.startswith(PAIR):
        written = f"{verify.timestamp.removeprefix(PAIR)}={time},{written}"
    elif verify.timestamp:
        headers[verify.timestamp] = time
    return {**headers, verify.header: written}


def _time(moment: datetime, unit: Unit) -> str:
    if unit == "iso":
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(int(moment.timestamp() * (1000 if unit == "milliseconds" else 1)))
