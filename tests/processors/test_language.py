import pytest

from processors.tagging import Tagging


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


def test_common_words_settle_english_as_the_model_would(tagger: Tagging) -> None:
    text = "They have not answered and the parcel is lost"
    assert tagger.language.tag(text).code == tagger.language._identifier.classify(text)[0] == "en"
