"""Options of the `[mirrors.zammad]` section."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sinks.complaints.fields import Seconds, Url


class Options(BaseModel):
    """Zammad."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="where Zammad is, such as https://help.example.com")
    token: SecretStr = Field(description="an access token with the permission ticket.agent")
    group: str = Field("Complaints", min_length=1, description="the group in which tickets are opened")
    customer: str = Field(
        pattern=r"^[^@\s]+@[^@\s]+$", description="the customer of all tickets: an address of yours that nobody is answered at"
    )
    waiting_days: int = Field(14, ge=1, description="when to remind of a ticket whose customer is waited for (pending reminder)")
    poll_seconds: Seconds = Field(20.0, description="seconds between two looks at what changed there; it needs Elasticsearch")
    timeout: Seconds = Field(20.0, description="seconds to wait for an answer")
