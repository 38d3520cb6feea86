"""Which language a text is in, by py3langid, which needs no network and knows short texts well."""

from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from golddust.events import Language

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
    def _identifier(self) -> Any:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loading takes a second; only taggers pay

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(list(self._languages))
        return identifier

    def tag(self, text: str, likely: Sequence[str] = ()) -> Language:
        """The language; "und" where it cannot be told, as from a word or two. The confidence of texts that short is lowered.

        `likely`: codes of languages that the customer is likelier to write in than in others (see `likely_languages`).
        """
        head = " ".join(text[:ENOUGH].split())
        letters = sum(map(str.isalpha, head))
        if not letters:
            return Language(code=UNKNOWN, confidence=0.0)
        if len(ONLY_ENGLISH.intersection(head.lower().split())) >= SETTLED_BY:
            return Language(code="en", confidence=SETTLED)
        code, probability = self._told(head, frozenset(likely))
        confidence = round(float(probability) * min(1.0, letters / SHORT), 3)
        return Language(code=str(code) if confidence >= GUESS or code in likely else UNKNOWN, confidence=confidence)

    def _told(self, head: str, likely: frozenset[str]) -> tuple[str, float]:
        if likely.isdisjoint(self._languages):
            return self._identifier.classify(head)  # type: ignore[no-any-return] # a code and a chance
        told = [(code, float(chance) * (LIKELIER if code in likely else 1)) for code, chance in self._identifier.rank(head)]
        code, most = max(told, key=itemgetter(1))
        return code, most / sum(chance for _, chance in told)
