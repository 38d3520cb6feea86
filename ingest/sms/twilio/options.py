"""Options of the `[sms.twilio]` section."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator, model_validator

from golddust.identity import WHATSAPP
from ingest.labels import problems_of

_BETWEEN_DIGITS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")
_DIGITS = re.compile(r"\+?[0-9]{3,17}")
PublicUrl = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+[^\s?#]*$")]


def _tokens(value: Any) -> Any:
    """One token, several with commas between them, or a list. An empty one is none: anybody could sign with it."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        return given
    written = (token.strip() if isinstance(token, str) else token for token in given)
    return tuple(token for token in written if token)


def _number(written: str) -> str:
    """A number as Twilio writes it (E.164), so that it is found again; what is none stays, such as a short code or a service."""
    prefix, bare = (WHATSAPP, written.strip()[len(WHATSAPP) :]) if written.strip().startswith(WHATSAPP) else ("", written)
    digits = _BETWEEN_DIGITS.sub("", bare)
    if not _DIGITS.fullmatch(digits):
        return written.strip()
    return prefix + ("+" + digits.removeprefix("00") if digits.startswith("00") else digits)


class Account(BaseModel):
    """A Twilio account, or a subaccount, with what its answers come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: str = Field("", description="the account's SID; needed to send answers")
    auth_token: Annotated[tuple[SecretStr, ...], BeforeValidator(_tokens)] = Field(
        (), description="the account's token; two of them while one is rotated; none: the door for text messages stays shut"
    )
    from_number: Annotated[str, AfterValidator(_number)] = Field(
        "", description="the number that answers come from, such as +12025550100"
    )
    messaging_service_sid: str = Field("", description="a Messaging Service that sends in place of one number")

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in clear."""
        return tuple(token.get_secret_value() for token in self.auth_token)


class Options(Account):
    """The first account, others beside it, what each number stands for, and how what comes in is proven."""

    accounts: dict[str, Account] = Field(default_factory=dict, description="further accounts or subaccounts, by a name of yours")
    numbers: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="what each number of ours, or Messaging Service, stands for: labels such as "
        '{ brand = "north", language = "de" }; one star stands for any part, as in "whatsapp:*"',
    )
    urls: tuple[PublicUrl, ...] = Field(
        (), description="further addresses that Twilio has for this door beside [http] public_url, such as a fallback host's"
    )
    shared_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_tokens)] = Field(
        (), description="secrets of webhook rules at Twilio, where those sign in place of the token"
    )
    unverified: Literal["refuse", "park"] = Field(
        "refuse",
        description="messages whose signature does not match: refuse, or park: they are taken in as suspect, in a case of their "
        "own, their commands are not obeyed and no automatic answer goes out",
    )
    catch_up_hours: int = Field(
        72,
        ge=0,
        le=24 * 90,
        description="how far back the account's message list is read for what never reached us; 0: never by itself",
    )
    catch_up_minutes: int = Field(60, ge=0, description="minutes after which it is read again; 0: only when the door opens")
    api_base: str = Field("", description="a test server in place of Twilio's, such as http://127.0.0.1:4010")

    @field_validator("numbers")
    @classmethod
    def _written_as_twilio_does(cls, numbers: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        found = {_number(number): labels for number, labels in numbers.items()}
        if len(found) < len(numbers):
            raise ValueError("a number stands there twice, written in two ways")
        return found

    @model_validator(mode="after")
    def _has_labels_that_can_be_told(self) -> "Options":
        found = [
            f"numbers.{number!r}: {words}" for number, labels in self.numbers.items() for words in problems_of(number, labels)
        ]
        if found:
            raise ValueError("; ".join(found))
        return self

    @property
    def every_account(self) -> tuple[Account, ...]:
        """All that have a SID or a token, the first one first."""
        return tuple(one for one in (self, *self.accounts.values()) if one.account_sid or one.tokens)
