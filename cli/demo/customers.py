"""The made-up customers. They speak through the real doors: signed form posts, mail by SMTP, signed web hooks, the web form."""

import json
import re
import smtplib
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from config.settings import Settings

TWILIO_TOKEN = "made-up-token-for-the-demo"  # noqa: S105 - opens nothing but the demo
HOOK_SECRET = "whsec_bWFkZS11cC1zZWNyZXQtZm9yLXRoZS1kZW1v"  # noqa: S105 - as above
COMPANY_NUMBER = "+12025550100"


@dataclass(frozen=True, slots=True)
class Said:
    """What one customer says, and how: `who` is their number or address."""

    channel: str
    who: str
    name: str
    text: str
    subject: str = ""
    stars: int = 0


STORY = (
    Said(
        "sms",
        "+12025550142",
        "Ana",
        "My kettle was promised for Monday and it still has not arrived. This is the third time I ask, nobody answers!",
    ),
    Said(
        "email",
        "ben.ortiz@example.com",
        "Ben Ortiz",
        "Hello,\n\nI was charged twice for order 48213 and I need the money back before Friday, my rent is due.\n\n"
        "You can reach me on 202-555-0117.\n\nBest regards,\nBen Ortiz",
        subject="Charged twice",
    ),
    Said(
        "hook", "chloe@example.com", "Chloe", "The lid broke after one week. Very disappointed with the quality.", "Lid broke", 1
    ),
    Said("form", "dev.patel@example.com", "Dev", "It would be great if you could text me one hour before the courier comes."),
    Said("sms", "+12025550188", "Ella", "Just wanted to say thank you, Marcus in your Oak Street shop was so kind and patient!"),
)


def say(said: Said, settings: Settings) -> None:
    """Say it through the door of its channel. Raises OSError when the door does not take it."""
    {"sms": _text, "email": _mail, "hook": _review, "form": _form}[said.channel](said, settings)


def _text(said: Said, settings: Settings) -> None:
    url = settings.http.public_url + "/sms/twilio"
    sid = f"SM{abs(hash((said.who, time.time_ns()))):032x}"[:34]
    form = {"MessageSid": sid, "From": said.who, "To": COMPANY_NUMBER, "Body": said.text, "NumMedia": "0"}
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(url, form)
    _post(url, urllib.parse.urlencode(form).encode(), {"X-Twilio-Signature": signature})


def _mail(said: Said, settings: Settings) -> None:
    message = EmailMessage()
    message["From"] = f"{said.name} <{said.who}>"
    message["To"] = "feedback@localhost"
    message["Subject"] = said.subject
    message["Message-ID"] = f"<demo.{time.time_ns()}@example.com>"
    message["Date"] = datetime.now(UTC)
    message.set_content(said.text)
    with smtplib.SMTP(settings.smtp.host, settings.smtp.port, timeout=10) as door:
        door.send_message(message)


def _review(said: Said, settings: Settings) -> None:
    body = json.dumps({"message": said.text, "email": said.who, "title": said.subject, "stars": said.stars})
    message_id, now = f"msg_{time.time_ns()}", datetime.now(UTC)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(HOOK_SECRET).sign(message_id, now, body),
        "Content-Type": "application/json",
    }
    _post(settings.http.public_url + "/hooks/shop", body.encode(), headers)


def _form(said: Said, settings: Settings) -> None:
    page = settings.http.public_url + "/tell-us"
    with urllib.request.urlopen(page, timeout=10) as answer:  # noqa: S310 - our own door
        hidden = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.read().decode())
    form = {**dict(hidden), "text": said.text, "contact": said.who}
    _post(page, urllib.parse.urlencode(form).encode(), {})


def _post(url: str, body: bytes, headers: dict[str, str]) -> None:
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - our own door
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        answer.read()
