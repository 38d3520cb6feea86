"""Options of the `[mirrors.mail]` section."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds

ADDRESS = r"^[^@\s<>]+@[^@\s<>]+$"


class Options(BaseModel):
    """A system that opens tickets from mail."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(pattern=ADDRESS, description="the address at which the system opens tickets")
    sender: str = Field(
        pattern=ADDRESS, description="where the mails come from: an address of yours whose mail golddust does not take in"
    )
    host: str = Field(min_length=1, description="the relay")
    port: int = Field(25, ge=1, le=65535, description="its port")
    security: Literal["none", "starttls", "tls"] = Field("none", description="how the connection is protected")
    username: str = Field("", description="name to sign in with; empty: none is needed")
    password: SecretStr = Field(SecretStr(""), description="its password")
    automatic: bool = Field(
        default=True,
        description="mark the mails as automatic (RFC 3834), so that nobody answers them; some systems drop marked mail",
    )
    timeout: Seconds = Field(20.0, description="seconds to wait for the relay")
