import pytest

from golddust.errors import Misconfigured
from golddust.events import Language
from processors.clauses import ClauseMood
from processors.cues import all_cues, by_question
from processors.registry import tagging
from processors.sentiment import MOODS
from processors.tagging import Tagging
from processors.taxonomy import DEFAULT_OWNER, Taxonomy, parse_taxonomy
from processors.topics import Said, TopicTagger, clauses_that_count, tagged
from processors.words import words_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My parcel has not arrived", "delivery"),
        ("I want a refund, you charged me twice", "payment"),
        ("This is far too expensive", "price"),
        ("The kettle stopped working", "defects"),
        ("The cashier was very rude", "staff"),
        ("We queued for an hour", "waiting"),
        ("Nobody answers the phone", "communication"),
        ("The app crashes at checkout", "website"),
        ("I cannot log in to my account", "account"),
        ("I want to cancel my subscription", "contract"),
        ("How do I return it?", "returns"),
        ("The toilets were filthy", "premises"),
        ("What are your opening hours?", "hours"),
        ("I slipped on the wet floor and hurt my back, it is dangerous", "safety"),
        ("There is no ramp for my wheelchair", "access"),
        ("Delete my personal data, please", "privacy"),
        ("Mein Paket wurde noch nicht geliefert", "delivery"),
        ("Je veux un remboursement de ma facture", "payment"),
        ("El envío de mi pedido no ha llegado todavía", "delivery"),
    ],
)
def test_a_message_finds_its_topic(tagger: Tagging, text: str, topic: str) -> None:
    found = {tag.name: tag for tag in tagger.tag_text(text).topics}
    assert topic in found
    assert found[topic].evidence


def test_each_topic_has_the_mood_of_its_own_clause(tagger: Tagging) -> None:
    moods = {topic.name: topic.sentiment for topic in tagger.tag_text("Great staff, terrible queue.").topics}
    assert moods["staff"] == "positive"
    assert moods["waiting"] == "negative"


def test_more_keywords_make_a_topic_surer_and_first(tagger: Tagging) -> None:
    topics = tagger.tag_text("The courier left the parcel, the delivery was late").topics
    assert topics[0].name == "delivery"
    assert topics[0].confidence > topics[-1].confidence


def test_dirt_in_french_is_a_bargain_in_english(tagger: Tagging) -> None:
    assert "premises" not in {topic.name for topic in tagger.tag_text("When does the summer sale begin this year?").topics}
    assert "premises" in {topic.name for topic in tagger.tag_text("La chambre était vraiment sale hier soir").topics}


def test_a_message_about_nothing_of_ours_has_no_topic(tagger: Tagging) -> None:
    assert tagger.tag_text("ok").topics == ()


def test_a_company_has_topics_of_its_own() -> None:
    own = parse_taxonomy({"topics": {"bees": {"title": "Bees", "keywords": ["hive*", "(wild) honey|bee"]}}})
    (topic,) = tagging("textblob", own).tag_text("The hives and the honey").topics
    assert topic.name == "bees"
    assert topic.evidence == ("hives", "honey")
    assert own.owner_of(("bees",)) == DEFAULT_OWNER


def test_the_default_taxonomy_has_an_owner_and_a_description_for_each_topic(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.topics) >= 15
    for topic in taxonomy.topics.values():
        assert topic.owner
        assert topic.description.endswith(".")


def test_the_strongest_topic_decides_the_owner(taxonomy: Taxonomy) -> None:
    assert taxonomy.owner_of(("delivery", "price")) == taxonomy.topics["delivery"].owner
    assert taxonomy.owner_of(()) == DEFAULT_OWNER


def test_every_problem_of_a_taxonomy_is_named_at_once() -> None:
    broken = {
        "topic": {},
        "topics": {
            "späti": {"title": "A", "keywords": ["a"]},
            "a": {"title": "", "keywords": []},
            "b": {"title": "B", "keywords": ["*", 3], "colour": "red"},
            "c": {"keywords": "word", "translations": {"German": ["wort"], "de": "wort"}},
            "d": 7,
        },
    }
    with pytest.raises(Misconfigured) as caught:
        parse_taxonomy(broken)
    paths = [problem.path for problem in caught.value.problems]
    assert sorted(set(paths)) == [
        "taxonomy.topic",
        "taxonomy.topics.a.keywords",
        "taxonomy.topics.a.title",
        "taxonomy.topics.b.colour",
        "taxonomy.topics.b.keywords",
        "taxonomy.topics.c.keywords",
        "taxonomy.topics.c.title",
        "taxonomy.topics.c.translations.German",
        "taxonomy.topics.c.translations.de",
        "taxonomy.topics.d",
        "taxonomy.topics.späti",
    ]
    assert paths.count("taxonomy.topics.b.keywords") == 2


@pytest.mark.parametrize("empty", [{}, {"topics": {}}, {"topics": []}, {"topics": "x"}])
def test_a_taxonomy_without_topics_is_refused(empty: dict[str, object]) -> None:
    with pytest.raises(Misconfigured, match="at least one table"):
        parse_taxonomy(empty)


def test_moods_of_clauses_that_do_not_count_change_nothing(taxonomy: Taxonomy) -> None:
    cues, tagger = all_cues(taxonomy), TopicTagger(taxonomy)
    spared = 0
    for text in (
        "Hello there. Great staff, terrible queue. It rained, and I had no coat. Bye",
        "The parcel is late, as ever. I am fine. The cashier was sweet but slow, the shop was cold",
        "What a day, really. My refund",
    ):
        words = words_of(text)
        (found,) = tagger.find([Said(words, by_question(cues.find(words), Language(code="en", confidence=1.0))["topic"])])
        counting = clauses_that_count(found)
        spared += len(found.clauses) - len(counting)
        for mood in MOODS:
            moods = [ClauseMood(MOODS[number % 3], 0.5) for number in range(len(found.clauses))]
            others = [
                its if clause in counting else ClauseMood(mood, 0.9) for its, clause in zip(moods, found.clauses, strict=True)
            ]
            assert tagged(found, moods, "neutral", complains=False) == tagged(found, others, "neutral", complains=False)
    assert spared > 3
