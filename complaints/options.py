"""What can be set about the complaint register."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from complaints.people.regions import checked_region
from golddust.errors import Malformed


class Options(BaseModel):
    """The section `[complaints]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    standards: str = Field("", description="a TOML file with the company's service standards; empty: config/standards.toml")
    escalation: str = Field(
        "", description="a TOML file with the staff, its roles and the ladder that cases climb; empty: config/escalation.toml"
    )
    tell_at: float = Field(
        0.9, gt=0, lt=1, description="share of a promise's time after which its customer is told that it will be late"
    )
    ask_after_days: float = Field(
        3, ge=0, description="days after a resolution on which the customer is asked whether it helped; 0: never"
    )
    close_after_days: float = Field(14, gt=0, description="days after a resolution on which a case is closed")
    joins_within_hours: float = Field(
        24, ge=0, description="a text message joins the case that its sender spoke of within so many hours; 0: only by reference"
    )
    region: str = Field(
        "",
        description="country of telephone numbers that are written without one, such as GB (ISO 3166); empty: they are refused",
    )
    help: Literal["unless_carrier", "always", "never"] = Field(
        "unless_carrier",
        description="whether HELP by text is answered: unless the carrier answers that word itself, as Twilio does but not on "
        "WhatsApp; always; never",
    )
    drafts: str = Field("", description="a folder with the company's drafts of resolutions; empty: complaints/answers/drafts")
    mirrors: tuple[str, ...] = Field(
        (), description="systems that cases are also carried to, such as rt; each needs its table under [mirrors]"
    )

    @field_validator("region")
    @classmethod
    def _there_is_such_a_region(cls, region: str) -> str:
        try:
            return checked_region(region)
        except Malformed as malformed:
            raise ValueError(malformed.reason) from None

    @field_validator("mirrors")
    @classmethod
    def _each_once(cls, mirrors: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(mirrors)) < len(mirrors):
            raise ValueError("each system once, please")
        return mirrors
