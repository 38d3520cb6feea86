"""Options of the `[mirrors.freshdesk]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Freshdesk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="your account, such as https://example.freshdesk.com")
    api_key: SecretStr = Field(description="the API key of the agent that we are")
    requester: str = Field(
        pattern=r"^[^@\s]+@[^@\s]+$", description="the requester of all tickets: an address of yours that nobody is answered at"
    )
    group_id: int | None = Field(None, description="the group that tickets are given to; empty: Freshdesk's own rules decide")
    poll_seconds: Seconds = Field(60.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
