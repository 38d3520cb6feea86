import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golddust.events import Feedback
from processors.as_json import as_json
from processors.redaction import redact
from processors.registry import TIERS, tagging
from processors.seen import IN_ANOTHER_LANGUAGE, Asked
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy
from tests.processors.hostile import texts

ROOT = Path(__file__).parents[2]
EITHER = "hotel taxi"
"""English, or Czech where the customer is likely to write that."""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["redaction", *TIERS])
def test_hostile_texts_take_bounded_work_and_have_sane_tags(what: str) -> None:
    command = (sys.executable, "-m", "tests.processors.hostile", what)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    wrong = json.loads(done.stdout)
    assert wrong == {name: [] for name in texts(1)}


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


@pytest.fixture(scope="module")
def fast(taxonomy: Taxonomy) -> Tagging:
    return tagging("fast", taxonomy)


@pytest.mark.parametrize("text", ["\ud800 the train is late \udfff", "the\0train is late", "\u202ethe train is late\u202c"])
def test_models_read_past_what_is_no_text(fast: Tagging, text: str) -> None:
    assert fast.tag_text(text).kind.label == "complaint"


@pytest.mark.parametrize("text", ["", "....", "12 34", "\u200b\u202e", "+1 202 555 0117", "[phone]", "\0\ud800"])
def test_models_are_unsure_where_nothing_is_said(fast: Tagging, text: str) -> None:
    tags = fast.tag_text(text)
    assert (tags.sentiment.label, tags.sentiment.unsure, tags.kind.label, tags.topics) == ("neutral", True, "other", ())


def test_models_say_that_they_guess_in_languages_that_they_were_not_taught(fast: Tagging) -> None:
    taught, guessed = fast.tag_all([Asked(text, likely=[code]) for text, code in ((EITHER, "en"), (EITHER, "cs"))])
    assert (taught.language.code, guessed.language.code) == ("en", "cs")
    assert guessed.sentiment.unsure
    for one, other in ((guessed.sentiment, taught.sentiment), (guessed.kind, taught.kind), (guessed.emotion, taught.emotion)):
        assert one.label == other.label
        assert one.confidence == pytest.approx(other.confidence * IN_ANOTHER_LANGUAGE, abs=1e-3)


def test_no_texts_have_no_tags(fast: Tagging) -> None:
    assert fast.tag_all([]) == fast.teller.tell([]) == []


def test_a_rating_says_the_kind_of_a_text_without_words(fast: Tagging) -> None:
    assert fast.tag_text("...", rating=0.1).kind.label == "complaint"


def test_a_subject_says_something_and_numbers_in_it_do_not(fast: Tagging) -> None:
    assert fast.tag_text("", subject="The train was late again").kind.label == "complaint"
    assert fast.tag_text("", subject="+1 202 555 0117").sentiment.unsure


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
