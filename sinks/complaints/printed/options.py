"""Options of the `[mirrors.printed]` section."""

from pydantic import BaseModel, ConfigDict, Field

from sinks.complaints.fields import Seconds


class Options(BaseModel):
    """No system: what would be opened is printed, and kept until the process ends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    poll_seconds: Seconds = Field(1.0, description="seconds between two looks at what changed there")
