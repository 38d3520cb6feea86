"""What the address that a message reached adds to its tags: who writes to `returns@` writes about returns."""

from collections.abc import Mapping

from msgspec.structs import replace

from golddust.events import Language, Tags, TopicTag
from processors.topics import MOST_TOPICS

UNSURE = 0.6
"""Below this confidence, the language that the address is meant for counts for more than the one that was told."""
HINTED = 0.6


def with_labels(tags: Tags, labels: Mapping[str, str], topics: Mapping[str, object]) -> Tags:
    """The tags with the label `topic` as the strongest topic, and the label `language` where the text does not tell.

    A topic that is not among `topics` is left out; the evidence names the alias, which is no personal data.
    """
    name, language = labels.get("topic", ""), labels.get("language", "")
    if name in topics:
        tags = replace(tags, topics=_first(tags, name, f"written to {labels.get('alias', 'its address')}"))
    if language and tags.language.code != language and tags.language.confidence < UNSURE:
        tags = replace(tags, language=Language(code=language, confidence=HINTED))
    return tags


def _first(tags: Tags, name: str, evidence: str) -> tuple[TopicTag, ...]:
    others = tuple(topic for topic in tags.topics if topic.name != name)
    told = next((topic for topic in tags.topics if topic.name == name), None)
    mood = told.sentiment if told else tags.sentiment.label
    first = TopicTag(name=name, confidence=1.0, evidence=(evidence, *(told.evidence if told else ())), sentiment=mood)
    return (first, *others)[:MOST_TOPICS]
