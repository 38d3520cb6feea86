"""What a final answer must say, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Final:
    """The wording of a final answer, by language; each text has the fields {reference} and {deadline}, or some of them."""

    texts: Mapping[str, str]

    def text(self, language: str) -> str:
        """The text in that language, or in English."""
        return self.texts.get(language.partition("-")[0].lower(), self.texts[FALLBACK])
