"""Which sayings leave the house: whole, sure, of different people, and none that leads to a person."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.digest.sayings import LONGEST, Saying, chosen, fit, naming, sayings_of

LATE = "My parcel is two weeks late and nobody tells me why."


def row(number: int, text: str = LATE, **changed: Any) -> dict[str, Any]:
    usual = {"id": f"id{number}", "customer": f"cust_{number}", "redacted": text, "text": "never this", "name": "Ann Example"}
    tags = {"suspect": False, "unsure": False, "kind": "complaint", "sentiment": "negative", "topics": [{"name": "delivery"}]}
    return usual | tags | changed


@pytest.mark.parametrize(
    "text",
    [
        "too short",
        "Please call me back on [phone], the parcel never came.",
        "Write to ann@example.com, the parcel never came to me.",
        "My number is 0151 234 567 89 and the parcel never came.",
        "Order 123456 never came and nobody tells me anything.",
        "See https://example.com/x, that is what you sent to me.",
        "This is Ann, and my parcel never came to my house.",
        "Ann Example here. My parcel never came to my house.",
    ],
)
def test_what_may_lead_to_a_person_is_not_quoted(text: str) -> None:
    assert fit(text, "Ann Example") == ""


def test_lines_are_made_one_and_nothing_turns_them_round() -> None:
    assert (
        fit("My parcel\r\nBcc: all\u202e is\u2066 two weeks late \U0001f621, שלום")
        == "My parcel Bcc: all is two weeks late \U0001f621, שלום"
    )


def test_a_long_text_is_cut_after_a_sentence() -> None:
    found = fit("My parcel is late. " * 40)
    assert len(found) <= LONGEST
    assert found.endswith("late. …")
    assert fit("late " * 100) == ""


@given(st.text(max_size=600))
def test_whatever_is_said_what_is_quoted_is_one_line_that_fits(text: str) -> None:
    found = fit(text)
    assert len(found) <= LONGEST
    assert found.isprintable() or not any(ord(letter) < 32 for letter in found)


def test_only_redacted_words_are_looked_at_and_doubtful_ones_are_not() -> None:
    rows = [row(1), row(2), row(3, LATE + " Again!", suspect=True), row(4, LATE + " So?", unsure=True), row(5, "", redacted=None)]
    assert [(one.id, one.text) for one in sayings_of(rows)] == [("id1", LATE)]
    assert sayings_of([row(1, LATE + " One."), row(2, LATE + " Two.", customer="cust_1")])[1:] == []


def saying(name: str, kind: str, mood: str, topic: str) -> Saying:
    return Saying(name, f"{name} says something that is long enough", kind, mood, (topic,))


def test_what_stands_out_comes_first_then_praise_then_an_idea_each_about_something_else() -> None:
    said = [
        saying("a", "complaint", "negative", "price"),
        saying("b", "complaint", "negative", "delivery"),
        saying("c", "praise", "positive", "delivery"),
        saying("d", "praise", "positive", "staff"),
        saying("e", "suggestion", "neutral", "website"),
    ]
    assert [one.id for one in chosen(said, ["delivery"])] == ["b", "d", "e"]
    assert chosen(list(reversed(said)), ["delivery"]) == chosen(said, ["delivery"])
    assert chosen([], ["delivery"]) == []


def test_praise_finds_whom_it_names() -> None:
    said = [
        saying("Priya was so kind", "praise", "positive", "staff"),
        saying("Priya was so rude", "complaint", "negative", "staff"),
        saying("Priyanka helped me", "praise", "positive", "staff"),
    ]
    assert [one.id for one in naming(said, ["priya", "Priya Example"])] == ["Priya was so kind"]
