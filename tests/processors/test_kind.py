import json
from collections import Counter
from pathlib import Path

import pytest

from processors.tagging import Tagging

ROWS = [json.loads(line) for line in (Path(__file__).parent / "kinds.jsonl").read_text().splitlines()]
# Parts of kinds.jsonl. `tuning` and `unseen` were written before the cues; but their author wrote the cues too, so both flatter.
# `fresh` was written after the cues, and is what to expect of plain facts in words that no cue knows. Floors, not aims.
FLOORS = {"tuning": 0.93, "unseen": 0.88, "fresh": 0.45}


@pytest.mark.parametrize("part", FLOORS)
def test_most_messages_are_of_the_kind_that_a_person_would_say(tagger: Tagging, part: str) -> None:
    rows = [row for row in ROWS if row["half"] == part]
    right = sum(tagger.tag_text(row["text"]).kind.label == row["kind"] for row in rows)
    assert right / len(rows) >= FLOORS[part]


def test_a_complaint_is_rarely_taken_for_praise_or_spam(tagger: Tagging) -> None:
    taken_for = Counter(tagger.tag_text(row["text"]).kind.label for row in ROWS if row["kind"] == "complaint")
    assert taken_for["spam"] == 0
    assert taken_for["praise"] <= 0.05 * taken_for.total()


@pytest.mark.parametrize(
    "text",
    [
        "the train is 3 hours late",
        "my parcel has not arrived",
        "My parcel hasnt arrived",
        "I was charged twice",
        "still waiting for a refund",
        "nobody answers the phone",
        "no one answers the phone",
        "The lift does not work",
        "Ihr habt mein Paket immer noch nicht geliefert",
        "Mon colis n'est toujours pas arrivé",
        "Mi pedido no ha llegado",
        "Il mio pacco non è arrivato",
        "Mijn pakket is niet aangekomen",
        "A minha encomenda não chegou",
    ],
)
def test_a_plain_fact_is_a_complaint_without_a_sad_word(tagger: Tagging, text: str) -> None:
    tags = tagger.tag_text(text)
    assert tags.kind.label == "complaint"
    assert tags.kind.evidence


def test_a_mixed_message_is_a_complaint_because_losing_one_is_worse(tagger: Tagging) -> None:
    assert tagger.tag_text("Great staff, terrible queue.").kind.label == "complaint"


def test_a_negated_compliment_is_no_praise(tagger: Tagging) -> None:
    assert tagger.tag_text("The room was not clean and the staff were not helpful.").kind.label == "complaint"


def test_no_problem_is_no_complaint(tagger: Tagging) -> None:
    assert tagger.tag_text("Ten years a customer, never a single problem. Thank you!").kind.label == "praise"


def test_the_waiting_room_is_not_waiting(tagger: Tagging) -> None:
    assert tagger.tag_text("The new waiting room is lovely.").kind.label == "praise"


def test_a_low_rating_makes_a_negative_text_a_complaint(tagger: Tagging) -> None:
    assert tagger.tag_text("Meh, rather slow service", rating=0.2).kind.label == "complaint"


def test_a_high_rating_alone_makes_no_complaint_of_few_words(tagger: Tagging) -> None:
    assert tagger.tag_text("As always", rating=1.0).kind.label in ("praise", "other")


def test_more_cues_make_it_surer(tagger: Tagging) -> None:
    one = tagger.tag_text("It is broken.").kind
    more = tagger.tag_text("It is broken, nobody answers, and I am still waiting for my money back.").kind
    assert one.label == more.label == "complaint"
    assert more.confidence > one.confidence


def test_a_request_asks_for_something(tagger: Tagging) -> None:
    assert tagger.tag_text("I would like to change my address").kind.label == "question"


def test_toll_is_praise_in_german_only(tagger: Tagging) -> None:
    assert tagger.tag_text("Das war wirklich toll von eurem Team").kind.label == "praise"
    assert "toll" not in tagger.tag_text("I paid the toll at the bridge on the way home").kind.evidence
