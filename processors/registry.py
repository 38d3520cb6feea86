"""The sentiment taggers by name, as `[tag] tier` names them. One line each."""

from collections.abc import Callable

from processors.cues import all_cues
from processors.language import LanguageTagger
from processors.sentiment import SentimentTagger, TextBlobSentiment
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy
from processors.topics import TopicTagger

SENTIMENT: dict[str, Callable[[], SentimentTagger]] = {
    "textblob": TextBlobSentiment,
}
VERSION = "1"


def tagging(tier: str, taxonomy: Taxonomy) -> Tagging:
    """The taggers of a tier, for a company's taxonomy."""
    return Tagging(f"{tier}/{VERSION}", LanguageTagger(), SENTIMENT[tier](), all_cues(taxonomy), TopicTagger(taxonomy))
