"""What people write in another system, as the four things that a customer must be told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.mirroring import MirrorComment, MirrorState, MirrorStatus
from golddust.ports import Resolution
from sinks.complaints.answering import answer_of, meant_for_customer, parts_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OURS = {"happened": "We looked.", "apology": "Sorry.", "reason": "A fault."}


def resolution_of(status: MirrorStatus, otherwise: Mapping[str, str] = MappingProxyType({})) -> Resolution | None:
    answer = answer_of(status)
    return answer.resolution(otherwise) if answer else None


def stands(state: MirrorState, *texts: str) -> MirrorStatus:
    return MirrorStatus(state, NOON, tuple(MirrorComment(str(n), NOON, "agent", text) for n, text in enumerate(texts)))


def test_a_comment_that_names_all_four_parts_is_taken_as_it_stands() -> None:
    text = (
        "Hi,\nRemedy: We refunded 12 €.\n\nHappened: A van broke down\non the A40.\n"
        "Reason: no spare van.\nApology: We are sorry.\n"
    )
    assert resolution_of(stands("resolved", text)) == Resolution(
        happened="A van broke down\non the A40.", apology="We are sorry.", reason="no spare van.", remedy="We refunded 12 €."
    )


def test_where_no_part_is_named_the_last_comment_is_the_remedy_and_the_rest_is_ours() -> None:
    assert resolution_of(stands("resolved", "On it.", "We refunded you."), OURS) == Resolution(
        "We looked.", "Sorry.", "A fault.", "We refunded you."
    )


def test_a_comment_that_names_parts_goes_before_one_that_does_not() -> None:
    found = resolution_of(stands("closed", "Remedy: first", "Remedy: We refunded you.", "Bye!"), OURS)
    assert found is not None
    assert found.remedy == "We refunded you."


@pytest.mark.parametrize("state", ["open", "waiting", "gone"])
def test_what_stands_open_is_not_resolved_whatever_was_written(state: MirrorState) -> None:
    assert resolution_of(stands(state, "Remedy: We refunded you."), OURS) is None


def test_nothing_is_made_up() -> None:
    assert resolution_of(stands("resolved"), OURS) is None
    assert resolution_of(stands("resolved", "Apology: sorry"), OURS) is None
    assert resolution_of(stands("resolved", "   "), OURS) is None
    assert resolution_of(stands("resolved", "We refunded you.")) is None
    assert resolution_of(stands("resolved", "We refunded you."), OURS | {"reason": ""}) is None


def test_it_says_what_is_missing() -> None:
    answer = answer_of(stands("resolved", "Remedy: We refunded you.\nWhy: it rained"))
    assert answer is not None
    assert answer.missing({}) == ["happened", "apology"]
    assert answer.missing({"apology": "Sorry."}) == ["happened"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("**Remedy:** refund", {"remedy": "refund"}),
        ("> what was done: refund", {"remedy": "refund"}),
        ("SORRY\uff1a we are", {"apology": "we are"}),
        ("Why: it rained\nRemedy:", {"reason": "it rained"}),
        ("Remedy: one\nRemedy: two", {"remedy": "one\ntwo"}),
        ("The reason: is not at the beginning", {}),
        ("Reasons: other word", {}),
        ("", {}),
    ],
)
def test_parts_are_known_however_they_are_written(text: str, parts: dict[str, str]) -> None:
    assert parts_of(text) == parts
    assert meant_for_customer(text) == bool(parts)


NAMES = ("Happened", "Apology", "Reason", "Remedy")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters=":\uff1a\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1
).filter(lambda words: words.strip().lstrip("*_ \t").strip())


@given(st.permutations(NAMES), st.tuples(WORDS, WORDS, WORDS, WORDS))
def test_the_order_of_the_parts_changes_nothing(order: list[str], words: tuple[str, ...]) -> None:
    said = dict(zip(NAMES, words, strict=True))
    text = "\n".join(f"{name}: {said[name]}" for name in order)
    found = resolution_of(stands("resolved", text))
    assert found is not None
    for name in NAMES:
        assert getattr(found, name.lower()) == said[name].strip().lstrip("*_ \t").strip() or said[name].strip()[:1] in "*_"


@given(st.text(max_size=300), st.sampled_from(["open", "resolved", "closed", "gone"]))
def test_any_words_make_a_whole_resolution_or_none(text: str, state: MirrorState) -> None:
    found = resolution_of(stands(state, text), OURS)
    assert found is None or all((found.happened, found.apology, found.reason, found.remedy))
