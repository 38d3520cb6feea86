"""What the sender of a hook is told: ids for programs, words for people in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import json

from golddust.ports import Receipt

Form = Literal["json", "slack", "teams"]
JSON = "application/json"
WORDLESS = "No words were found in it, so nothing was taken in. Please write what happened, and send it again."
NOTHING = "There was nothing in it to be taken in."


@dataclass(frozen=True, slots=True)
class Told:
    """One receipt, and what could not be read of that part ("" when all could)."""

    receipt: Receipt
    problem: str = ""


def taken_in(told: Sequence[Told], *, alone: bool) -> bytes:
    """`{"id", "duplicate"}` for a request of one thing; for a request of many, or none, the list of them as `deliveries`."""
    answers = [_one(one) for one in told]
    return json.encode(answers[0] if alone and len(answers) == 1 else {"deliveries": answers})


def words(form: Form, text: str) -> bytes:
    """An answer that Slack shows to nobody but who wrote, or Teams in the thread."""
    if form == "slack":
        return json.encode({"response_type": "ephemeral", "text": text})
    return json.encode({"type": "message", "text": text})


def _one(told: Told) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": told.receipt.id, "duplicate": told.receipt.duplicate}
    return {**answer, "problem": told.problem} if told.problem else answer
