"""What the sender of a hook is told: ids for programs, words for people in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct, json

from golddust.ports import Receipt

Form = Literal["json", "slack", "teams"]
JSON = "application/json"
WORDLESS = "No words were found in it, so nothing was taken in. Please write what happened, and send it again."
NOTHING = "There was nothing in it to be taken in."


class Taken(Struct):
    """What was taken in: its id for good, and whether this very message was here before."""

    id: str
    duplicate: bool


class TakenOfMany(Struct, omit_defaults=True):
    """The same of one of many. `problem`: it cannot be read as it is, and is kept until the mapping is mended."""

    id: str
    duplicate: bool
    problem: str = ""


class TakenTogether(Struct):
    """What was taken in of a request that may hold many, in order; all of it became durable together."""

    deliveries: list[TakenOfMany]


class SlackWords(Struct):
    """Words that Slack shows to nobody but who wrote."""

    text: str
    response_type: Literal["ephemeral"] = "ephemeral"


class TeamsWords(Struct):
    """Words that Teams shows in the thread."""

    text: str
    type: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class Told:
    """One receipt, and what could not be read of that part ("" when all could)."""

    receipt: Receipt
    problem: str = ""


def taken_in(told: Sequence[Told], *, alone: bool) -> bytes:
    """`Taken` for a request of one thing; for a request of many, or none, `TakenTogether`."""
    if alone and len(told) == 1:
        return json.encode(Taken(told[0].receipt.id, told[0].receipt.duplicate))
    return json.encode(TakenTogether([TakenOfMany(one.receipt.id, one.receipt.duplicate, one.problem) for one in told]))


def words(form: Form, text: str) -> bytes:
    """An answer that the chat shows to a person."""
    return json.encode(SlackWords(text) if form == "slack" else TeamsWords(text))
