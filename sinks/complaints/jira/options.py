"""Options of the `[mirrors.jira]` section."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Jira Service Management."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="where Jira is, such as https://example.atlassian.net")
    deployment: Literal["cloud", "datacenter"] = Field("cloud", description="whose Jira it is: Atlassian's or your own")
    user: str = Field(
        "", description="mail address of the agent that we are, in the cloud; empty: the token is a personal access token"
    )
    token: SecretStr = Field(description="an API token (cloud) or a personal access token (data center)")
    project: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="key of the service project")
    service_desk: str = Field(pattern=r"^[0-9]+$", description="number of the service desk")
    request_type: str = Field(pattern=r"^[0-9]+$", description="number of the request type with which cases are opened")
    resolve_transition: str = Field(
        "", description="name of the transition that resolves; empty: the first to a status that is done"
    )
    reopen_transition: str = Field("", description="name of the transition that opens again; empty: the first to one that is not")
    waiting_transition: str = Field(
        "", description="name of the transition while the customer is waited for; empty: none is made"
    )
    resolution: str = Field(
        "", description="resolution to set when resolving, where the transition's screen asks for one, such as Done"
    )
    done_statuses: tuple[str, ...] = Field(
        ("Resolved", "Closed", "Done", "Canceled"), description="statuses that end a request, where Jira does not say so itself"
    )
    poll_seconds: Seconds = Field(30.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
