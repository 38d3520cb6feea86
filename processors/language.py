"""Which language a text is in, by py3langid, which needs no network and knows short texts well."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from golddust.events import Language

if TYPE_CHECKING:
    from processors.identifying import Chances, Identifier

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
LIKELIER = 5.0
"""How much likelier than another a language is that the customer is likely to write in: enough to decide between neighbours over
a few words ("merci", "alles gut"), too little to move a sentence."""


class LanguageTagger:
    """Tells languages apart. The model is read when first asked, some 70 MB."""

    def __init__(self, languages: Sequence[str] = KNOWN) -> None:
        self._languages = languages

    @cached_property
    def _identifier(self) -> "Identifier":
        from processors.identifying import Identifier  # noqa: PLC0415 - numpy, and a second to load: only taggers pay

        return Identifier(self._languages)

    def tag(self, text: str, likely: Sequence[str] = ()) -> Language:
        """The language; "und" where it cannot be told, as from a word or two. The confidence of texts that short is lowered.

        `likely`: codes of languages that the customer is likelier to write in than in others (see `likely_languages`).
        """
        return self.tag_all([(text, likely)])[0]

    def tag_all(self, batch: Sequence[tuple[str, Sequence[str]]]) -> list[Language]:
        """The language of each text, in order; beside each stand those that are likely."""
        heads = [" ".join(text[:ENOUGH].split()) for text, _ in batch]
        told = [_without_model(head) for head in heads]
        asked = [place for place, language in enumerate(told) if language is None]
        if asked:
            chances = self._identifier.chances([heads[place] for place in asked])
            for place, its in zip(asked, chances, strict=True):
                told[place] = self._with_model(its, heads[place], batch[place][1])
        return told  # type: ignore[return-value] # none is None any more

    def _with_model(self, chances: "Chances", head: str, likely: Sequence[str]) -> Language:
        """The model's word, less sure of texts that are short."""
        for code in likely:
            if code in self._identifier.languages:
                chances[self._identifier.languages.index(code)] *= LIKELIER
        likeliest = int(chances.argmax())
        code, letters = self._identifier.languages[likeliest], sum(map(str.isalpha, head))
        confidence = round(float(chances[likeliest] / chances.sum()) * min(1.0, letters / SHORT), 3)
        return Language(code=code if confidence >= GUESS or code in likely else UNKNOWN, confidence=confidence)


def _without_model(head: str) -> Language | None:
    """What is no text at all, or surely English."""
    if not any(map(str.isalpha, head)):
        return Language(code=UNKNOWN, confidence=0.0)
    if len(ONLY_ENGLISH.intersection(head.lower().split())) >= SETTLED_BY:
        return Language(code="en", confidence=SETTLED)
    return None
