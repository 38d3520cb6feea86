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


class Options(BaseModel):
    """A Twilio account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: str = Field("", description="the account's SID; needed to send answers")
    auth_token: Annotated[tuple[SecretStr, ...], BeforeValidator(_tokens)] = Field(
        (), description="the account's token; two of them while one is rotated; none: the door for text messages stays shut"
    )
    from_number: str = Field("", description="the number that answers come from, such as +12025550100")
    api_base: str = Field("", description="a test server in place of Twilio's, such as http://127.0.0.1:4010")

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in clear."""
        return tuple(token.get_secret_value() for token in self.auth_token)
