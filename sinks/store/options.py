"""Options of the `[store]` section."""

from pydantic import BaseModel, ConfigDict, Field


class Options(BaseModel):
    """Where rows are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field("", description="a database URL such as postgresql+psycopg://…; empty: SQLite under data_dir")
