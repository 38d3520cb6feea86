"""Hands text messages to Twilio's REST API.

Source: https://www.twilio.com/docs/messaging/api/message-resource and the error codes at /docs/api/errors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from golddust.errors import Refused, Unavailable
from golddust.ports import Reply

OPTED_OUT = 21610
TIMEOUT = 15.0
LONGEST = 1600
"""Characters that Twilio takes in one message."""
TOO_MANY = 429
WRONG_CREDENTIALS = (401, 403)


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc] # the package has no types
    """Twilio's own HTTP client, talking to another address: its documented seam for test servers and proxies."""

    def __init__(self, api_base: str) -> None:
        super().__init__(timeout=TIMEOUT, pool_connections=True)
        self._base = urlsplit(api_base) if api_base else None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Send the request, to `api_base` where one is set."""
        if self._base is not None:
            url = urlunsplit((self._base.scheme, self._base.netloc, urlsplit(url).path, urlsplit(url).query, ""))
        return super().request(method, url, *args, **kwargs)


class TwilioReplies:
    """A `Sender` for telephone numbers and WhatsApp."""

    channels = frozenset(("phone", "whatsapp"))

    def __init__(self, account_sid: str, auth_token: str, from_number: str, api_base: str = "") -> None:
        self._from_number = from_number
        self._needed = [
            n for n, v in (("account_sid", account_sid), ("auth_token", auth_token), ("from_number", from_number)) if not v
        ]
        self._client = None if self._needed else Client(account_sid, auth_token, http_client=_Elsewhere(api_base))

    def waiting_for(self) -> str | None:
        """The settings of an account, while they are missing."""
        return f"no Twilio account is configured ([sms.twilio] {', '.join(self._needed)})" if self._needed else None

    def send(self, reply: Reply) -> str:
        """Hand it to Twilio; returns the message's SID. Raises Unavailable for 429, 5xx and broken connections, else Refused."""
        if self._client is None:
            raise Unavailable(self.waiting_for() or "", retry_after=60)
        with _translated():
            message = self._client.messages.create(to=reply.to.value, from_=self._from(reply), body=reply.request.text[:LONGEST])
        return str(message.sid)

    def _from(self, reply: Reply) -> str:
        """The number that the customer wrote to, so that the answer lands in the same conversation; else our own."""
        number = reply.source if reply.source.removeprefix("whatsapp:").startswith("+") else self._from_number
        number = number.removeprefix("whatsapp:")
        return f"whatsapp:{number}" if reply.to.kind == "whatsapp" else number


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except TwilioRestException as error:
        if error.status == TOO_MANY or error.status >= 500:  # noqa: PLR2004 - HTTP: the server's fault
            raise Unavailable(f"Twilio answered {error.status}", retry_after=5) from error
        if error.status in WRONG_CREDENTIALS:
            raise Unavailable("Twilio does not take our credentials ([sms.twilio] account_sid, auth_token)", 60) from error
        why = "the customer opted out at Twilio" if error.code == OPTED_OUT else "Twilio refused it"
        raise Refused(f"{why} (error {error.code}, HTTP {error.status})") from error
    except (TwilioException, requests.RequestException) as error:
        raise Unavailable(f"Twilio is away: {type(error).__name__}", retry_after=5) from error
