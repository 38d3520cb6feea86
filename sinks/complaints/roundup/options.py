"""Options of the `[mirrors.roundup]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Roundup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="where the tracker is, such as https://issues.example.com/tracker")
    user: str = Field(min_length=1, description="name to sign in with")
    password: SecretStr = Field(description="its password")
    case_property: str = Field(
        "external_id", pattern=r"^[a-z_]+$", description="the text property of issues that holds our case's id (schema.py)"
    )
    open_status: str = Field("chatting", description="the status of an issue that stands open again")
    waiting_status: str = Field("need-eg", description="the status while the customer is waited for")
    resolved_status: str = Field("resolved", description="the status of a resolved case")
    closed_status: str = Field("resolved", description="the status of a closed case")
    ended_statuses: tuple[str, ...] = Field(("resolved", "done-cbb"), description="the statuses in which an issue is resolved")
    poll_seconds: Seconds = Field(20.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
