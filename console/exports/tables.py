"""Pure: the tables that can be taken away, and what each of their columns holds. docs/reference/exports.md is made of it.

Names and types of columns only grow, as topics do (docs/howto/change-a-contract.md): who reads them by name goes on reading them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["text", "label", "labels", "moment", "number", "whole", "truth"]
"""label: one of a few words; labels: a list of them; moment: a time in UTC; whole: a whole number; truth: true or false."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `raw`: personal data, left out unless it is asked for by who may see it; `key` is where a row has it."""

    name: str
    form: Form
    says: str
    raw: bool = False
    key: str = ""

    def of(self, row: Row) -> Any:
        """Its value; None for none."""
        return row[self.key or self.name]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `scope` is what a program's token must be good for."""

    name: str
    says: str
    scope: str
    columns: tuple[Column, ...]

    def shown(self, *, raw: bool) -> tuple[Column, ...]:
        """Its columns, without those that hold personal data unless they are wanted."""
        return tuple(column for column in self.columns if raw or not column.raw)


def _text(name: str, says: str, *, raw: bool = False, key: str = "") -> Column:
    return Column(name, "text", says, raw, key)


def _label(name: str, says: str) -> Column:
    return Column(name, "label", says)


def _moment(name: str, says: str) -> Column:
    return Column(name, "moment", says)


def _number(name: str, says: str) -> Column:
    return Column(name, "number", says)


def _truth(name: str, says: str) -> Column:
    return Column(name, "truth", says)


MESSAGES = Table(
    "messages",
    "what customers said, with its tags as they hold now; the newest first",
    "read:feedback",
    (
        _text("id", "the id of the feedback"),
        _moment("received_at", "when it came in"),
        _label("channel", "by which channel"),
        _text("customer", "the customer's pseudonym"),
        _text("case", "the reference of its case, if any"),
        _label("kind", "complaint, question ...; empty, as all tags, until it is tagged"),
        _number("kind_confidence", "how sure that is, 0 to 1"),
        _label("sentiment", "negative, neutral, positive"),
        _number("sentiment_score", "-1 to 1"),
        _truth("unsure", "whether the tagger says that it is unsure of it"),
        _label("emotion", "such as anger"),
        _label("urgency", "none, low, high, critical"),
        _label("language", "ISO 639"),
        Column("topics", "labels", "what it is about"),
        _number("rating", "the stars that they gave, where they were asked"),
        _label("automatic", "the rule by which a machine wrote it, if one did"),
        _label("command", "the instruction that it is, such as stop, if it is one"),
        _truth("suspect", "whether it was not sent by whom it says"),
        Column("attachments", "whole", "how many files came with it"),
        _text("text", "what they said, without personal data; empty until it is tagged", key="redacted"),
        _text("words", "what they said, word for word", raw=True, key="text"),
        _text("subject", "the subject of their mail, word for word", raw=True),
        _text("name", "how they call themselves", raw=True),
        _text("address", "from where they wrote", raw=True),
    ),
)
CASES = Table(
    "cases",
    "cases as they stand now; what was opened last first",
    "read:cases",
    (
        _text("id", "the id of the case"),
        _text("reference", "as customers know it"),
        _label("state", "received, acknowledged, in_work, waiting, resolved, closed, reopened"),
        _label("kind", "complaint, question ..."),
        _label("priority", "low, normal, high, critical"),
        _label("owner", "the business function that can mend it"),
        _label("assignee", "who works on it"),
        _label("channel", "by which channel it came"),
        _text("customer", "the customer's pseudonym"),
        _label("segment", "of which segment they are"),
        _text("cause", "the id of the cause behind it, if somebody decided on one"),
        Column("topics", "labels", "what it is about"),
        _label("sentiment", "negative, neutral, positive"),
        _label("emotion", "such as anger"),
        _label("urgency", "none, low, high, critical"),
        _moment("opened_at", "when it was opened"),
        _moment("changed_at", "when something about it changed last"),
        _moment("asked_at", "since when its customer is asked something, if they are"),
        Column("reopened", "whole", "how often its customer said that it is not solved"),
        _number("cost", "what the remedy cost, in the company's currency"),
        _text("feedback", "the id of the message that opened it"),
        _text("merged_into", "the id of the case that goes on in its place, if one does"),
        _truth("answerable", "whether its customer can be answered"),
        _text("why", "why somebody must act on it"),
        _text("subject", "without personal data"),
        _text("text", "what opened it, without personal data"),
        _text("delay", "why it takes longer, as its customer was told"),
    ),
)
PROMISES = Table(
    "promises",
    "what was promised in these cases, and whether it was kept; case by case, what was opened last first",
    "read:cases",
    (
        _text("case", "the id of the case"),
        _text("reference", "the reference of the case"),
        _label("standard", "acknowledge, answer, resolve, update, pledge"),
        Column("number", "whole", "tells pledges of one case apart"),
        _label("policy", "the policy by which it was promised"),
        _moment("since", "from when it counts"),
        _moment("due", "by when it is to be kept"),
        _moment("at_risk_at", "when its owner was warned"),
        _moment("late_at", "when it was noticed that it is broken"),
        _moment("told_at", "when its customer was told of a new date"),
        _moment("new_due", "that new date"),
        _moment("sorry_at", "when we said sorry"),
        _moment("kept_at", "when it was kept, if it was"),
        _text("words", "what was promised, without personal data"),
    ),
)
ANSWERS = Table(
    "answers",
    "what was or is to be said to customers, and how it stands; in no order that means anything",
    "read:cases",
    (
        _text("id", "the id of the answer"),
        _text("case", "the id of the case"),
        _text("feedback", "the id of the message that it answers"),
        _text("customer", "the customer's pseudonym"),
        _label("channel", "by which channel"),
        _label("purpose", "acknowledgement, answer, question ..."),
        _label("language", "ISO 639"),
        _moment("requested_at", "when it was asked for"),
        _label("state", "waiting, sending, sent, suppressed, failed, uncertain"),
        _text("why", "why it is not sent"),
        Column("tries", "whole", "how often it was tried"),
        _moment("changed_at", "when that changed last"),
        _label("carrier", "what its carrier told of it later: delivered, read, undelivered"),
        _text("subject", "its subject, word for word", raw=True),
        _text("words", "what was said, word for word", raw=True, key="text"),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (MESSAGES, CASES, PROMISES, ANSWERS)}
