"""Every word of ours has its translation, in every language, and none was left in a template."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from console.translations.words import words_of_the_code
from console.wording.called import _MACHINES
from console.wording.languages import FOLDER, LANGUAGES
from golddust.automatic import IN_WORDS

CONSOLE = FOLDER.parent
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
SAME = {"golddust", "plain", "console", "plain\0golddust", "plain customer"}
"""Names, of the program and of kinds of pages."""
FIELD = re.compile(r"%\(\w+\)s|\{\}|%%|<[^>]+>")


WANTED = words_of_the_code()


def kept(code: str) -> Catalog:
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def key(message: Message) -> tuple[object, object]:
    one = message.id if isinstance(message.id, str) else message.id[0]
    return one, message.context


def test_there_is_much_to_say() -> None:
    assert len(WANTED) > 900


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(code: str) -> None:
    catalogue = kept(code)
    said = {key(one) for one in catalogue if one.id}
    assert said ^ {key(one) for one in WANTED if one.id} == set()
    assert [
        one.id for one in catalogue if one.id and (one.fuzzy or not all(one.string if one.pluralizable else [one.string]))
    ] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_fields_and_tags_of_what_it_translates(code: str) -> None:
    wrong = []
    for one in kept(code):
        if not one.id:
            continue
        if not one.pluralizable:
            if Counter(FIELD.findall(one.id)) != Counter(FIELD.findall(one.string)):
                wrong.append((one.id, one.string))
            continue
        allowed = set(FIELD.findall(one.id[1])) | set(FIELD.findall(one.id[0]))
        wrong += [(one.id, said) for said in one.string if not set(FIELD.findall(said)) <= allowed]
        if set(FIELD.findall(one.id[1])) != set(FIELD.findall(one.string[-1])):
            wrong.append((one.id, one.string[-1]))
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_each_language_has_a_form_for_each_kind_of_number(code: str) -> None:
    catalogue = kept(code)
    forms = {"ar": 6}.get(code, 2)
    assert catalogue.num_plurals == forms
    assert [one.id for one in catalogue if one.id and one.pluralizable and len(one.string) != forms] == []


@pytest.mark.parametrize("path", sorted(CONSOLE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_word_stands_in_a_template_outside_of_what_is_translated(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\0", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"<code[^>]*>[^<]*</code>|<kbd>[^<]*</kbd>|<title>[^<]*</title>", "", text)
    bare = [one.strip(" ·\0\n") for one in re.findall(r">([^<>]*)<", f">{text}<")]
    assert {one for one in bare if re.search(r"[A-Za-z]{3}", one)} <= {
        "golddust",
        "plain",
        "console",
        "plain\0golddust",
        "plain customer",
    }
    named = re.findall(r'\b(?:aria-label|alt|title)="([^"\0]*[A-Za-z]{3}[^"\0]*)"|placeholder="([^"\0]*[a-z]{3}[^"\0]*)"', text)
    assert named == []


def test_what_told_a_machine_is_called_as_the_other_rooms_call_it() -> None:
    assert dict(IN_WORDS) == _MACHINES
