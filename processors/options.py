"""Options of the `[tag]` section."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from processors.private.options import Options as PrivateOptions

Tier = Literal["fast", "cascade", "accurate", "vader", "textblob"]
ONLY_WORDS = ("textblob", "vader")
"""The tiers without a model."""


class Options(BaseModel):
    """How texts are tagged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: Tier = Field(
        "cascade",
        description="what tells mood, kind and topics: `fast`, a small model; `accurate`, a larger one as well; `cascade`, the "
        "larger one only where the small one is unsure; `vader` and `textblob`, lists of English words, without a model",
    )
    taxonomy: str = Field(
        "",
        description="the company's topics: a TOML file, or the name of one that comes with golddust (`golddust topics list`); "
        "empty: the one for any trade",
    )
    own: str = Field("", description="what `golddust train` made of the company's own lines; empty: the models as they come")
    private: PrivateOptions = PrivateOptions()
