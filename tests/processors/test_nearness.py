import numpy as np
import pytest

from golddust.events import Language
from processors.clauses import ClauseMood
from processors.cues import Cue, all_cues, by_question
from processors.nearness import Nearness
from processors.taxonomy import Taxonomy, parse_taxonomy
from processors.topics import Said, TopicTagger, tagged
from processors.words import Phrases, words_of
from tests.processors.meaning import DIMENSIONS, Synonyms

SHOP = {
    "delivery": {"title": "Delivery", "description": "When the shipment comes.", "keywords": ["parcel*"]},
    "refunds": {"title": "Refund", "description": "The money comes back.", "keywords": ["refund*"]},
    "staff": {"title": "Staff", "description": "Whether the clerk is friendly.", "keywords": ["rude", "clerk"]},
}


@pytest.fixture(scope="module")
def shop() -> Taxonomy:
    return parse_taxonomy({"topics": SHOP})


@pytest.fixture(scope="module")
def tagger(shop: Taxonomy) -> TopicTagger:
    return TopicTagger(shop, Nearness(shop, Synonyms()))


CUES: dict[int, tuple[Taxonomy, Phrases[Cue]]] = {}
"""Of each taxonomy, made once: they hold the whole lexicon."""


def said(taxonomy: Taxonomy, text: str, language: str = "en") -> Said:
    words = words_of(text)
    if id(taxonomy) not in CUES:
        CUES[id(taxonomy)] = (taxonomy, all_cues(taxonomy))
    _, cues = CUES[id(taxonomy)]
    return Said(words, by_question(cues.find(words), Language(code=language, confidence=1.0))["topic"], language)


def names(tagger: TopicTagger, taxonomy: Taxonomy, *texts: str, language: str = "en") -> list[list[str]]:
    found = tagger.find([said(taxonomy, text, language) for text in texts], Synonyms().embed(texts))
    return [[topic.name for topic in one.topics] for one in found]


def test_what_no_keyword_tells_is_told_by_its_meaning(tagger: TopicTagger, shop: Taxonomy) -> None:
    text = "my package with the courier"
    (found,) = tagger.find([said(shop, text)], Synonyms().embed([text]))
    assert [topic.name for topic in found.topics] == ["delivery"]
    assert found.topics[0].evidence == ("like: parcel",)
    assert not TopicTagger(shop).find([said(shop, text)])[0].topics


def test_small_talk_is_about_no_topic(tagger: TopicTagger, shop: Taxonomy) -> None:
    assert names(tagger, shop, "what is the capital of Portugal?", "ok") == [[], []]


def test_each_message_of_a_batch_has_its_own_topics(tagger: TopicTagger, shop: Taxonomy) -> None:
    texts = ("the courier", "give me my cash", "hello you", "shouted at me")
    assert names(tagger, shop, *texts) == [["delivery"], ["refunds"], [], ["staff"]]


def test_in_other_languages_keywords_alone_count(tagger: TopicTagger, shop: Taxonomy) -> None:
    assert names(tagger, shop, "courier", "parcel", language="de") == [[], ["delivery"]]


def test_a_topic_told_by_the_whole_has_the_mood_of_the_whole(tagger: TopicTagger, shop: Taxonomy) -> None:
    text = "the courier, well. oh dear"
    (found,) = tagger.find([said(shop, text)], Synonyms().embed([text]))
    moods = [ClauseMood("neutral", 0.0)] * len(found.clauses)
    assert [tag.sentiment for tag in tagged(found, moods, "negative", complains=False)] == ["negative"]


def test_examples_tell_a_topic_that_its_other_words_do_not() -> None:
    taught = {**SHOP, "wrapping": {"title": "W", "keywords": ["zzz"], "examples": ["the ribbon on the gift", "no present paper"]}}
    own = parse_taxonomy({"topics": taught})
    assert names(TopicTagger(own, Nearness(own, Synonyms())), own, "ribbon and present") == [["wrapping"]]
    untaught = parse_taxonomy({"topics": {**SHOP, "wrapping": {"title": "W", "keywords": ["zzz"]}}})
    (found,) = names(TopicTagger(untaught, Nearness(untaught, Synonyms())), untaught, "ribbon and present")
    assert "wrapping" not in found


def test_a_narrower_topic_stands_for_the_wider_one() -> None:
    own = parse_taxonomy(
        {
            "topics": {**SHOP, "parcels": {"title": "Parcels", "keywords": ["parcel*"], "parent": "delivery"}},
        }
    )
    (found,) = TopicTagger(own).find([said(own, "my parcel and a rude clerk")])
    assert {topic.name for topic in found.topics} == {"parcels", "staff"}
    assert own.counted(("parcels", "staff")) == ("parcels", "delivery", "staff")


def test_vectors_of_no_numbers_and_none_at_all_are_about_nothing(tagger: TopicTagger, shop: Taxonomy) -> None:
    one = said(shop, "hm")
    assert not tagger.find([one], np.full((1, DIMENSIONS), np.nan, np.float32))[0].topics
    assert not tagger.find([one], np.zeros((1, DIMENSIONS), np.float32))[0].topics
    assert tagger.find([], np.zeros((0, DIMENSIONS), np.float32)) == []


def test_batches_of_any_size_are_told_alike(tagger: TopicTagger, shop: Taxonomy) -> None:
    texts = ["the courier", "my cash", "hello"] * 700
    assert names(tagger, shop, *texts) == [["delivery"], ["refunds"], []] * 700


def test_the_taxonomy_is_embedded_once(shop: Taxonomy) -> None:
    encoder = Synonyms()
    near = Nearness(shop, encoder)
    before = len(encoder.asked)
    near.near(np.zeros((3, DIMENSIONS), np.float32))
    assert len(encoder.asked) == before
    assert len(set(encoder.asked)) == before


def test_a_taxonomy_of_one_topic_can_be_told() -> None:
    own = parse_taxonomy({"topics": {"delivery": SHOP["delivery"]}})
    assert names(TopicTagger(own, Nearness(own, Synonyms())), own, "the courier", "good luck") == [["delivery"], []]
