"""Sources of web hooks, and requests as their senders sign them, for the tests."""

import base64
import hashlib
import hmac
from typing import Any

from ingest.hooks.options import Options
from ingest.hooks.ready import ready_sources

STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = "bWFkZS11cC1zZWNyZXQ="
"""Good as a text and as base64."""


def source(key: str, **over: Any) -> Options:
    """A ready source with a made-up secret."""
    standard = ready_sources()[key].settings["verify"]["scheme"] == "standard"
    given: dict[str, Any] = {"verify": {"secrets": [STANDARD_SECRET if standard else SECRET]}, **over}
    return Options.model_validate({"source": key, **given})


def declared(verify: dict[str, Any], **over: Any) -> Options:
    """A source of one's own, with the message's words as its text."""
    return Options.model_validate({"verify": verify, "map": {"text": "message", "customer": "email"}, **over})


def mac(signed: bytes, algorithm: str = "sha256", encoding: str = "hex", key: bytes = SECRET.encode()) -> str:
    """A keyed hash as senders write it."""
    digest = hmac.new(key, signed, getattr(hashlib, algorithm)).digest()
    return digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
