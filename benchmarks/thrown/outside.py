"""What is thrown at the doors for web hooks, text messages and the form."""

import base64
import hashlib
import hmac
import json
import random
from datetime import UTC, datetime
from typing import Any

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from benchmarks.fuzz import damaged
from benchmarks.processes import HOOK_SECRET, SOURCE_SECRET, TWILIO_TOKEN
from benchmarks.thrown import odd, web
from benchmarks.thrown.ground import SIGNING, SOURCES, Ground
from benchmarks.thrown.throw import Throw

FORM_TYPE = "application/x-www-form-urlencoded"
Made = tuple[bytes, dict[str, str]]


def _said(mark: str) -> dict[str, Any]:
    return {"message": f"My parcel is late {mark}", "email": "ann@example.com", "title": "Late", "stars": 2, "lang": "en"}


def _body(source: str, mark: str, dice: random.Random) -> Made:
    """A body as the source sends it, with something changed; and its type."""
    said: Any = _said(mark)
    if source == "keyed":
        said = {"items": [_said(mark), odd.changed(_said(mark), dice)]}
    elif source == "typeform":
        answers = [{"type": "text", "text": said["message"]}, {"type": "email", "email": "ann@example.com"}]
        form = {"form_id": "f", "token": mark, "definition": {"title": "How?"}, "answers": answers}
        said = {"event_id": mark, "event_type": "form_response", "form_response": form}
    elif source == "relay":
        raw = f"From: ann@example.com\r\nTo: feedback@localhost\r\nSubject: hm\r\n\r\nLate {mark}\r\n"
        said = {
            "raw": dice.choice((raw, base64.b64encode(raw.encode()).decode())),
            "to": ["feedback@localhost"],
            "from": "ann@example.com",
        }
    elif source == "proxied":
        said = {"specversion": "1.0", "id": mark, "source": "/shop", "type": "said", "data": said}
        return _json([said, odd.changed(said, dice)] if dice.randrange(2) else said, dice, "application/cloudevents+json")
    if source == "bearer" or not dice.randrange(12):
        shape = odd.changed(_said(mark), dice)
        fields = [(name, str(value)) for name, value in shape.items()] if isinstance(shape, dict) else [(str(shape), mark)]
        return web.pairs(fields), {"Content-Type": FORM_TYPE}
    return _json(said, dice, "application/json")


def _json(said: Any, dice: random.Random, kind: str) -> Made:
    shape = odd.changed(said, dice) if dice.randrange(8) else said
    return odd.as_json(shape, dice), {"Content-Type": kind}


def hook(number: int, dice: random.Random, _: Ground) -> Throw:
    """A web hook of some source, as a rule signed as it should be: what is odd is what it says."""
    source, mark = dice.choice(sorted(SOURCES)), f"thrown-hook-{number}"
    body, headers = _body(source, mark, dice)
    headers |= _signed(source, mark, body)
    if not dice.randrange(8):
        headers[dice.choice(sorted(headers))] = odd.text(dice)
    if source == "proxied" and not dice.randrange(3):
        headers |= {"ce-id": mark, "ce-type": odd.text(dice), "ce-source": "/shop", "ce-specversion": "1.0"}
    path = f"/hooks/{source if dice.randrange(30) else web.escaped(odd.text(dice))}"
    path += f"?{web.escaped(odd.text(dice))}" if not dice.randrange(12) else ""
    return web.to("hook", "http", web.asked(dice, "POST", path, headers, body), mark=_in(body, mark), route=source)


def _signed(source: str, mark: str, body: bytes) -> dict[str, str]:
    """What proves to the source's scheme who sent it."""
    time = str(int(datetime.now(UTC).timestamp()))
    key = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
    standard = _in_base64(hmac.digest(key, f"{mark}.{time}.".encode() + body, "sha256"))
    keyed = hmac.digest(SOURCE_SECRET.encode(), time.encode() + b"." + body, "sha256").hex()
    return {
        "shop": {"webhook-id": mark, "webhook-timestamp": time, "webhook-signature": f"v1,{standard}"},
        "keyed": {"X-Time": time, "X-Signature": keyed},
        "paired": {"X-Signature": SIGNING.sign(body).hex()},
        "basic": {"Authorization": f"Basic {_in_base64(f'shop:{SOURCE_SECRET}'.encode())}"},
        "bearer": {"Authorization": f"Bearer {SOURCE_SECRET}"},
        "typeform": {"Typeform-Signature": f"sha256={_in_base64(hmac.digest(SOURCE_SECRET.encode(), body, 'sha256'))}"},
        "proxied": {"X-Subject": "CN=shop"},
    }.get(source, {})


def _in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


PARAMETERS = (
    *(
        "MessageSid",
        "AccountSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "NumSegments",
        "MediaUrl0",
        "MediaContentType0",
        "MessageStatus",
    ),
    *("SmsSid", "OptOutType", "FromCountry", "MessagingServiceSid", "ErrorCode", "Latitude", "Longitude", "ProfileName", "WaId"),
    *("ButtonText", "ReferralBody", "ChannelMetadata", "RawDlrDoneDate", "OriginalRepliedMessageSid", "InteractiveData"),
)


