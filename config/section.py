"""What all tables of settings have in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of settings that refuses names it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
