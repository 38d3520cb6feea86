"""What holds of the tiers with models, whatever the models say."""

from pathlib import Path

import pytest

from processors.registry import tagging
from processors.seen import Asked
from processors.taxonomy import Taxonomy
from training import messages

MESSAGES = Path(__file__).parents[1] / "corpus" / "messages"


@pytest.mark.parametrize("tier", ["fast", "cascade", "accurate"])
def test_the_tags_of_a_text_do_not_depend_on_those_beside_it(taxonomy: Taxonomy, tier: str) -> None:
    tagger = tagging(tier, taxonomy)
    asked = [Asked(one.text) for one in messages.read(MESSAGES)][::12]
    together = tagger.tag_all(asked)
    assert [tagger.tag_all([one])[0] for one in asked] == together
    assert tagger.tag_all(asked[::-1]) == together[::-1]


@pytest.mark.parametrize(
    "text", ["Sehr nettes Personal, danke!", "Bardzo miła obsługa, dziękuję!", "Personnel très sympa, merci !"]
)
def test_praise_of_a_few_words_in_another_language_praises_its_topic(taxonomy: Taxonomy, text: str) -> None:
    tags = tagging("fast", taxonomy).tag_text(text)
    assert tags.sentiment.label == "positive"
    assert {topic.sentiment for topic in tags.topics} <= {"positive"}


def test_a_mixed_message_blames_what_it_blames(taxonomy: Taxonomy) -> None:
    tags = tagging("cascade", taxonomy).tag_text("The staff were lovely, but the parcel arrived broken.")
    moods = {topic.name: topic.sentiment for topic in tags.topics}
    assert moods["staff"] == "positive"
    assert moods["delivery"] == "negative"
