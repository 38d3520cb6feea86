"""What can be set about the form: the section `[form]`."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest import labels
from ingest.email.options import Size
from ingest.inbox import LARGEST

WORDS_LIMIT = 256 * 1024
"""In bytes: room for the longest text in any script as browsers encode it."""
PLACE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
OURS = frozenset({"static", "thanks"})
"""What stands under /tell-us/ and is no place."""
Site = Annotated[str, Field(pattern=r"^https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?$")]


class Options(BaseModel):
    """The form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("", max_length=80, description="whose form it is, as it stands above it; empty: nothing stands there")
    privacy_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="your notice on how data is treated; the form links to it"
    )
    places: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="what the address /tell-us/<place> says of what is told there: labels (store, product, campaign, language or "
        "your own) by place; `golddust qr` makes codes of them",
    )
    embed_on: tuple[Site, ...] = Field(
        (), description="sites that may show the form in their own pages, such as https://shop.example.com; empty: none"
    )
    photos: int = Field(5, ge=0, le=20, description="photos that may come with one message; 0: none")
    photo_limit: Size = Field(8 << 20, ge=1 << 16, description="largest photo taken")
    posts_per_minute: int = Field(
        30,
        ge=1,
        description="messages a minute of one client (an IPv4 address, an IPv6 /64); more are asked to try again. Who comes from "
        "a private network is not counted: behind a proxy, set [http] trusted_proxies",
    )
    max_under_way: Size = Field(
        256 << 20, ge=0, description="bytes of messages with photos worked on at a time, all together; more are put off"
    )

    @property
    def body_limit(self) -> int:
        """The largest posted form with photos, in bytes."""
        return WORDS_LIMIT + self.photos * self.photo_limit

    @model_validator(mode="after")
    def _has_no_strays(self) -> "Options":
        problems = [f"places.{place!r}: {words}" for place, given in self.places.items() for words in _strays(place, given)]
        if self.body_limit > LARGEST:
            problems.append(f"photos times photo_limit must stay under {(LARGEST - WORDS_LIMIT) // 2**20} MiB")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _strays(place: str, given: labels.Labels) -> list[str]:
    found = [] if PLACE.fullmatch(place) and place not in OURS else ["a place is named by a-z, 0-9, - and _, 40 at most"]
    return [*found, *labels.problems_of(place, given)]
