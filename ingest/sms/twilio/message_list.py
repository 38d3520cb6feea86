"""One account's list of messages at Twilio, read through the HTTP client of its package (its `Client` takes 25 MB of memory).

Source: Twilio, "Messages resource" and "Media subresource" of the REST API 2010-04-01; 429 and 5xx are to be tried again later.
"""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import structlog
from msgspec import Struct
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from golddust.errors import Refused, Unavailable
from golddust.ports import Clock
from ingest.sms.twilio.options import Account

log = structlog.get_logger()
API = "https://api.twilio.com"
VERSION = "/2010-04-01/Accounts"
PAGE = 1000
"""The most that Twilio gives at once."""
TIMEOUT = 30.0
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds before each new try; what Retry-After says counts where it is more, up to the longest."""
LONGEST_PAUSE = 60.0
_DENIED = frozenset((HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND))
_Shape = TypeVar("_Shape")


class Listed(Struct, frozen=True, kw_only=True, rename={"sender": "from", "recipient": "to"}):
    """A message as the list has it."""

    sid: str
    account_sid: str | None = None
    sender: str | None = None
    recipient: str | None = None
    body: str | None = None
    direction: str | None = None
    num_media: str | int | None = None
    num_segments: str | int | None = None
    messaging_service_sid: str | None = None
    error_code: str | int | None = None
    date_sent: str | None = None
    date_created: str | None = None

    @property
    def is_incoming(self) -> bool:
        """Whether a customer sent it."""
        return self.direction == "inbound"

    @property
    def at(self) -> datetime | None:
        """When Twilio had it and asked our web hook; None when the list does not say."""
        for written in (self.date_sent, self.date_created):
            try:
                return parsedate_to_datetime(written or "").astimezone(UTC)
            except (ValueError, TypeError, OverflowError):
                continue
        return None


class ListedMedium(Struct, frozen=True, kw_only=True):
    """A picture or file of one message."""

    uri: str
    content_type: str | None = None

    @property
    def url(self) -> str:
        """The address that a web hook names it by."""
        return API + self.uri.removesuffix(".json")


class _Messages(Struct, kw_only=True):
    messages: list[msgspec.Raw]
    next_page_uri: str | None = None


class _Media(Struct, kw_only=True):
    media_list: list[msgspec.Raw]
    next_page_uri: str | None = None


class _NotThere(Refused):
    """Twilio has nothing at that address: what was there was deleted."""


class MessageList:
    """Raises Unavailable when Twilio is away or tells us to come later, and Refused when it does not know our account."""

    def __init__(self, account: Account, api_base: str, clock: Clock, stop: threading.Event | None = None) -> None:
        self._account = account.account_sid
        self._tokens: Sequence[str] = account.tokens
        self._base = (api_base or API).rstrip("/")
        self._clock = clock
        self._stop = stop or threading.Event()
        self._client = TwilioHttpClient(timeout=TIMEOUT)

    def of_day(self, day: date) -> Iterator[Listed]:
        """All messages of that day, in UTC, in and out, in Twilio's order; those without a time are of every day.

        Both bounds are within. Whether the time in them counts or only the date, Twilio's documents say in two ways.
        """
        uri = f"{VERSION}/{self._account}/Messages.json"
        bounds = {"DateSent>": f"{day}T00:00:00Z", "DateSent<": f"{day + timedelta(days=1)}T00:00:00Z"}
        for page in self._pages(uri, {**bounds, "PageSize": PAGE}, _Messages):
            yield from (one for one in _rows(page.messages, Listed) if one.sid and (one.at is None or one.at.date() == day))

    def media_of(self, sid: str) -> list[ListedMedium]:
        """The pictures and files of one message; none where the message is gone by now."""
        uri = f"{VERSION}/{self._account}/Messages/{sid}/Media.json"
        try:
            return [one for page in self._pages(uri, {"PageSize": PAGE}, _Media) for one in _rows(page.media_list, ListedMedium)]
        except _NotThere:
            return []

    def _pages(self, uri: str, parameters: dict[str, object], shape: type[_Shape]) -> Iterator[_Shape]:
        seen: set[str] = set()
        following: str | None = uri
        while following and following not in seen:
            seen.add(following)
            page = self._page(following, parameters if following == uri else {}, shape)
            yield page
            following = _own(getattr(page, "next_page_uri", None))

    def _page(self, uri: str, parameters: dict[str, object], shape: type[_Shape]) -> _Shape:
        answer = self._patiently(uri, parameters)
        try:
            return msgspec.json.decode(answer.text, type=shape)
        except msgspec.MsgspecError as error:
            raise Unavailable(f"Twilio's list cannot be read: {type(error).__name__}", retry_after=60) from None

    def _patiently(self, uri: str, parameters: dict[str, object]) -> Response:
        for pause in PAUSES:
            try:
                return self._asked(uri, parameters)
            except Unavailable as away:
                if self._clock.sleep(min(max(pause, away.retry_after), LONGEST_PAUSE), self._stop):
                    raise
        return self._asked(uri, parameters)

    def _asked(self, uri: str, parameters: dict[str, object]) -> Response:
        """The answer, with the first token that Twilio takes: one of two may be retired already."""
        denied: type[Refused] = Refused
        for token in self._tokens:
            answer = self._got(uri, parameters, token)
            if answer.status_code not in _DENIED:
                return answer
            denied = _NotThere if answer.status_code == HTTPStatus.NOT_FOUND else denied
        raise denied("Twilio does not show us the list of messages: see account_sid and auth_token in [sms.twilio]")

    def _got(self, uri: str, parameters: dict[str, object], token: str) -> Response:
        try:
            headers = {"Accept": "application/json"}
            answer = self._client.request("GET", self._base + uri, parameters, headers=headers, auth=(self._account, token))
        except requests.RequestException as error:
            raise Unavailable(f"Twilio is away: {type(error).__name__}", retry_after=1) from None
        status = answer.status_code
        if status == HTTPStatus.OK or status in _DENIED:
            return answer
        raise Unavailable(f"Twilio answered {status}", retry_after=_retry_after(answer))


def _rows(written: Sequence[msgspec.Raw], shape: type[_Shape]) -> Iterator[_Shape]:
    """Those that can be read: one odd row keeps no other from being taken in."""
    odd = 0
    for one in written:
        try:
            yield msgspec.json.decode(one, type=shape)
        except msgspec.MsgspecError:
            odd += 1
    if odd:
        log.warning("Twilio's list has rows that cannot be read", rows=odd, of=shape.__name__)


def _own(uri: str | None) -> str | None:
    """The next page's path. Only a path of the API: our password goes there."""
    if not uri:
        return None
    parts = urlsplit(uri)
    if parts.scheme or parts.netloc or not parts.path.startswith(VERSION):
        raise Unavailable("Twilio's list names a next page that is none of Twilio's", retry_after=60)
    return uri


def _retry_after(answer: Response) -> float:
    told = (answer.headers or {}).get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else 1.0
