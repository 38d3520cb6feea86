"""Options of the `[sms.twilio]` section."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr


def _tokens(value: Any) -> Any:
    """One token, several with commas between them, or a list. An empty one is none: anybody could sign with it."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        return given
    written = (token.strip() if isinstance(token, str) else token for token in given)
    return tuple(token for token in written if token)


class Account(BaseModel):
    """A Twilio account, or a subaccount, with what its answers come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: str = Field("", description="the account's SID; needed to send answers")
    auth_token: Annotated[tuple[SecretStr, ...], BeforeValidator(_tokens)] = Field(
        (), description="the account's token; two of them while one is rotated; none: the door for text messages stays shut"
    )
    from_number: str = Field("", description="the number that answers come from, such as +12025550100")
    messaging_service_sid: str = Field("", description="a Messaging Service that sends in place of one number")

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in clear."""
        return tuple(token.get_secret_value() for token in self.auth_token)


class Options(Account):
    """The first account, others beside it, and what each number stands for."""

    accounts: dict[str, Account] = Field(default_factory=dict, description="further accounts or subaccounts, by a name of yours")
    numbers: dict[str, dict[str, str]] = Field(
        default_factory=dict, description='what each number of ours stands for, such as { brand = "north", language = "de" }'
    )
    api_base: str = Field("", description="a test server in place of Twilio's, such as http://127.0.0.1:4010")

    @property
    def every_account(self) -> tuple[Account, ...]:
        """All that have a SID or a token, the first one first."""
        return tuple(one for one in (self, *self.accounts.values()) if one.account_sid or one.tokens)
