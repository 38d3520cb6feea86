"""The taxonomies that come with golddust, and how one is named."""

from functools import cache
from pathlib import Path

import pytest

from config.taxonomy import GENERAL, names, read_taxonomy, taxonomy_file
from golddust.errors import Misconfigured
from processors.cues import Cue, all_cues, by_question
from processors.language import LanguageTagger
from processors.taxonomy import parse_taxonomy
from processors.words import Phrases, words_of

LANGUAGES = {"de", "fr", "es", "it", "pt", "nl", "pl", "sv"}
SAID = {
    "retail": [("The parcel never came", "delivery"), ("Der Umtausch hat nicht geklappt", "returns"),
               ("Expedientka była niemiła, obsługa fatalna", "staff")],
    "hospitality": [("There were bed bugs in the mattress", "cleanliness"), ("Le petit déjeuner était froid", "breakfast"),
                    ("Rummet var smutsigt", "cleanliness")],
    "transport": [("The train was forty minutes late", "delays"), ("Der Zug ist ausgefallen", "cancellations"),
                  ("Han perdido mi maleta", "luggage")],
    "banking": [("I did not make this transfer, it is fraud", "fraud"), ("Meine Überweisung ist weg", "payments"),
                ("Il mutuo è troppo caro, la rata cresce", "loans")],
    "telecom": [("No signal in my village", "mobile_network"), ("Der Techniker ist nicht erschienen", "technician"),
                ("Mijn factuur klopt niet", "billing")],
    "health": [("They lost my blood test", "tests"), ("Lekarz był niemiły", "staff"), ("A minha receita falta", "medication")],
    "public_services": [("The bins were not collected", "waste"), ("Wohngeld dauert", "benefits"),
                        ("Il y a un nid-de-poule dans la route", "roads")],
    "software": [("It crashes when I save", "bugs"), ("Die Rechnung ist falsch", "billing"), ("Toujours une erreur", "bugs")],
}  # fmt: skip


@pytest.fixture(scope="module")
def identify() -> LanguageTagger:
    return LanguageTagger()


@cache
def keywords_of(name: str) -> Phrases[Cue]:
    return all_cues(read_taxonomy(name))


@pytest.mark.parametrize("name", names())
def test_each_topic_has_what_it_needs_in_nine_languages(name: str) -> None:
    taxonomy = read_taxonomy(name)
    assert 12 <= len(taxonomy.topics) <= 20
    for topic in taxonomy.topics.values():
        assert topic.description.endswith(".")
        assert len(topic.keywords) >= 5
        assert set(topic.translations) == LANGUAGES


@pytest.mark.parametrize(("name", "text", "topic"), [(name, *said) for name, all_said in SAID.items() for said in all_said])
def test_a_trade_knows_what_its_customers_say(identify: LanguageTagger, name: str, text: str, topic: str) -> None:
    hits = keywords_of(name).find(words_of(text))
    assert topic in {hit.label.answer for hit in by_question(hits, identify.tag(text))["topic"]}


def test_eight_trades_come_with_us() -> None:
    assert set(names()) == {GENERAL, *SAID}


def test_a_taxonomy_is_named_or_is_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[topics.bees]\ntitle = "Bees"\nkeywords = ["hive"]\n')
    assert list(read_taxonomy(str(own)).topics) == ["bees"]
    assert taxonomy_file("") == taxonomy_file(GENERAL)
    assert taxonomy_file("retail").name == "retail.toml"


def test_what_is_neither_is_told_with_the_names_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="hospitality"):
        read_taxonomy("hospitalty")
    with pytest.raises(Misconfigured, match="a TOML file"):
        read_taxonomy(str(tmp_path))


def test_a_wrong_parent_is_named() -> None:
    table = {name: {"title": name, "keywords": [name], "parent": parent} for name, parent in (("a", "b"), ("b", "a"), ("c", "x"))}
    with pytest.raises(Misconfigured) as caught:
        parse_taxonomy({"topics": table})
    assert [problem.path for problem in caught.value.problems] == [f"taxonomy.topics.{name}.parent" for name in "abc"]
