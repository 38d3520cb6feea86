"""Options of the `[mirrors.github]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Issues on GitHub."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field("https://api.github.com", description="the API; of a server of your own https://HOST/api/v3")
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$", description="OWNER/NAME of the repository")
    token: SecretStr = Field(description="a token that may read and write the repository's issues, and set labels")
    label: str = Field("golddust", min_length=1, max_length=50, description="the label that our issues have")
    public: bool = Field(
        default=False, description="allow a repository that everybody can read: what customers said is published then"
    )
    poll_seconds: Seconds = Field(60.0, description="seconds between two looks at what changed there")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
