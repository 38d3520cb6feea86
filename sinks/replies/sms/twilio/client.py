"""Talks to Twilio's REST API, and says what its answers mean. A module of its own, because the package takes 25 MB of memory.

Source: https://www.twilio.com/docs/messaging/api/message-resource, the error codes in `codes`, and of 429 that such a request was
not processed (error 20429). Of 5xx Twilio says nothing of the kind: the message may have been taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, ProxyError, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from golddust.errors import GoldDustError, Refused, Unavailable
from sinks.replies.addresses import Deferred, OptedOut, Unreachable
from sinks.replies.doubt import InDoubt
from sinks.replies.sms.twilio.codes import OF_THE_ACCOUNT, meaning_of

SERVERS_FAULT = 500
AWAY_PAUSE, BUSY_PAUSE, ACCOUNT_PAUSE, OURS_PAUSE = 5.0, 60.0, 60.0, 3600.0
LONGEST_ASKED_FOR = 3600.0
NEVER_SENT = (requests.ConnectTimeout, InvalidURL, InvalidSchema, MissingSchema, ProxyError)
OF_THE_MESSAGE = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
PAGE, MOST_PAGES = 1000, 5
CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much may our clock be ahead of Twilio's."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as Twilio lists it; `created` is exact to the second."""

    sid: str
    from_: str
    service: str
    body: str
    created: datetime


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc] # the package has no types
    """Twilio's own HTTP client, talking to another address: its documented seam for test servers and proxies."""

    def __init__(self, api_base: str, timeout: float) -> None:
        # a new connection each time: one that had been idle may break while sending, and leave a message in doubt
        super().__init__(timeout=timeout, pool_connections=False)
        self._base = urlsplit(api_base.rstrip("/")) if api_base else None
        self.retry_after = 0.0

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Send the request, to `api_base` where one is set, and keep how long the answer asks us to wait."""
        if self._base is not None:
            base, wanted = self._base, urlsplit(url)
            url = urlunsplit((base.scheme, base.netloc, base.path + wanted.path, wanted.query, ""))
        self.retry_after = 0.0
        response = super().request(method, url, *args, **kwargs)
        asked = (response.headers or {}).get("Retry-After", "")
        self.retry_after = min(float(asked), LONGEST_ASKED_FOR) if asked.isdecimal() else 0.0
        return response


class TwilioMessages:
    """One account's message resource. `setting` names the table in which the account is set. Used by one thread."""

    def __init__(self, account_sid: str, auth_token: str, setting: str, api_base: str, timeout: float) -> None:
        self._http = _Elsewhere(api_base, timeout)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._setting = setting

    def create(self, to: str, from_: str, service: str, body: str, status_callback: str) -> str:
        """Send a message and return its SID; "" for what is not to be given.

        Raises Unavailable for 429, no connection and what concerns our account; InDoubt for 5xx, and when the request was sent
        and no answer that can be read came back; what `codes` says for the other errors.
        """
        given = {"from_": from_, "messaging_service_sid": service, "status_callback": status_callback}
        with self._translated():
            return str(self._client.messages.create(to=to, body=body, **{k: v for k, v in given.items() if v}).sid)

    def sent_to(self, to: str, since: datetime) -> list[Listed]:
        """Every message to that number that was created since then, as far as the clocks agree. Raises Unavailable.

        The list is read to its end and never asked by date: a message that waits at Twilio has no date of sending yet.
        """
        try:
            with self._translated():
                found = [_listed(one) for one in self._all(to)]
        except (InDoubt, Refused) as unreadable:
            raise Unavailable(unreadable.reason, AWAY_PAUSE) from unreadable
        return [one for one in found if one.created >= since.replace(microsecond=0) - CLOCKS_DIFFER]

    def check(self) -> None:
        """Ask for the newest message, whatever it is. Raises Unavailable."""
        try:
            with self._translated():
                self._client.messages.page(page_size=1)
        except (InDoubt, Refused) as unreadable:
            raise Unavailable(unreadable.reason, AWAY_PAUSE) from unreadable

    def _all(self, to: str) -> Iterator[Any]:
        page = self._client.messages.page(to=to, page_size=PAGE)
        for _ in range(MOST_PAGES):
            yield from (one for one in page if str(one.direction).startswith("outbound"))
            page = page.next_page()
            if page is None:
                return
        raise Unavailable(f"Twilio lists more than {PAGE * MOST_PAGES:,} messages to one number", AWAY_PAUSE)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (TwilioRestException, TwilioServiceException) as error:
            raise self._meaning(int(error.status), error.code) from error
        except requests.RequestException as error:
            if _never_sent(error):
                raise Unavailable(f"Twilio is away: {type(error).__name__}", AWAY_PAUSE) from error
            raise InDoubt(f"Twilio had the request and did not answer: {type(error).__name__}") from error
        except (TwilioException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InDoubt(f"Twilio's answer cannot be read: {type(error).__name__}") from error

    def _meaning(self, status: int, code: int | None) -> GoldDustError:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Unavailable("Twilio answered 429: too many requests", self._http.retry_after or AWAY_PAUSE)
        if status >= SERVERS_FAULT:
            return InDoubt(f"Twilio answered {status}, which does not say whether it took the message")
        if status == HTTPStatus.UNAUTHORIZED or code in OF_THE_ACCOUNT:
            reason = f"Twilio does not let our account send ([{self._setting}]; error {code}, HTTP {status})"
            return Unavailable(reason, self._http.retry_after or ACCOUNT_PAUSE)
        if code == status and status not in OF_THE_MESSAGE:  # no error of Twilio's own: a proxy, or another server
            return Unavailable(f"Twilio is away: something answers HTTP {status} in its place", ACCOUNT_PAUSE)
        return refusal(code, f"error {code}, HTTP {status}")


def refusal(code: int | None, said: str) -> Refused | Unavailable:
    """What an error of Twilio's means, in the words of `codes`."""
    meaning, words = meaning_of(code)
    reason = f"Twilio refused it: {words} ({said})"
    if meaning == "ours":
        return Deferred(f"for us to mend: {words} ({said})", OURS_PAUSE)
    if meaning == "busy":
        return Deferred(reason, BUSY_PAUSE)
    return {"stopped": OptedOut, "gone": Unreachable}.get(meaning, Refused)(reason)


def _listed(one: Any) -> Listed:
    return Listed(
        str(one.sid), one.from_ or "", one.messaging_service_sid or "", one.body or "", one.date_created.astimezone(UTC)
    )


def _never_sent(error: requests.RequestException) -> bool:
    """Whether the request surely never left: there was no connection to send it on, or no address to send it to.

    TLS may also break later, while the answer comes; only a certificate that we do not believe is found out about before.
    """
    if isinstance(error, SSLError):
        return "CERTIFICATE_VERIFY_FAILED" in str(error)
    cause = error.args[0] if error.args else None
    return isinstance(error, NEVER_SENT) or isinstance(getattr(cause, "reason", None), NewConnectionError)
