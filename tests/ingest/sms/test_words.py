"""Which texts are instructions to us, and which only hold such words."""
# ruff: noqa: RUF001 - letters that look like others are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from golddust.spelling import plain
from ingest.sms.options import Options
from ingest.sms.words import OF_CARRIERS, Instruction, Words, table, words_of

ALL = words_of(tuple(table()))
ENGLISH = words_of(())


@pytest.mark.parametrize("word", ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"])
def test_every_opt_out_word_of_carriers_is_obeyed_in_any_case(word: str) -> None:
    for written in (word, word.lower(), f"  {word.title()}\n"):
        assert ENGLISH.instruction(written) == Instruction("stop", word, by_carrier=True)
        assert ENGLISH.instruction(f"{written} it") is None


def test_every_word_of_carriers_is_known_by_its_own_name() -> None:
    assert {word for word in OF_CARRIERS if (one := ENGLISH.instruction(word)) and one.word == word} == OF_CARRIERS


@pytest.mark.parametrize("word", ["START", "UNSTOP", "YES"])
def test_words_that_let_us_speak_again(word: str) -> None:
    assert ENGLISH.instruction(word.lower()) == Instruction("start", word, by_carrier=True)


@pytest.mark.parametrize(
    "text",
    [
        "stop.",
        "Stop!!!",
        "'stop'",
        "S.T.O.P.",
        "s t o p",
        "ＳＴＯＰ",
        "🛑STOP🛑",
        "ＳＴＯＰ！",
        "sto\u200bp",
        "st\xadop",
        "\u202astop\u202c",
        "stop stop STOP",
        "*stop*",
        "stop 🙏🏽",
        "stóp",
        "stóp",
    ],
)
def test_signs_accents_wide_and_unseen_letters_change_nothing(text: str) -> None:
    assert ENGLISH.instruction(text) == Instruction("stop", "STOP")


@pytest.mark.parametrize(
    "text",
    [
        "stop please",
        "Please stop.",
        "please stop texting me",
        "pls stop, thanks",
        "STOP NOW",
        "Hi, please unsubscribe me",
        "opt-out",
        "don't text me",
        "don’t text me anymore",
        "Do not contact me",
        "no more texts please",
        "remove me from your list",
    ],
)
def test_any_reasonable_way_to_say_it_counts(text: str) -> None:
    found = ENGLISH.instruction(text)
    assert found is not None
    assert (found.command, found.by_carrier) == ("stop", False)


@pytest.mark.parametrize(
    "text",
    [
        "please stop the noise in store 4",
        "stop it",
        "Stop selling rotten fish",
        "I want to stop my subscription and get a refund",
        "The bus did not stop",
        "please cancel",
        "cancel my order",
        "how do I unsubscribe?",
        "the end",
        "quit stalling",
        "please",
        "help please",
        "I need help",
        "yes it did",
        "start over",
        "fine",
        "no",
        "",
        "🛑",
        "stop " * 60,
    ],
)
def test_a_message_that_only_holds_such_words_is_heard(text: str) -> None:
    assert ENGLISH.instruction(text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *[("de", text) for text in ("STOPP", "bitte stopp", "Abmelden", "keine SMS mehr bitte")],
        *[("fr", text) for text in ("ARRET", "arrêt svp", "Ne m\u2019écrivez plus, s\u2019il vous plaît", "désabonnez moi")],
        *[("es", text) for text in ("alto", "BAJA", "por favor, denme de baja", "no mas mensajes")],
        *[("it", text) for text in ("ferma per favore",)],
        *[("nl", text) for text in ("afmelden aub", "geen berichten meer")],
        *[("pl", text) for text in ("proszę wypisz mnie",)],
        *[("pt", text) for text in ("parar", "sair", "não me envie mais mensagens por favor")],
        *[("sv", text) for text in ("stopp tack", "inga fler sms")],
        *[("tr", text) for text in ("DUR", "İPTAL", "lütfen mesaj göndermeyin")],
        *[("uk", text) for text in ("СТОП", "відписатися, будь ласка")],
        *[("zh", text) for text in ("停止", "请停止", "退订", "TD")],
        *[("ar", text) for text in ("توقف", "إلغاء الاشتراك", "الغاء الاشتراك من فضلك")],
        *[("he", text) for text in ("הסר", "הסר אותי בבקשה")],
    ],
)
def test_each_language_has_its_words(language: str, text: str) -> None:
    found = words_of((language,)).instruction(text)
    assert found is not None
    assert found.command == "stop"
    assert ENGLISH.instruction(text) is None or text.casefold().startswith("stop")


@pytest.mark.parametrize("language", sorted(table()))
def test_every_word_of_a_language_means_what_its_table_says(language: str) -> None:
    words, one = words_of((language,)), table()[language]
    for name, command in (("stop", "stop"), ("alone", "stop"), ("start", "start"), ("yes", "start"), ("help", "help")):
        for word in one[name]:
            found = words.instruction(word)
            assert found is not None
            assert found.command == command
    assert all(words.instruction(word).word == "YES" for word in one["yes"])  # type: ignore[union-attr]


def test_a_word_that_stops_in_any_language_is_nothing_else_in_another() -> None:
    for one in table().values():
        for word in (*one["stop"], *one["alone"]):
            found = ALL.instruction(word)
            assert found is not None
            assert found.command == "stop"


def test_words_of_the_company_count_and_its_opt_out_words_win() -> None:
    words = Options(stop=("Ruhe jetzt", "help"), start=("stop", "los"), help=("wer da",)).words
    assert words.instruction("RUHE, jetzt!") == Instruction("stop", "RUHE JETZT")
    assert words.instruction("help") == Instruction("stop", "HELP", by_carrier=True)
    assert words.instruction("stop") == Instruction("stop", "STOP", by_carrier=True)
    assert words.instruction("los") == Instruction("start", "LOS")
    assert words.instruction("Wer da?") == Instruction("help", "WER DA")


@pytest.mark.parametrize("given", [{"languages": ["xx"]}, {"stop": [" ! "]}, {"start": ["\U0001f44b"]}])
def test_what_cannot_be_meant_is_refused(given: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(given)


def test_what_the_carrier_made_of_it_wins() -> None:
    assert ENGLISH.instruction("STOP", "HELP") == Instruction("help", "HELP", by_carrier=True)
    assert ENGLISH.instruction("anything at all", "stop") == Instruction("stop", "STOP", by_carrier=True)
    assert ENGLISH.instruction("stopall", "STOP") == Instruction("stop", "STOPALL", by_carrier=True)
    assert ENGLISH.instruction("STOP", "SOMETHING NEW") == Instruction("stop", "STOP", by_carrier=True)


def test_on_whatsapp_the_carrier_does_nothing_by_itself() -> None:
    assert ENGLISH.instruction("STOP", whatsapp=True) == Instruction("stop", "STOP")


@given(st.text(max_size=200), st.text(max_size=12))
def test_any_text_is_read(text: str, opt_out_type: str) -> None:
    words: Words = ALL
    found = words.instruction(text, opt_out_type)
    assert found is None or found.word
    assert plain(plain(text)) == plain(text)
