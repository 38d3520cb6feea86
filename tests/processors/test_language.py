from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from processors.identifying import Identifier
from processors.language import KNOWN
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
