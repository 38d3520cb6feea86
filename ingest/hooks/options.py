"""Options of the `[hooks.<source>]` sections."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from ingest import labels
from ingest.email.options import Size
from ingest.hooks.answers import Form as AnswerForm
from ingest.hooks.expressions import checked
from ingest.hooks.ready import over_its_ready_source
from ingest.hooks.verify.options import Verify


def _scale(value: Any) -> Any:
    """One number is the best rating, with 0 for the worst."""
    return (0.0, value) if isinstance(value, int | float) else value


def _rising(scale: tuple[float, float]) -> tuple[float, float]:
    if not scale[0] < scale[1]:
        raise ValueError("the worst rating first, then a higher best one")
    return scale


Expression = Annotated[str, AfterValidator(checked)]
Scale = Annotated[tuple[float, float], BeforeValidator(_scale), AfterValidator(_rising)]
Payload = Literal["auto", "json", "form", "cloudevents"]


class Map(BaseModel):
    """Where the customer's words stand in the source's JSON, form or event: JMESPath expressions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Expression = Field(min_length=1, description="what the customer said")
    customer: Expression = Field("", description="their mail address, telephone number, or name at the source")
    name: Expression = Field("", description="what they are called")
    subject: Expression = Field("", description="a title")
    rating: Expression = Field("", description="a number of stars or points")
    language: Expression = Field("", description="a language code")
    id: Expression = Field("", description="the source's own id of what was said, which then stands for the message's id")
    rating_scale: Scale = Field(
        (0.0, 5.0), description="the worst and the best rating that the source gives; one number: the best"
    )


class Mail(BaseModel):
    """Where a whole mail stands in what a relay for mail posts: JMESPath expressions. It is then read as if it came by SMTP."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    raw: Expression = Field("", description="the mail as it came; where it finds none, `map` reads what is there")
    recipient: Expression = Field("", description="the address of ours that it was for, or a list of them")
    sender: Expression = Field("", description="the envelope's sender")


class Answer(BaseModel):
    """What the sender is told once it is on disk, where a person sees it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: AnswerForm = Field("json", description="json: 202 with the ids; slack, teams: words for the person who wrote")
    text: str = Field("Thank you. We have it, and we will look into it.", description="slack, teams: the words")


class Options(BaseModel):
    """One source of web hooks; its route is /hooks/<source>."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field("", description="a ready source that the rest is taken from (`golddust hooks list --ready`)")
    verify: Verify = Field(description="how a request proves that it is from the source")
    map: Map = Field(description="where in what it sends the customer's words stand")
    payload: Payload = Field(
        "auto", description="what a body is; auto: what its Content-Type says, and JSON where that says none"
    )
    each: Expression = Field("", description="the list whose members are each mapped by itself, where one request holds many")
    when: Expression = Field("", description="only what this is true of is taken in; the rest is answered and let go")
    mail: Mail = Field(Mail.model_validate({}), description="where a mail stands, when the source is a relay for mail")
    once: str = Field(
        "body", pattern="^(body|words)$", description="what makes a second request with the same id another message: its whole "
        "body, or only what is mapped, for sources that write the time of each try into the body",
    )  # fmt: skip
    answer: Answer = Field(Answer.model_validate({}), description="what the sender is told")
    labels: dict[str, str] = Field(default_factory=dict, description="what is said of all that comes by this source")
    origins: tuple[str, ...] = Field(
        (), description='CloudEvents: senders that may deliver here (WebHook-Request-Origin), or "*"; others are not answered'
    )
    size_limit: Size = Field(1 << 20, ge=1024, le=32 << 20, description="largest body taken, in bytes or as text with a unit")

    @model_validator(mode="before")
    @classmethod
    def _over_its_ready_source(cls, given: Any) -> Any:
        return over_its_ready_source(given)

    @field_validator("labels")
    @classmethod
    def _labels_are_some(cls, given: dict[str, str]) -> dict[str, str]:
        if given and (problems := labels.problems_of("", given)):
            raise ValueError("; ".join(problems))
        return given
