"""Talks to Twilio's REST API, and says what its answers mean. A module of its own, because the package takes 25 MB of memory.

Source: https://www.twilio.com/docs/messaging/api/message-resource and the error codes at /docs/api/errors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, ProxyError, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from golddust.errors import Refused, Unavailable
from sinks.replies.addresses import OptedOut, Unreachable
from sinks.replies.doubt import InDoubt

OPTED_OUT = 21610
NO_SUCH_NUMBER = (21211, 21614)
"""The number is none, or none that takes text messages."""
TIMEOUT = 15.0
TOO_MANY, SERVERS_FAULT = 429, 500
OF_THE_ACCOUNT = range(20000, 21000)
"""Error codes that say something of our account (credentials, suspension, limits), and nothing of this message."""
NEVER_SENT = (requests.ConnectTimeout, InvalidURL, InvalidSchema, MissingSchema, SSLError, ProxyError)


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc] # the package has no types
    """Twilio's own HTTP client, talking to another address: its documented seam for test servers and proxies."""

    def __init__(self, api_base: str) -> None:
        # a new connection each time: one that had been idle may break while sending, and leave a message in doubt
        super().__init__(timeout=TIMEOUT, pool_connections=False)
        self._base = urlsplit(api_base.rstrip("/")) if api_base else None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Send the request, to `api_base` where one is set."""
        if self._base is not None:
            base, wanted = self._base, urlsplit(url)
            url = urlunsplit((base.scheme, base.netloc, base.path + wanted.path, wanted.query, ""))
        return super().request(method, url, *args, **kwargs)


class TwilioMessages:
    """One account's message resource."""

    def __init__(self, account_sid: str, auth_token: str, api_base: str) -> None:
        self._client = Client(account_sid, auth_token, http_client=_Elsewhere(api_base))

    def create(self, to: str, from_: str, body: str) -> str:
        """Send a message and return its SID.

        Raises Unavailable for 429, 5xx, no connection and what concerns our account; OptedOut or Unreachable where the error says
        so, Refused for any other; InDoubt when the request was sent and no answer that can be read came back.
        """
        with _translated():
            return str(self._client.messages.create(to=to, from_=from_, body=body).sid)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except TwilioRestException as error:
        raise _meaning(error) from error
    except requests.RequestException as error:
        if _never_sent(error):
            raise Unavailable(f"Twilio is away: {type(error).__name__}", retry_after=5) from error
        raise InDoubt(f"Twilio had the request and did not answer: {type(error).__name__}") from error
    except (TwilioException, ValueError) as error:
        raise InDoubt(f"Twilio's answer cannot be read: {type(error).__name__}") from error


def _meaning(error: TwilioRestException) -> Refused | Unavailable:
    if error.status == TOO_MANY or error.status >= SERVERS_FAULT:
        return Unavailable(f"Twilio answered {error.status}", retry_after=5)
    if error.status == HTTPStatus.UNAUTHORIZED or error.code in OF_THE_ACCOUNT:
        reason = f"Twilio does not let our account send ([sms.twilio]; error {error.code}, HTTP {error.status})"
        return Unavailable(reason, retry_after=60)
    of_it = f"(error {error.code}, HTTP {error.status})"
    if error.code == OPTED_OUT:
        return OptedOut(f"the customer opted out at Twilio {of_it}")
    if error.code in NO_SUCH_NUMBER:
        return Unreachable(f"the number takes no text messages, says Twilio {of_it}")
    return Refused(f"Twilio refused it {of_it}")


def _never_sent(error: requests.RequestException) -> bool:
    """Whether the request surely never left: there was no connection to send it on, or no address to send it to."""
    cause = error.args[0] if error.args else None
    return isinstance(error, NEVER_SENT) or isinstance(getattr(cause, "reason", None), NewConnectionError)
