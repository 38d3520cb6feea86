"""Which language a text is in, by py3langid, which needs no network and knows short texts well."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from golddust.events import Language

if TYPE_CHECKING:
    from processors.identifying import Identifier

KNOWN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "no", "fi", "cs", "hu", "ro", "tr", "el", "ru", "uk", "ar",
         "zh", "ja", "ko", "hi", "he")  # fmt: skip
UNKNOWN = "und"
ENOUGH = 90
"""Characters that are looked at: more tell little more and cost time."""
SHORT = 12
"""Letters below which the model's own confidence is too high."""
GUESS = 0.3
"""Below this confidence the language counts as unknown: of single words, four in ten are told wrong."""
_ONLY_ENGLISH = """
the and were are you your my have been would could should they them their that this these from has had what when why
which but not with who how because there did does our yours don't didn't can't i've i'm it's"""
ONLY_ENGLISH = frozenset(_ONLY_ENGLISH.split())
"""Common words that the other languages lack. Three of them settle it without the model, which takes a third of all tagging."""
SETTLED_BY = 3
SETTLED = 0.97


class LanguageTagger:
    """Tells languages apart. The model is read when first asked, some 70 MB."""

    def __init__(self, languages: Sequence[str] = KNOWN) -> None:
        self._languages = languages

    @cached_property
    def _identifier(self) -> "Identifier":
        from processors.identifying import Identifier  # noqa: PLC0415 - numpy, and a second to load: only taggers pay

        return Identifier(self._languages)

    def tag(self, text: str) -> Language:
        """The language; "und" where it cannot be told, as from a word or two. The confidence of texts that short is lowered."""
        return self.tag_all([text])[0]

    def tag_all(self, texts: Sequence[str]) -> list[Language]:
        """The language of each text, in order."""
        heads = [" ".join(text[:ENOUGH].split()) for text in texts]
        told = [_without_model(head) for head in heads]
        asked = [place for place, language in enumerate(told) if language is None]
        if asked:
            chances = self._identifier.chances([heads[place] for place in asked])
            for place, likeliest, chance in zip(asked, chances.argmax(1).tolist(), chances.max(1).tolist(), strict=True):
                told[place] = _doubted(self._identifier.languages[likeliest], chance, heads[place])
        return told  # type: ignore[return-value] # none is None any more


def _without_model(head: str) -> Language | None:
    """What is no text at all, or surely English."""
    if not any(map(str.isalpha, head)):
        return Language(code=UNKNOWN, confidence=0.0)
    if len(ONLY_ENGLISH.intersection(head.lower().split())) >= SETTLED_BY:
        return Language(code="en", confidence=SETTLED)
    return None


def _doubted(code: str, chance: float, head: str) -> Language:
    """The model's word, less sure of texts that are short."""
    letters = sum(map(str.isalpha, head))
    confidence = round(chance * min(1.0, letters / SHORT), 3)
    return Language(code=code if confidence >= GUESS else UNKNOWN, confidence=confidence)
