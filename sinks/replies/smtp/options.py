"""Options of the `[replies.smtp]` section."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Options(BaseModel):
    """The relay that carries our answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("", description="the relay; empty: answers by mail wait, visibly")
    port: int = Field(25, ge=1, le=65535, description="its port")
    sender: str = Field("feedback@localhost", pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="the address that answers come from")
    bounces_to: str = Field(
        "", pattern=r"^$|^[^@\s<>]+@[^@\s<>]+$", description="envelope sender; empty: none, as RFC 3834 wants of automatic mail"
    )
    security: Literal["none", "starttls", "tls"] = Field("none", description="how the connection is protected")
    username: str = Field("", description="name to sign in with; empty: none is needed")
    password: SecretStr = Field(SecretStr(""), description="its password")
    timeout: float = Field(20.0, gt=0, description="seconds to wait for the relay")
