"""Options of the `[sms.sending]` section: what holds for texts whoever carries them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$")]
PRICES = {
    "+1": 0.012,
    "+1242": 0.06, "+1246": 0.3, "+1264": 0.3, "+1268": 0.3, "+1284": 0.3, "+1345": 0.3, "+1441": 0.3, "+1473": 0.3,
    "+1649": 0.3, "+1664": 0.3, "+1721": 0.3, "+1758": 0.3, "+1767": 0.3, "+1784": 0.3, "+1809": 0.1, "+1829": 0.1,
    "+1849": 0.1, "+1868": 0.3, "+1869": 0.3, "+1876": 0.3, "+1658": 0.3,
    "+31": 0.11, "+32": 0.12, "+33": 0.08, "+34": 0.08, "+351": 0.06, "+352": 0.12, "+353": 0.09, "+354": 0.09,
    "+358": 0.11, "+36": 0.12, "+39": 0.1, "+40": 0.08, "+41": 0.08, "+420": 0.08, "+421": 0.1, "+43": 0.12, "+44": 0.05,
    "+45": 0.06, "+46": 0.07, "+47": 0.08, "+48": 0.05, "+49": 0.12, "+52": 0.05, "+55": 0.06, "+61": 0.06, "+64": 0.12,
    "+81": 0.09, "+82": 0.05, "+91": 0.09,
}  # fmt: skip
"""US dollars for a segment, carriers' fees included: rough figures, meant to be too high, since they only serve a ceiling."""


class Options(BaseModel):
    """What is sent as a text message, when, and how much of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: str = Field("twilio", description="who carries texts: a folder under sinks/replies/sms")
    countries: tuple[Country, ...] = Field(
        (),
        description='countries to which machines send texts, such as ["US", "CA", "DE"], or ["*"] for all; '
        "empty: those of our own numbers, where the United States and Canada count as one",
    )
    quiet_hours: str = Field(
        "21:00-08:00",
        pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$",
        description="when no text goes out but answers to a message just received and what is urgent, "
        "by the recipient's clock; empty: none",
    )
    conversation_minutes: float = Field(
        30, ge=0, le=1440, description="for how long a message counts as just received, so that its answer goes at any hour"
    )
    per_second: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="texts a second from one number of ours; 0: as fast as they come. Twilio's long codes take 1",
    )
    most_per_hour: int = Field(
        1000, ge=1, description="texts within an hour above which machines send no more until there is room; all texts count"
    )
    most_cost_per_hour: float = Field(50.0, gt=0, description="the same for what they may cost, by `prices`")
    people_per_hour: int = Field(3000, ge=1, description="texts within an hour above which what people write waits, too")
    people_cost_per_hour: float = Field(150.0, gt=0, description="the same for what they may cost")
    prices: dict[Annotated[str, Field(pattern=r"^\+[0-9]{1,8}$")], Annotated[float, Field(ge=0, le=2000)]] = Field(
        default_factory=lambda: dict(PRICES),
        description="what a segment costs at most, by the beginning of the number; the longest that fits counts",
    )
    price_elsewhere: float = Field(0.35, ge=0, le=2000, description="what a segment costs where `prices` says nothing")

    @field_validator("countries")
    @classmethod
    def _that_there_are(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        """A wrong code, such as UK for GB, would keep customers without an answer."""
        if named := [code for code in given if code != "*"]:
            from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - its tables take a while to read

            if unknown := sorted(set(named) - SUPPORTED_REGIONS):
                raise ValueError(f"no country's code: {', '.join(unknown)}; two letters, such as GB or US")
        return given

    @field_validator("quiet_hours")
    @classmethod
    def _that_end(cls, given: str) -> str:
        begins, _, ends = given.partition("-")
        if given and begins == ends:
            raise ValueError("quiet hours begin and end at the same time")
        return given
