"""What many ask for at the same moment is made once, and not kept for longer than it is given."""

from datetime import UTC, datetime, timedelta

from console.shared import MOST, Shared
from golddust.clock import MovableClock

SECONDS = 2.0


def shared() -> tuple[Shared, MovableClock, list[str]]:
    """One, its clock, and what it asked to be made."""
    clock = MovableClock(datetime(2026, 12, 1, tzinfo=UTC))
    return Shared(clock, SECONDS), clock, []


def test_within_its_seconds_an_answer_is_made_once() -> None:
    answers, clock, made = shared()

    def make() -> str:
        made.append("made")
        return f"answer {len(made)}"

    assert [answers.get("a", make) for _ in range(3)] == ["answer 1"] * 3
    clock.move(timedelta(seconds=SECONDS))
    assert answers.get("a", make) == "answer 2"
    assert len(made) == 2


def test_what_nobody_would_be_given_any_more_is_not_kept() -> None:
    answers, clock, _ = shared()
    for key in range(50):
        answers.get(key, lambda: "a page of the inbox")
    clock.move(timedelta(seconds=SECONDS))
    answers.get("next", lambda: "a page of the inbox")
    assert list(answers._kept) == ["next"]


def test_no_more_than_so_many_are_kept() -> None:
    answers, _, _ = shared()
    for key in range(MOST + 5):
        answers.get(key, lambda: "")
    assert len(answers._kept) == MOST
