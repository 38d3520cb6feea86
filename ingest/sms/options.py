"""Options of the `[sms.words]` section."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from golddust.spelling import plain
from ingest.sms.words import Words, table, words_of


class Options(BaseModel):
    """Which whole messages are instructions: to stop, to start again, for help."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: tuple[str, ...] = Field(
        ("en", "de", "fr", "es"),
        description="languages in which such words are known, of ar de en es fr he it nl pl pt sv tr uk zh; en always is",
    )
    stop: tuple[str, ...] = Field((), description="further words or short sentences of yours that stop; they win over all else")
    start: tuple[str, ...] = Field((), description="further words that let us speak again")
    help: tuple[str, ...] = Field((), description="further words that ask who we are")

    @field_validator("languages")
    @classmethod
    def _known(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in languages if code not in table()]
        if unknown:
            raise ValueError(f"no words are known in {', '.join(unknown)}; there are {' '.join(sorted(table()))}")
        return languages

    @field_validator("stop", "start", "help")
    @classmethod
    def _says_something(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(plain, words)):
            raise ValueError("each with letters or digits in it")
        return words

    @property
    def words(self) -> Words:
        """The instructions that these options name."""
        return words_of(self.languages, {"stop": self.stop, "start": self.start, "help": self.help})
