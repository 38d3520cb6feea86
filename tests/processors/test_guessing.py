"""What the tiers with a model say where they can only guess: unread languages, and emoji by their names."""

import pytest

from golddust.events import Tags
from processors.registry import tagging
from processors.seen import Asked
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy

UNREAD = ("荷物がまだ届きません。電話も誰も出ません。", "包裹还没到 非常生气", "Посылка так и не пришла, очень плохо")


@pytest.fixture(params=["fast", "accurate"])
def tagger(request: pytest.FixtureRequest, taxonomy: Taxonomy) -> Tagging:
    return tagging(request.param, taxonomy)


def tags(tagger: Tagging, text: str) -> Tags:
    (told,) = tagger.tag_all([Asked(text)])
    return told


@pytest.mark.parametrize("text", UNREAD)
def test_in_a_language_that_no_model_was_taught_nothing_is_told_for_sure(tagger: Tagging, text: str) -> None:
    told = tags(tagger, text)
    assert told.sentiment.unsure
    assert max(told.sentiment.confidence, told.kind.confidence, told.emotion.confidence) <= 0.4


@pytest.mark.parametrize("text", ["👍", "👍👍", "🔥🔥🔥"])
def test_emoji_alone_are_about_no_topic(tagger: Tagging, text: str) -> None:
    assert tags(tagger, text).topics == ()


def test_emoji_beside_words_leave_the_topic(tagger: Tagging) -> None:
    assert [topic.name for topic in tags(tagger, "the parcel never arrived 😡").topics][:1] == ["delivery"]
