"""Options of the `[mirrors.zendesk]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Zendesk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="your account, such as https://example.zendesk.com")
    user: str = Field(pattern=r"^[^@\s/]+@[^@\s/]+$", description="mail address of the agent that we are")
    token: SecretStr = Field(description="an API token")
    group_id: int | None = Field(None, description="the group that tickets are given to; empty: Zendesk's own rules decide")
    poll_seconds: Seconds = Field(30.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
