"""Options of the `[digest]` section."""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from golddust.errors import Malformed

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDRESS = r"^[^@\s<>,;\"\x00-\x1f\x7f]+@[^@\s<>,;\"\x00-\x1f\x7f]+$"
LONGEST = 110
"""Characters of an address, so that it has room wherever a person's name has."""
Address = Annotated[str, Field(pattern=ADDRESS, max_length=LONGEST)]


def checked_address(given: str) -> str:
    """The address without blanks around it. Raises Malformed for what is none."""
    address = given.strip()
    if len(address) > LONGEST or not re.fullmatch(ADDRESS, address):
        raise Malformed(f"{address[:60]!r} is no mail address")
    return address


class Options(BaseModel):
    """The weekly digest by mail; on the console it is always there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    send: bool = Field(default=True, description="whether it goes out by mail, which needs a relay ([replies.smtp] host)")
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        "monday", description="the day on which it goes out, about the last week that is over, Monday to Sunday"
    )
    hour: int = Field(7, ge=0, le=23, description="from this hour on; after a time without a machine, as soon as there is one")
    zone: str = Field("", description="the time zone of that hour, such as Europe/Berlin; empty: that of the working hours")
    to: tuple[Address, ...] = Field((), description="addresses that get it beside the people who have accounts")

    @field_validator("zone")
    @classmethod
    def _is_one(cls, given: str) -> str:
        if given and given not in available_timezones():
            raise ValueError("the name of a time zone, such as Europe/Berlin")
        return given

    @property
    def own_zone(self) -> ZoneInfo | None:
        """The zone that is set; None for the company's."""
        return ZoneInfo(self.zone) if self.zone else None
