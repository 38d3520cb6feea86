"""What the address that a message reached adds to its tags."""

import pytest

from processors.labels import with_labels
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy


def topic_of(taxonomy: Taxonomy) -> str:
    return next(iter(taxonomy.topics))


def test_the_address_names_the_first_topic_and_says_so(tagger: Tagging, taxonomy: Taxonomy) -> None:
    name = topic_of(taxonomy)
    tags = with_labels(tagger.tag_text("The lid broke off"), {"topic": name, "alias": "returns@"}, taxonomy.topics)
    first = tags.topics[0]
    assert (first.name, first.confidence, first.evidence[0]) == (name, 1.0, "written to returns@")
    assert [topic.name for topic in tags.topics].count(name) == 1


def test_a_topic_that_the_company_does_not_have_is_none(tagger: Tagging, taxonomy: Taxonomy) -> None:
    tags = tagger.tag_text("The lid broke off")
    assert with_labels(tags, {"topic": "nothing-of-ours"}, taxonomy.topics) == tags
    assert with_labels(tags, {}, taxonomy.topics) == tags


@pytest.mark.parametrize(
    ("text", "code"), [("hm", "fr"), ("The parcel is late and nobody has told me why, which is what they promised", "en")]
)
def test_its_language_counts_where_the_text_does_not_tell(tagger: Tagging, taxonomy: Taxonomy, text: str, code: str) -> None:
    assert with_labels(tagger.tag_text(text), {"language": "fr"}, taxonomy.topics).language.code == code
