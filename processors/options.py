"""Options of the `[tag]` section."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ONLY_WORDS = ("textblob", "vader")
"""The tiers without a model."""


class Options(BaseModel):
    """How texts are tagged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: Literal["textblob"] = Field("textblob", description="which tagger says how positive a text is; textblob needs no model")
    taxonomy: str = Field("", description="a TOML file with the company's topics; empty: the one that comes with golddust")
    own: str = Field("", description="what `golddust train` made of the company's own lines; empty: the models as they come")
