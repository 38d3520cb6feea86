"""The tiers by name, as `[tag] tier` names them. One line each."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from processors.by_lexicon import ByLexicon
from processors.cues import all_cues
from processors.language import LanguageTagger
from processors.seen import Teller
from processors.sentiment import TextBlobSentiment, VaderSentiment
from processors.tagging import Hiding, Tagging
from processors.taxonomy import Taxonomy
from processors.topics import TopicTagger

if TYPE_CHECKING:
    from processors.models.reader import ModelTier

VERSION = "2"


def _by_model(tier: "ModelTier", taxonomy: Taxonomy) -> Teller:
    from processors.by_model import ByModel  # noqa: PLC0415 - numpy and ONNX Runtime: only who tags with models pays
    from processors.models.model import Model  # noqa: PLC0415 - as above
    from processors.models.reader import Reader  # noqa: PLC0415 - as above
    from processors.nearness import Nearness  # noqa: PLC0415 - as above

    fast = Model("fast")
    encoder = None if tier == "fast" else Model("encoder")
    return ByModel(
        Reader(tier, fast, encoder),
        TopicTagger(taxonomy, Nearness(taxonomy, fast)),
        lambda: TopicTagger(taxonomy, Nearness(taxonomy, encoder or fast)),
    )


TIERS: Mapping[str, Callable[[Taxonomy], Teller]] = {
    "textblob": lambda taxonomy: ByLexicon(TextBlobSentiment(), TopicTagger(taxonomy)),
    "vader": lambda taxonomy: ByLexicon(VaderSentiment(), TopicTagger(taxonomy)),
    "fast": partial(_by_model, "fast"),
    "cascade": partial(_by_model, "cascade"),
    "accurate": partial(_by_model, "accurate"),
}


def tagging(tier: str, taxonomy: Taxonomy, hiding: Hiding | None = None) -> Tagging:
    """The taggers of a tier, for a company's taxonomy."""
    return Tagging(f"{tier}/{VERSION}", LanguageTagger(), all_cues(taxonomy), TIERS[tier](taxonomy), hiding or Hiding())
