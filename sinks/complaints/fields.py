"""Kinds of settings that several connectors have."""

from typing import Annotated

from pydantic import Field

Url = Annotated[str, Field(pattern=r"^https?://[^@\s?#]+$")]
"""An address that holds no password."""
Seconds = Annotated[float, Field(gt=0, le=3600)]
