"""The page by which a person reads all that is held of them, in their language; nothing in it is fetched."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from console.digest.drawing import templates, tokens
from console.wording.languages import LANGUAGES, USUAL, locale_of, reader_of
from console.wording.saying import for_reader, marked, reader, say

Rows = Sequence[Mapping[str, Any]]
KINDS = {
    "addresses": marked("How we know you"),
    "your_entry_in_the_list_of_customers": marked("Your entry in our list of customers"),
    "addresses_in_that_list": marked("Your addresses in that list"),
    "joins": marked("Why we take your addresses for one person's"),
    "proposed_joins": marked("Addresses that we asked whether they are yours"),
    "messages": marked("What you wrote to us"),
    "tags": marked("How we read it"),
    "topics": marked("What we took it to be about"),
    "labels": marked("Labels of the address that you wrote to"),
    "corrections": marked("Where a person put our reading right"),
    "files": marked("Files that you sent by text"),
    "cases": marked("Your matters with us"),
    "cases_you_took_part_in": marked("Which message belongs to which matter"),
    "promises": marked("What we promised"),
    "history": marked("What was done"),
    "causes": marked("Causes that your matters share with others"),
    "told_that_a_cause_is_mended": marked("When we told you that a cause is mended"),
    "replies": marked("What we wrote to you"),
    "returned": marked("What could not be delivered to you"),
    "consents": marked("Whether you want to hear from us"),
    "what_you_said_about_hearing_from_us": marked("What you said about that"),
    "notices_to_staff": marked("What our people were told about your matters"),
    "shown_in_other_systems": marked("Other systems that show your matters"),
    "waiting_for_the_log": marked("What waits to be passed on"),
    "who_saw_your_data": marked("Who saw your data"),
    "held": marked("Why we may not delete it"),
    "dead_letters": marked("What we could not read"),
    "on_the_log": marked("Where it lies on our log"),
}
SHOWN_FIRST = ("messages", "replies", "cases", "promises", "history")
"""What people look for; the rest follows."""
LONGEST = 2000
"""Characters of a value on the page; all of it is in the JSON beside it."""


def export_page(found: Mapping[str, Rows], names: Sequence[str], language: str, now: datetime) -> str:
    """The page in that language, or in English where we do not speak it."""
    code = language.partition("-")[0].lower()
    spoken = code if code in LANGUAGES else USUAL
    with for_reader(reader_of(spoken, UTC)):
        return _written(found, names, spoken, now)


def _written(found: Mapping[str, Rows], names: Sequence[str], code: str, now: datetime) -> str:
    kinds = [*SHOWN_FIRST, *(kind for kind in KINDS if kind not in SHOWN_FIRST)]
    sections = [(kind, say(KINDS[kind]), [_facts(row) for row in found.get(kind, ())]) for kind in kinds if found.get(kind)]
    locale = locale_of(code)
    page = (
        templates()
        .get_template("privacy/export.html")
        .render(
            sections=sections,
            names=names,
            lang=locale.language,
            direction=locale.text_direction,
            at=reader().moment(now.astimezone(UTC), "whole"),
            light=tokens()[0],
            dark=tokens()[1],
        )
    )
    return page.strip() + "\n"


def _facts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a row says, without what it says nothing of; long values are cut."""
    told = [(name, _in_words(value)) for name, value in row.items()]
    return [(name.replace("_", " "), words) for name, words in told if words]


def _in_words(value: object) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {words}" for name, one in value.items() if (words := _in_words(one)))[:LONGEST]
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_in_words, value)))[:LONGEST]
    return str(value)[:LONGEST]
