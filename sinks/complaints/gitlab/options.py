"""Options of the `[mirrors.gitlab]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Issues on GitLab."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field("https://gitlab.com", description="where GitLab is")
    project: str = Field(min_length=1, description="path (group/project) or number of the project")
    token: SecretStr = Field(description="an access token with the scope api, of a Reporter at least")
    label: str = Field("golddust", pattern=r"^[^,]+$", description="the label that our issues have")
    poll_seconds: Seconds = Field(30.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
