"""Options of the `[mirrors.hook]` section."""

import base64
import binascii

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from sinks.complaints.fields import Seconds, Url

PREFIX = "whsec_"


class Options(BaseModel):
    """A system that takes signed web hooks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="where hooks are sent")
    secret: SecretStr = Field(description="whsec_… secret that signs them (Standard Webhooks)")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")

    @field_validator("secret")
    @classmethod
    def _can_sign(cls, secret: SecretStr) -> SecretStr:
        try:
            key = base64.b64decode(secret.get_secret_value().removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not key:
            raise ValueError("a secret as Standard Webhooks has it: whsec_ and base64")
        return secret
