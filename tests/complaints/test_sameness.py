"""When two matters of one person are certainly one, perhaps one, or two."""

from datetime import timedelta

import pytest

from complaints.cases.sameness import OFFERED_WITHIN, Likeness, Matter, compared
from tests.complaints.made import MONDAY

A_DAY = timedelta(hours=24)
LATE = "My parcel is two weeks late and nobody answers the phone!"
LATE_AGAIN = "My parcel has not arrived for two weeks, nobody answers."
BROKEN = "A vase was broken when I opened the box."


def matter(text: str = LATE, after: timedelta = timedelta(0), **changes: object) -> Matter:
    given = {"kind": "complaint", "subject": "", "topics": ("delivery",)} | changes
    return Matter(text=text, began_at=MONDAY + after, **given)  # type: ignore[arg-type]


def likeness(other: Matter, one: Matter | None = None) -> Likeness:
    return compared(one or matter(), other, A_DAY)


def test_the_same_said_twice_within_a_day_is_certainly_one_matter() -> None:
    found = likeness(matter(LATE_AGAIN, timedelta(hours=2)))
    assert (found.certain, found.likely) == (True, True)
    assert found.why.startswith("both about delivery; words ")
    assert found.why.endswith("; 2 h apart")


@pytest.mark.parametrize(
    "other",
    [
        matter(LATE_AGAIN, timedelta(hours=25)),
        matter(LATE_AGAIN, kind="suggestion"),
        matter(LATE_AGAIN, topics=("phone",)),
        matter(LATE_AGAIN, topics=()),
        matter(BROKEN),
        matter(""),
    ],
    ids=["a day later", "another kind", "another topic", "no topic", "other words", "no words"],
)
def test_what_is_only_likely_is_not_certain(other: Matter) -> None:
    found = likeness(other)
    assert (found.certain, found.likely) == (False, True)


@pytest.mark.parametrize(
    "other",
    [matter(BROKEN, topics=("damage",)), matter(LATE_AGAIN, OFFERED_WITHIN + timedelta(hours=1))],
    ids=["neither topic nor words", "weeks apart"],
)
def test_what_has_nothing_in_common_is_not_even_offered(other: Matter) -> None:
    assert not likeness(other).likely


def test_it_does_not_matter_which_is_named_first() -> None:
    other = matter(LATE_AGAIN, timedelta(hours=2))
    assert compared(matter(), other, A_DAY) == compared(other, matter(), A_DAY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("My parcel never came.", "The parcel came but the vase was broken."),
        ("My parcel never came, I am very disappointed.", "Where is my parcel? This is bad service."),
        ("You charged my card twice for one order.", "Your shop sent the wrong colour with my order."),
    ],
)
def test_few_words_in_common_under_one_topic_are_left_to_people(one: str, other: str) -> None:
    assert not likeness(matter(other), matter(one)).certain
