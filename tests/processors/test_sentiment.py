import subprocess
import sys

import pytest
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from golddust.events import Sentiment
from processors.sentiment import SentimentTagger, TextBlobSentiment, VaderSentiment
from processors.tagging import Tagging
from processors.words import words_of


@pytest.fixture(scope="module", params=[TextBlobSentiment, VaderSentiment])
def sentiment(request: pytest.FixtureRequest) -> SentimentTagger:
    made: SentimentTagger = request.param()
    return made


def mood_of(sentiment: SentimentTagger, text: str) -> Sentiment:
    return sentiment.sum_up(sentiment.assess(words_of(text)), text)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("The staff were wonderful and the food was excellent", "positive"),
        ("A terrible, disgusting room and awful service", "negative"),
        ("The parcel is on the table", "neutral"),
        ("", "neutral"),
    ],
)
def test_clear_words_give_a_clear_mood(sentiment: SentimentTagger, text: str, mood: str) -> None:
    tag = mood_of(sentiment, text)
    assert tag.label == mood
    assert -1 <= tag.score <= 1
    assert 0 <= tag.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "The service was not good but the food is great!",
        "A very good day, really the best",
        "I am not at all happy with this terrible phone.",
        "They were never rude, hardly slow and extremely helpful",
        "Awful!",
        "It is a horribly noisy, dark and cold place; the waiter was nice.",
        "Happy :) with it",
        "12 or 13 bad apples, 4 good ones",
        "no",
    ],
)
def test_the_score_is_that_of_textblob(text: str) -> None:
    assert mood_of(TextBlobSentiment(), text).score == pytest.approx(TextBlob(text).sentiment.polarity, abs=1e-3)


@pytest.mark.parametrize("text", ["The service was not good, but the food is GREAT!!", "Meh :(", "it was fine", "no"])
def test_the_score_is_that_of_vader(text: str) -> None:
    assert mood_of(VaderSentiment(), text).score == SentimentIntensityAnalyzer().polarity_scores(text)["compound"]


def test_a_short_form_negates_like_the_long_one(sentiment: SentimentTagger) -> None:
    scores = {mood_of(sentiment, f"it {no} good").score for no in ("isn't", "isnt", "is not", "isn\u2019t")}
    assert len(scores) == 1
    assert scores.pop() < 0


def test_an_address_of_the_web_is_no_sad_smiley(tagger: Tagging) -> None:
    assert tagger.tag_text("see https://example.com/x for the form").sentiment.score == 0


def test_without_words_that_count_it_is_unsure(tagger: Tagging) -> None:
    tag = tagger.tag_text("The table stands by the door").sentiment
    assert tag.unsure
    assert tag.evidence == ()


def test_an_english_lexicon_is_unsure_of_other_languages(tagger: Tagging) -> None:
    assert tagger.tag_text("Wir haben gestern lange auf den Techniker gewartet, super.").sentiment.unsure


def test_stronger_words_make_it_surer(tagger: Tagging) -> None:
    faint = tagger.tag_text("The room was nice enough").sentiment
    strong = tagger.tag_text("The room was excellent, wonderful and perfect").sentiment
    assert strong.confidence > faint.confidence


def test_naming_a_tagger_does_not_load_it() -> None:
    heavy = {"textblob", "py3langid", "vaderSentiment", "numpy", "onnxruntime", "tokenizers"}
    code = f"import sys, processors.registry, processors.step; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
