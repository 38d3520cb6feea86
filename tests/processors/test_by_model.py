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
