"""Options of the `[media]` section."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from golddust.sizes import bytes_of

Size = Annotated[int, BeforeValidator(bytes_of)]
TYPE = r"^(\*|[a-z]+)/(\*|[a-z0-9][a-z0-9.+-]*)$"


class Options(BaseModel):
    """Pictures and other files of text messages, fetched from where the provider keeps them.

    Twilio takes 5 MB by MMS, 16 MB by RCS and WhatsApp. Source: Twilio, "Accepted content types for media".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    size_limit: Size = Field(16 << 20, ge=1024, description="largest file fetched; Twilio itself carries 16 MB and no more")
    types: tuple[Annotated[str, Field(pattern=TYPE)], ...] = Field(
        ("image/*", "audio/*", "video/*", "text/*", "application/pdf"),
        description="what is kept, by what the bytes are and not by what they are called; a star stands for any",
    )
    time_limit: float = Field(60.0, gt=0, le=300, description="seconds that fetching one file may take")
    give_up_after_days: float = Field(
        7.0, gt=0, le=365, description="for how long a file is asked for that cannot be had just then, from the first try on"
    )
