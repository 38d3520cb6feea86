"""Options of the `[mirrors.rt]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Request Tracker 5."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="where RT is, such as https://rt.example.com")
    user: str = Field("", description="name to sign in with; quicker than a token, which RT proves anew with every request")
    password: SecretStr = Field(SecretStr(""), description="its password")
    token: SecretStr = Field(SecretStr(""), description="an authentication token, instead of user and password")
    queue: str = Field("Complaints", min_length=1, description="the queue in which tickets are opened")
    case_field: str = Field(
        "ExternalID",
        pattern=r"^[^{}'\\]+$",
        description="the ticket custom field that holds our case's id; it must be on the queue",
    )
    open_status: str = Field("open", description="the status of a ticket that stands open again")
    waiting_status: str = Field("stalled", description="the status while the customer is waited for")
    resolved_status: str = Field("resolved", description="the status of a resolved case")
    closed_status: str = Field("resolved", description="the status of a closed case")
    poll_seconds: Seconds = Field(20.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")

    @model_validator(mode="after")
    def _can_sign_in(self) -> "Options":
        if not self.token.get_secret_value() and not (self.user and self.password.get_secret_value()):
            raise ValueError("user and password, or a token, must be set")
        return self
