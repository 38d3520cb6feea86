"""Hands text messages to Twilio, each by the account that owns the number its customer wrote to."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from golddust.errors import Refused, Unavailable
from golddust.ports import Reply
from golddust.segments import in_gsm
from sinks.replies.sms.twilio.accounts import NUMBER, Account, Accounts, TwilioOptions, written

if TYPE_CHECKING:
    from sinks.replies.sms.twilio.client import Listed, TwilioMessages

LONGEST = 1600
"""Characters that Twilio takes in one message."""
STATUS_PATH = "/sms/twilio/status"
NOT_REACHABLE = frozenset(("localhost", "127.0.0.1", "::1", "0.0.0.0"))  # noqa: S104 - nothing listens there
TIMEOUT = 15.0


class TwilioReplies:
    """A `Sender` for telephone numbers and WhatsApp. `public_url`: where Twilio reaches our door to say what became of it."""

    channels = frozenset(("phone", "whatsapp"))
    keeps_a_list = True

    def __init__(self, options: TwilioOptions, public_url: str = "", timeout: float = TIMEOUT) -> None:
        self._accounts = Accounts(options)
        self._api = (options.api_base, timeout)
        self._status_url = _status_url(public_url, played=bool(options.api_base))
        self._clients: dict[str, TwilioMessages] = {}

    def waiting_for(self) -> str | None:
        """The settings of the first account, while no account is whole."""
        needed = self._accounts.first.missing
        whole = any(not account.missing for account in self._accounts.every)
        return None if whole else f"no Twilio account is configured ([sms.twilio] {', '.join(needed)})"

    def together(self) -> AbstractContextManager[None]:
        """Nothing is shared: see `client`."""
        return nullcontext()

    def lane(self, source: str) -> str:
        """The account that owns the number."""
        return self._accounts.of(source).lane

    def numbers(self) -> Iterator[str]:
        """Our numbers, as the settings name them."""
        return self._accounts.numbers()

    @property
    def told_at(self) -> str:
        """Where Twilio tells us what became of a message; "" where it cannot reach us."""
        return self._status_url

    def goes_from(self, reply: Reply) -> str:
        """The number that it goes from, or the Messaging Service that chooses one."""
        from_, service = self._from(reply)
        return from_ or service

    def send(self, reply: Reply) -> str:
        """Hand it to Twilio; returns the message's SID. Raises Unavailable, Refused or InDoubt."""
        from_, service = self._from(reply)
        asked_back = f"{self._status_url}?{urlencode({'reply': reply.request.id})}" if self._status_url else ""
        account, to = self._account(reply.source), written(reply.to.kind, reply.to.value)
        return self._messages(account).create(to, from_, service, _cut(reply.request.text), asked_back)

    def text(self, number: str, words: str) -> str:
        """Send words to any number, from the first account; returns the message's SID. Raises as `send` does."""
        account = self._account("")
        from_ = written("phone", account.from_number)
        return self._messages(account).create(written("phone", number), from_, account.service, _cut(words), "")

    def check(self) -> None:
        """Ask for the newest message of each account that is whole. Raises Unavailable, which names what Twilio says."""
        for account in self._accounts.every:
            if not account.missing:
                self._messages(account).check()

    def find(self, reply: Reply, since: datetime) -> list[str]:
        """The SIDs of what Twilio took for this customer since then, with these words, from this number.

        Raises Unavailable; Refused where one of them shows no words any more, so that nobody can say whether it is this one.
        """
        from_, service = self._from(reply)
        to, words = written(reply.to.kind, reply.to.value), _bare(_cut(reply.request.text))
        listed = self._messages(self._account(reply.source)).sent_to(to, since)
        ours = [one for one in listed if _of_sender(one, from_, service)]
        if any(_is_redacted(one.body) for one in ours):
            raise Refused("Twilio lists a message whose words it no longer shows")  # it is not away: others go on
        return [one.sid for one in ours if _bare(one.body).endswith(words)]

    def _account(self, source: str) -> Account:
        account = self._accounts.of(source)
        if account.missing:
            raise Unavailable(f"no Twilio account is configured ([{account.setting}] {', '.join(account.missing)})", 60)
        return account

    def _messages(self, account: Account) -> "TwilioMessages":
        from sinks.replies.sms.twilio.client import TwilioMessages  # noqa: PLC0415 - who only asks `waiting_for` needs no client

        if account.lane not in self._clients:
            self._clients[account.lane] = TwilioMessages(account.sid, account.token, account.setting, *self._api)
        return self._clients[account.lane]

    def _from(self, reply: Reply) -> tuple[str, str]:
        """The number and the Messaging Service, "" for none.

        The number is the one that the customer wrote to, so that the answer lands in the same conversation; a service takes only
        numbers of its own, so beside one it is named only where the settings name it. Else it is the account's own.
        """
        account = self._accounts.of(reply.source)
        theirs = reply.source if NUMBER.fullmatch(reply.source) else ""
        if account.service:
            return (written(reply.to.kind, theirs) if theirs and self._accounts.knows(theirs) else "", account.service)
        return written(reply.to.kind, theirs or account.from_number), ""


def _of_sender(one: "Listed", from_: str, service: str) -> bool:
    return one.service == service if service else one.from_ == from_


def _is_redacted(body: str) -> bool:
    """Source: https://www.twilio.com/docs/messaging/guides/privacy-message-redaction, and a body may be deleted by request."""
    return body.strip("[]* \n").casefold() in ("", "redacted")


def _bare(words: str) -> str:
    """Twilio may put a notice before the words (trial accounts), or plain marks in place of others (smart encoding)."""
    return "".join(in_gsm(words).split())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"


def _status_url(public_url: str, *, played: bool) -> str:
    """Twilio refuses an address that it cannot reach (21609); one that plays Twilio on this machine may reach it."""
    host = urlsplit(public_url).hostname or ""
    reachable = bool(host) and "_" not in host and (played or host not in NOT_REACHABLE)
    return public_url.rstrip("/") + STATUS_PATH if reachable else ""
