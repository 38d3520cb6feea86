from typing import Any

import pytest
from msgspec.structs import replace

from golddust.events import Address, Feedback
from processors.likely_languages import likely_languages
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


def test_common_words_settle_english_as_the_model_would(tagger: Tagging) -> None:
    text = "They have not answered and the parcel is lost"
    assert tagger.language.tag(text).code == tagger.language._identifier.classify(text)[0] == "en"
