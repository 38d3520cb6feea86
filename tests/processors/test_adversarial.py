import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golddust.events import Feedback
from processors.as_json import as_json
from processors.redaction import redact
from processors.tagging import Tagging

HARD = {
    "one word of 100 kB": "a" * 100_000,
    "one word of digits": "1" * 100_000,
    "digits apart": "1 " * 50_000,
    "ten thousand emoji": "😡" * 10_000,
    "ten thousand addresses": "ann@example.com " * 10_000,
    "ten thousand phone numbers": "+12025550117," * 10_000,
    "a local part without end": "a." * 50_000 + "@",
    "apostrophes": "a'" * 50_000,
    "at signs": "@" * 100_000,
    "brackets": "[(" * 50_000,
    "capitals": "Ann Smith " * 10_000,
    "greetings without end": "regards " * 12_000,
    "cues without end": "my name is " * 9_000,
    "order cues": "order number " * 8_000,
    "streets": "1 High " * 14_000 + "Street",
    "exclamations": "!" * 100_000,
    "not": "not " * 25_000,
    "still not": "still not yet been " * 5_000,
    "new lines": "\n" * 100_000,
    "spaces": " " * 100_000,
    "one letter a line": "a\n" * 50_000,
    "NUL": "\0" * 50_000,
    "zero width": "c\u200bo\u200bl\u200bd" * 10_000,
    "links": "http://" * 15_000,
    "IBAN beginnings": "DE89 3704 " * 10_000,
}
SECONDS = 4.0  # on a busy machine; alone, the slowest takes half of one


@pytest.mark.parametrize("name", HARD)
def test_no_text_takes_long(tagger: Tagging, name: str) -> None:
    started = time.process_time()
    tags = tagger.tag_text(HARD[name])
    assert time.process_time() - started < SECONDS
    assert 0 <= tags.kind.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\ud800 broken \udfff",
        "\u202eetal si niart eht\u202c",
        "a\u0301" * 200,
        "\u212a\u017f99 1234 5678 9012 3456 7890",
        "٠١٢٣٤٥٦٧٨٩ +٩٨٧٦٥٤٣٢١٠",
        "²³¹ ⁴⁵⁶ 1²3",
        "THE TRAIN IS LATE AND NOBODY CARES",
        "🏳️‍🌈👩‍👩‍👧‍👦",
        "....!!!!????",
        "#####",
        "*",
    ],
)
def test_no_text_is_too_strange(tagger: Tagging, text: str) -> None:
    tags = tagger.tag_text(text, subject=text)
    assert json.loads(json.dumps(as_json(tags, "x")))["kind"]["label"] == tags.kind.label


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=300), st.text(max_size=30), st.none() | st.floats(0, 1))
def test_tagging_never_raises_and_says_the_same_again(tagger: Tagging, text: str, subject: str, rating: float | None) -> None:
    tags = tagger.tag_text(text, subject, rating)
    assert tags == tagger.tag_text(text, subject, rating)
    assert -1 <= tags.sentiment.score <= 1
    confidences = [tags.sentiment.confidence, tags.kind.confidence, tags.emotion.confidence, tags.language.confidence]
    assert all(0 <= confidence <= 1 for confidence in [*confidences, *(topic.confidence for topic in tags.topics)])


def test_shouting_says_the_same_as_talking(tagger: Tagging) -> None:
    text = "The train was three hours late and nobody told us"
    assert tagger.tag_text(text.upper()).kind.label == tagger.tag_text(text).kind.label == "complaint"


def test_what_is_beyond_the_tagged_part_is_redacted_all_the_same() -> None:
    assert "ann@example.com" not in redact("word " * 30_000 + "ann@example.com")


def test_evidence_holds_no_personal_data(tagger: Tagging, feedback: Feedback) -> None:
    (tags,) = tagger.tag([feedback])
    said = json.dumps(as_json(tags, "x"))
    for private in ("Rude", "rude", "Ann", "example.com", "0117"):
        assert private not in said
