"""Which of our accounts at Twilio owns a number of ours, and what its answers come from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from golddust.identity import WHATSAPP

NUMBER = re.compile(r"(?:whatsapp:)?\+?[0-9]{3,15}")
"""A telephone number or a short code."""
FIRST = "twilio"


class AccountOptions(Protocol):
    """One account as it is set; `tokens[0]` is the one that requests are made with."""

    @property
    def account_sid(self) -> str:
        """The SID."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in clear."""

    @property
    def from_number(self) -> str:
        """Its own number."""

    @property
    def messaging_service_sid(self) -> str:
        """The service that sends in place of one number."""


class TwilioOptions(AccountOptions, Protocol):
    """`[sms.twilio]`: the first account, others by name, and of our numbers what is said of each, such as its `account`."""

    @property
    def accounts(self) -> Mapping[str, AccountOptions]:
        """The others."""

    @property
    def numbers(self) -> Mapping[str, Mapping[str, str]]:
        """Our numbers."""

    @property
    def api_base(self) -> str:
        """A server in place of Twilio's; "": Twilio's."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account ready to be used. `lane` is its name where operators see it, `setting` the table that it is set in."""

    lane: str
    setting: str
    sid: str
    token: str
    from_number: str
    service: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings without which nothing can be sent."""
        given = (("account_sid", self.sid), ("auth_token", self.token), ("from_number", self.from_number or self.service))
        return tuple(name for name, value in given if not value)


class Accounts:
    """All of them. Numbers are compared without WhatsApp's prefix."""

    def __init__(self, options: TwilioOptions) -> None:
        named = {name: _account(f"{FIRST}.{name}", f"sms.twilio.accounts.{name}", one) for name, one in options.accounts.items()}
        self.first = _account(FIRST, "sms.twilio", options)
        self.every = (self.first, *named.values())
        said = {_key(number): one.get("account", "") for number, one in options.numbers.items() if "*" not in number}
        self._numbers = dict.fromkeys(said, self.first)
        self._numbers |= {_key(one.from_number): one for one in reversed(self.every) if one.from_number}
        self._numbers |= {number: named.get(name, self.first) for number, name in said.items() if name}

    def of(self, source: str) -> Account:
        """The account that owns this number; the first one for a number that no setting names, and for what is no number."""
        return self._numbers.get(_key(source), self.first)

    def knows(self, source: str) -> bool:
        """Whether the settings name this number."""
        return _key(source) in self._numbers

    def numbers(self) -> Iterator[str]:
        """All numbers of ours that the settings name; not their Messaging Services, nor patterns of numbers."""
        return filter(NUMBER.fullmatch, self._numbers)


def plain(number: str) -> str:
    """The number without WhatsApp's prefix."""
    return number.strip().removeprefix(WHATSAPP)


def written(kind: str, number: str) -> str:
    """As Twilio writes it: WhatsApp's numbers with a prefix, others without."""
    return WHATSAPP + plain(number) if kind == "whatsapp" else plain(number)


def _key(number: str) -> str:
    """However it is written: without blanks and signs between the digits."""
    return "".join(letter for letter in plain(number) if letter.isalnum() or letter == "+")


def _account(lane: str, setting: str, one: AccountOptions) -> Account:
    token = one.tokens[0] if one.tokens else ""
    return Account(lane, setting, one.account_sid, token, one.from_number, one.messaging_service_sid)
