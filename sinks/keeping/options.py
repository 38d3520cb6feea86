"""Options of the `[keep]` section."""

from pydantic import BaseModel, ConfigDict, Field, model_validator

LONGEST = 36_500
"""A century of days: more is a slip of the finger."""


class Options(BaseModel):
    """For how many days rows keep what they say; 0 is for good. Figures, tags and times stay. See "How long what is kept"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: int = Field(
        730,
        ge=0,
        le=LONGEST,
        description="messages: words, subjects, names of files, redacted text; not while a case is open",
    )
    originals: int = Field(365, ge=0, le=LONGEST, description="messages byte for byte as they came, and files sent with them")
    contacts: int = Field(730, ge=0, le=LONGEST, description="names and addresses, since the customer last wrote")
    cases: int = Field(1095, ge=0, le=LONGEST, description="what cases that have ended say, since they last changed")
    replies: int = Field(730, ge=0, le=LONGEST, description="what was said to customers")
    consents: int = Field(0, ge=0, le=LONGEST, description="the words by which customers said whether they want to hear from us")
    notices: int = Field(365, ge=0, le=LONGEST, description="what the staff was told")

    @model_validator(mode="after")
    def _originals_go_with_the_words(self) -> "Options":
        """An original holds all the words: kept longer, it would keep them."""
        if self.words and not 0 < self.originals <= self.words:
            raise ValueError(f"originals hold the words: keep them for at most {self.words} days (words), or words for good (0)")
        return self
