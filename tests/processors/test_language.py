from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from golddust.events import Address, Feedback
from processors.identifying import Identifier
from processors.language import KNOWN
from processors.likely_languages import likely_languages
from processors.tagging import Tagging

MESSAGES = Path(__file__).parents[1] / "corpus" / "messages"


@pytest.fixture(scope="module")
def ours() -> Identifier:
    return Identifier(KNOWN)


@pytest.fixture(scope="module")
def theirs() -> LanguageIdentifier:
    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(list(KNOWN))
    return made


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The train to London was three hours late again", "en"),
        ("Der Zug nach Hamburg hatte drei Stunden Verspätung", "de"),
        ("Le train pour Lyon avait trois heures de retard", "fr"),
        ("El tren a Madrid llegó con tres horas de retraso", "es"),
        ("Il treno per Milano aveva tre ore di ritardo", "it"),
        ("De trein naar Utrecht had drie uur vertraging", "nl"),
        ("O comboio para Lisboa chegou com três horas de atraso", "pt"),
    ],
)
def test_a_sentence_tells_its_language(tagger: Tagging, text: str, code: str) -> None:
    language = tagger.tag_text(text).language
    assert language.code == code
    assert language.confidence > 0.5


@pytest.mark.parametrize("text", ["", " ", "12345", "😀😀😀", "ok", "y", "!!!"])
def test_too_little_text_has_no_language(tagger: Tagging, text: str) -> None:
    language = tagger.tag_text(text).language
    assert language.code == "und"
    assert language.confidence < 0.3


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("merci", "+33639980001", "fr"),
        ("alles gut", "+4915550000001", "de"),
        ("alles goed", "+31612345678", "nl"),
        ("obrigado", "+351912345678", "pt"),
        ("tack", "+46701740605", "sv"),
    ],
)
def test_a_word_or_two_are_in_the_language_of_the_country_that_they_come_from(
    tagger: Tagging, feedback: Feedback, text: str, number: str, code: str
) -> None:
    said = replace(feedback, text=text, subject="", address=Address(kind="phone", value=number))
    assert tagger.tag([said])[0].language.code == code


def test_a_sentence_is_in_its_own_language_wherever_it_comes_from(tagger: Tagging, feedback: Feedback) -> None:
    address = Address(kind="phone", value="+12025550101")
    said = replace(feedback, text="Der Zug nach Hamburg hatte drei Stunden Verspätung", subject="", address=address)
    assert tagger.tag([said])[0].language.code == "de"


def test_the_longest_calling_code_counts_and_mail_has_none(feedback: Feedback) -> None:
    def likely(**of: Any) -> tuple[str, ...]:
        return likely_languages(replace(feedback, **of))

    assert likely(address=Address(kind="phone", value="+351912345678")) == ("pt",)
    assert likely(address=Address(kind="whatsapp", value="+41791234567")) == ("de", "fr", "it")
    assert likely(address=Address(kind="email", value="+49@example.com")) == ()
    assert likely(address=Address(kind="phone", value="31612345678")) == ()
    assert likely(address=Address(kind="phone", value="+33639980001"), language="en", labels={"language": "fr"}) == ("en", "fr")


def test_common_words_settle_english_as_the_model_would(tagger: Tagging, theirs: LanguageIdentifier) -> None:
    text = "They have not answered and the parcel is lost"
    assert tagger.language.tag(text).code == theirs.classify(text)[0] == "en"


def test_a_batch_is_told_as_py3langid_tells_each(ours: Identifier, theirs: LanguageIdentifier) -> None:
    lines = [line for file in sorted(MESSAGES.glob("*.tsv")) for line in file.read_text().splitlines()]
    assert_alike(ours, theirs, [line.rpartition("\t")[2][:90] for line in lines])


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(max_size=100), max_size=5))
def test_any_texts_are_told_as_py3langid_tells_them(ours: Identifier, theirs: LanguageIdentifier, texts: list[str]) -> None:
    assert_alike(ours, theirs, texts)


def assert_alike(ours: Identifier, theirs: LanguageIdentifier, texts: Sequence[str]) -> None:
    told = np.array([theirs._decide(text) for text in texts]).reshape(-1, len(KNOWN))
    np.testing.assert_allclose(ours.chances(texts), told, atol=1e-5)
