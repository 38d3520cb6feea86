"""Options of the `[hooks.<source>]` sections."""

from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from ingest.hooks.signature import key_of


def _expression(text: str) -> str:
    if not text:
        return text
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise ValueError(f"a JMESPath expression: {str(error).splitlines()[0]}") from None
    return text


def _scale(value: Any) -> Any:
    """One number is the best rating, with 0 for the worst."""
    return (0.0, value) if isinstance(value, int | float) else value


def _rising(scale: tuple[float, float]) -> tuple[float, float]:
    if not scale[0] < scale[1]:
        raise ValueError("the worst rating first, then a higher best one")
    return scale


def _secret(secret: SecretStr) -> SecretStr:
    key_of(secret.get_secret_value())
    return secret


Expression = Annotated[str, AfterValidator(_expression)]
Scale = Annotated[tuple[float, float], BeforeValidator(_scale), AfterValidator(_rising)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]


class Verify(BaseModel):
    """How a source proves that a request is its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheme: Literal["standard"] = Field(
        "standard", description="Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature"
    )
    secrets: tuple[Secret, ...] = Field(min_length=1, description="whsec_… secrets; two while one is rotated")
    tolerance: int = Field(300, ge=1, le=86400, description="seconds that the request's time may differ from ours")


class Map(BaseModel):
    """Where the customer's words stand in the source's JSON: JMESPath expressions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Expression = Field(min_length=1, description="what the customer said")
    customer: Expression = Field("", description="their mail address, telephone number, or name at the source")
    name: Expression = Field("", description="what they are called")
    subject: Expression = Field("", description="a title")
    rating: Expression = Field("", description="a number of stars or points")
    language: Expression = Field("", description="a language code")
    id: Expression = Field("", description="the source's own id of what was said, for people who look it up there")
    rating_scale: Scale = Field(
        (0.0, 5.0), description="the worst and the best rating that the source gives; one number: the best"
    )


class Options(BaseModel):
    """One source of web hooks; its route is /hooks/<source>."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verify: Verify = Field(description="how a request proves that it is from the source")
    map: Map = Field(description="where in its JSON the customer's words stand")
    size_limit: int = Field(1 << 20, ge=1024, le=16 << 20, description="largest body taken, in bytes")
