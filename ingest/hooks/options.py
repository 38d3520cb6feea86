"""Options of the `[hooks.<source>]` sections."""

from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from ingest.hooks.signature import key_of


def _expression(text: str) -> str:
    if not text:
        return text
    try:
        jmespath.compile(text).search({})  # finds functions that there are none of, too
    except JMESPathTypeError:
        return text  # a function that has nothing to work on yet
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


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str | SecretStr) else value


def _secrets(secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """Checked together: what is wrong with one alone would be reported with its value."""
    for secret in secrets:
        key_of(secret.get_secret_value())
    return secrets


Expression = Annotated[str, AfterValidator(_expression)]
Scale = Annotated[tuple[float, float], BeforeValidator(_scale), AfterValidator(_rising)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_several), AfterValidator(_secrets)]


class Verify(BaseModel):
    """How a source proves that a request is its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheme: Literal["standard"] = Field(
        "standard", description="Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature"
    )
    secrets: Secrets = Field(min_length=1, description="whsec_… secrets; two while one is rotated")
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
    id: Expression = Field("", description="the source's own id of what was said, which then stands for webhook-id")
    rating_scale: Scale = Field(
        (0.0, 5.0), description="the worst and the best rating that the source gives; one number: the best"
    )


class Options(BaseModel):
    """One source of web hooks; its route is /hooks/<source>."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verify: Verify = Field(description="how a request proves that it is from the source")
    map: Map = Field(description="where in its JSON the customer's words stand")
    size_limit: int = Field(1 << 20, ge=1024, le=16 << 20, description="largest body taken, in bytes")