def text_message(number: int, dice: random.Random, ground: Ground) -> Throw:
    """A text message, or what became of one of ours: as a rule signed by Twilio, so that what is odd is what it says."""
    mark = f"thrown-sms-{number}"
    digest = hashlib.sha256(mark.encode()).hexdigest()
    fields: list[tuple[str, str]] = [
        ("MessageSid", "SM" + digest[:32]),
        ("AccountSid", "AC" + "0" * 32),
        ("From", f"+1202555{100 + number % 100:04d}"),
        ("To", "+12025550100"),
        ("Body", f"My parcel is late {mark}"),
        ("NumMedia", "0"),
    ]
    status = not dice.randrange(4)
    if status:
        fields += [("MessageStatus", dice.choice(("delivered", "failed", odd.text(dice)))), ("ErrorCode", odd.text(dice))]
    for _ in range(dice.randrange(5)):
        how, name = dice.randrange(4), dice.choice(PARAMETERS)
        if how == 0:
            fields = [pair for pair in fields if pair[0] != name]
        elif how == 1:
            fields.append((name, odd.text(dice)))
        else:
            fields = [*(pair for pair in fields if pair[0] != name), (name, odd.text(dice))]
    if not dice.randrange(60):
        fields += [(f"Odd{at}", odd.text(dice)) for at in range(dice.choice((20, 2000)))]
    body, kind = web.pairs(fields), FORM_TYPE
    path = "/sms/twilio/status" if status else "/sms/twilio"
    if not dice.randrange(8):
        body, kind = odd.as_json(dict(fields), dice), "application/json"
        path += "?bodySHA256=" + hashlib.sha256(body).hexdigest()
    signed = _several(fields if kind == FORM_TYPE else [])
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(ground.running.url + path, signed)
    if not dice.randrange(8):
        signature = dice.choice((odd.text(dice), "", signature[:-1]))
    if not dice.randrange(10):
        body = damaged(body, dice)
    headers = {"X-Twilio-Signature": signature, "Content-Type": kind}
    return web.to("sms", "http", web.asked(dice, "POST", path, headers, body), mark=_in(body, mark), route=path.partition("?")[0])


def _in(body: bytes, mark: str) -> bytes:
    """The mark, where it is still in the body."""
    return mark.encode() if mark.encode() in body else b""


def _several(fields: list[tuple[str, str]]) -> MultiDict[str, str]:
    """As Twilio's own library signs them: a name may come several times."""
    return MultiDict([(_sent(name), _sent(value)) for name, value in fields])


def _sent(text: str) -> str:
    """As it is read on the other side."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def form(number: int, dice: random.Random, ground: Ground) -> Throw:
    """The form as a browser would never post it."""
    mark = f"thrown-form-{number}"
    fields = [("nonce", ground.nonce), ("text", f"My parcel is late {mark}"), ("contact", "ann@example.com")]
    for _ in range(dice.randrange(4)):
        name = dice.choice(("nonce", "text", "contact", "asked", "switch", "homepage", "photos", "lang", odd.text(dice)))
        fields = [*(pair for pair in fields if pair[0] != name or not dice.randrange(3)), (name, odd.text(dice))]
    if dice.randrange(2):
        body, kind = web.pairs(fields), FORM_TYPE
        body = damaged(body, dice) if not dice.randrange(4) else body
    else:
        body, kind = _multipart(fields, dice)
    path = "/tell-us" + (
        "" if dice.randrange(4) else "/" + dice.choice((web.escaped(odd.text(dice)), "berlin", "thanks", "static"))
    )
    path += "" if dice.randrange(4) else f"?lang={web.escaped(odd.text(dice))}&{web.escaped(odd.text(dice))}="
    method = "POST" if dice.randrange(10) else "GET"
    return web.to("form", "http", web.asked(dice, method, path, {"Content-Type": kind}, body), mark=_in(body, mark), route=method)


def _multipart(fields: list[tuple[str, str]], dice: random.Random) -> tuple[bytes, str]:
    edge = dice.choice(("edge", "-" * 60, "e" * 70, "a b", "--", "\xe9", "e'()+_,-./:=?"))
    made = bytearray()
    for name, value in fields:
        made += f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode("utf-8", "surrogatepass")
    for at in range(dice.choice((0, 0, 1, 2, 30))):
        file = dice.choice((f"photo{at}.png", "../../x", odd.text(dice), "", "a" * 3000))
        content = dice.choice((b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"<svg onload=x>", b"")) + dice.randbytes(
            dice.randrange(2000)
        )
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="{file}"\r\nContent-Type: {odd.text(dice)}\r\n'
        )
        head += dice.choice(("", "Content-Transfer-Encoding: base64\r\n", "Content-Length: 9\r\n", "X: " + "y" * 9000 + "\r\n"))
        made += head.encode("utf-8", "surrogatepass") + b"\r\n" + content + b"\r\n"
    made += f"--{edge}--\r\n".encode()
    sent = (
        damaged(bytes(made), dice)
        if not dice.randrange(3)
        else bytes(made[: dice.randrange(len(made))] if not dice.randrange(8) else made)
    )
    return sent, f"multipart/form-data; boundary={dice.choice((edge, json.dumps(edge), edge[:-1], ''))}"
