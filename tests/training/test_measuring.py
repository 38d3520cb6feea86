"""Tiers at work on small sets."""

import pytest

from config.taxonomy import read_taxonomy
from golddust.events import Emotion, KindTag, Language, Sentiment, Tags, TopicTag, Urgency
from processors.taxonomy import Taxonomy
from training.evaluation.figures import Said
from training.evaluation.measuring import measured, taxonomy_for
from training.evaluation.questions import SAYS
from training.evaluation.sets import Labelled, LabelledSet

SIDES = LabelledSet(
    "sides",
    [
        Labelled("I love it, wonderful", {"side": ("positive",), "kind": ("praise",)}, "en"),
        Labelled("I hate it, terrible", {"side": ("negative",)}, "en"),
        Labelled("Der Bus kam nicht", {"side": ("positive",)}, "de"),
    ],
)
TOPICS = LabelledSet(
    "topics", [Labelled("please cancel order 7", {"topic": ("cancel_order",)}), Labelled("x", {"topic": ("gift-wrap",)})]
)
"""Of which the taxonomy that comes with golddust knows none."""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return read_taxonomy("")


def tags(**fields: object) -> Tags:
    plain = {
        "sentiment": Sentiment(label="neutral", score=0.0, confidence=0.5),
        "emotion": Emotion(label="neutral", confidence=0.4),
        "urgency": Urgency(level="none"),
        "kind": KindTag(label="other", confidence=0.7),
        "topics": (),
        "language": Language(code="en", confidence=0.9),
        "private": (),
        "redacted": "",
    }
    return Tags(**{**plain, **fields})  # type: ignore[arg-type]


def test_a_side_is_told_by_the_sign_of_the_score_and_has_the_tags_confidence_only_where_the_tag_takes_it() -> None:
    def side(label: str, score: float) -> Said:
        return SAYS["side"](tags(sentiment=Sentiment(label=label, score=score, confidence=0.8)))  # type: ignore[arg-type]

    assert side("positive", 0.5) == Said("positive", 0.8)
    assert side("neutral", 0.1) == Said("positive", None)
    assert side("neutral", -0.1) == Said("negative", None)
    assert side("neutral", 0.0) == Said("negative", None)


def test_spam_is_a_kind_and_everything_else_is_ham_without_a_confidence_of_its_own() -> None:
    assert SAYS["spam"](tags(kind=KindTag(label="spam", confidence=0.9))) == Said("spam", 0.9)
    assert SAYS["spam"](tags()) == Said("ham", None)


def test_the_first_topic_counts() -> None:
    first, second = TopicTag(name="store", confidence=0.6), TopicTag(name="price", confidence=0.5)
    assert SAYS["topic"](tags(topics=(first, second))) == Said("store", 0.6)
    assert SAYS["topic"](tags()) == Said("", None)


def test_a_tier_is_judged_on_each_question_of_each_set(taxonomy: Taxonomy) -> None:
    done: list[tuple[str, str, int]] = []
    found = list(measured(["vader", "textblob"], [SIDES, TOPICS], taxonomy, lambda *told: done.append(told)))
    assert [(run.tier, run.set) for run, _ in found] == [
        (tier, name) for tier in ("vader", "textblob") for name in ("sides", "topics")
    ]
    assert done == [("vader", "sides", 3), ("vader", "topics", 2), ("textblob", "sides", 3), ("textblob", "topics", 2)]
    side, kind = found[0][1]
    assert (side.question, side.all.texts, side.all.accuracy) == ("side", 3, pytest.approx(2 / 3, abs=1e-4))
    assert (kind.question, kind.all.texts) == ("kind", 1)
    assert {code: its.accuracy for code, its in side.languages.items()} == {"en": 1.0, "de": 0.0}
    assert all(run.per_second > 0 and run.asked is None for run, _ in found)


def test_a_set_of_one_language_has_no_figures_by_language(taxonomy: Taxonomy) -> None:
    ((_, scores),) = measured(["vader"], [LabelledSet("english", SIDES.texts[:2])], taxonomy, lambda *_: None)
    assert [score.languages for score in scores] == [{}, {}]


def test_topics_that_the_taxonomy_lacks_are_told_by_their_names(taxonomy: Taxonomy) -> None:
    named = taxonomy_for(TOPICS, taxonomy)
    assert {name: topic.title for name, topic in named.topics.items()} == {
        "cancel_order": "cancel order",
        "gift-wrap": "gift wrap",
    }
    ((_, (topic,)),) = measured(["vader"], [TOPICS], taxonomy, lambda *_: None)
    assert topic.all.accuracy == 0.5
    known = LabelledSet("known", [Labelled("Late again", {"topic": (next(iter(taxonomy.topics)),)})])
    assert taxonomy_for(known, taxonomy) is taxonomy


def test_the_share_that_the_encoder_reads_is_told(taxonomy: Taxonomy) -> None:
    share = {run.tier: run.asked for run, _ in measured(["fast", "cascade", "accurate"], [SIDES], taxonomy, lambda *_: None)}
    assert share["fast"] is None
    assert share["accurate"] == 1.0
    assert 0 <= (share["cascade"] or 0) <= 1
