"""What `[tag]` says, as it reaches the streams: the tier, what is masked and by what, and how masks are turned back."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.commands.all import app
from cli.wiring.installation import Installation
from config.load import load
from golddust import wire
from golddust.errors import Malformed
from golddust.events import Tagged
from golddust.outcomes import Done
from golddust.records import Record
from processors.step import tag_step
from tests.sinks.made import MONDAY, records, said

WORDS = "Order no. 48213 has not come. Call 202-555-0117, or (202) 555 0117."
SUBJECT = "Order no. 48213 of 202-555-0117"


def config(folder: Path, table: str) -> Path:
    file = folder / "golddust.toml"
    file.write_text(f'data_dir = "{folder / "data"}"\n{table}\n')
    return file


def tagged(folder: Path, table: str) -> Tagged:
    with closing(Installation(load(config(folder, table)).settings)) as installation:
        step = tag_step(installation.processor, installation.taxonomy)
        (outcome,) = step(records([said("one", text=WORDS, subject=SUBJECT)]))
    assert isinstance(outcome, Done)
    first = outcome.outputs[0]
    event = wire.event(Record(first.topic, 0, 0, first.key, first.value, first.headers, MONDAY))
    assert isinstance(event, Tagged)
    return event


def test_where_nothing_is_said_all_is_masked_by_kind(tmp_path: Path) -> None:
    event = tagged(tmp_path, '[tag]\ntier = "textblob"')
    assert event.text == "Order no. [order number] has not come. Call [phone], or [phone]."
    assert event.subject == "Order no. [order number] of [phone]"


def test_what_is_kept_stays_readable_in_the_text_and_in_the_subject(tmp_path: Path) -> None:
    event = tagged(tmp_path, '[tag]\ntier = "textblob"\n[tag.private]\nkeep = ["order_number"]')
    assert event.text == "Order no. 48213 has not come. Call [phone], or [phone]."
    assert event.subject == "Order no. 48213 of [phone]"


@pytest.mark.parametrize("masks", ["one_way", "reversible"])
def test_masks_made_with_a_key_join_equal_values_of_text_and_subject(tmp_path: Path, masks: str) -> None:
    event = tagged(tmp_path, f'[tag]\ntier = "textblob"\n[tag.private]\nmasks = "{masks}"')
    mask = event.subject.split(" of ")[1]
    assert mask.startswith("[phone:")
    assert mask in event.text
    assert "555" not in event.text + event.subject


@pytest.mark.parametrize(("masks", "back"), [("reversible", True), ("one_way", False)])
def test_only_the_installation_that_made_reversible_masks_turns_them_back(tmp_path: Path, masks: str, *, back: bool) -> None:
    table = f'[tag]\ntier = "textblob"\n[tag.private]\nmasks = "{masks}"'
    text = tagged(tmp_path, table).text
    again = CliRunner().invoke(app, ["unmask", "--config", str(config(tmp_path, table))], input=text + "\n")
    assert again.exit_code == 0
    assert (again.stdout == WORDS + "\n") is back
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert CliRunner().invoke(app, ["unmask", "--config", str(config(elsewhere, table))], input=text).stdout == text


def test_the_cascade_is_the_tier_where_none_is_named_and_its_name_goes_with_the_tags(tmp_path: Path) -> None:
    assert tagged(tmp_path, "").tagger.startswith("cascade/")


def tags_of(folder: Path, given: str, *words: str) -> list[dict[str, Any]]:
    file = config(folder, '[tag]\ntier = "fast"')
    done = CliRunner().invoke(app, ["tag", "--config", str(file), *words], input=given)
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_texts_are_tagged_in_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    texts = ["The train was late again", "Thank you, lovely staff", "When do you open?"]
    found = tags_of(tmp_path, "".join(json.dumps({"id": text, "text": text}) + "\n" for text in texts))
    assert [one["id"] for one in found] == texts
    assert [one["kind"]["label"] for one in found] == ["complaint", "praise", "question"]


def test_a_taxonomy_is_named_or_meant_by_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("retail").write_text('[topics.ferries]\ntitle = "Ferries"\nkeywords = ["my parcel"]\n')
    told = {given: tags_of(tmp_path, "Where is my parcel?\n", "--plain", "--taxonomy", given) for given in ("retail", "./retail")}
    names = {given: [topic["name"] for topic in one["topics"]] for given, (one,) in told.items()}
    assert names["./retail"] == ["ferries"]
    assert "ferries" not in names["retail"]


@pytest.mark.parametrize("tier", ["fast", "cascade", "accurate", "vader", "textblob"])
def test_every_tier_can_be_named(tmp_path: Path, tier: str) -> None:
    event = tagged(tmp_path, f'[tag]\ntier = "{tier}"')
    assert event.tagger.startswith(f"{tier}/")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("The parcel is late", "line 3 is no JSON (Expecting value); with --plain each line is a text"),
        ('{"message": "late"}', 'line 3 is no object with a "text"'),
    ],
)
def test_a_line_that_cannot_be_tagged_is_named_by_its_number(tmp_path: Path, line: str, words: str) -> None:
    lines = f'{{"text": "fine"}}\n\n{line}\n'
    result = CliRunner().invoke(app, ["tag", "--config", str(config(tmp_path, '[tag]\ntier = "textblob"'))], input=lines)
    assert isinstance(result.exception, Malformed)
    assert str(result.exception) == words


def test_another_taxonomy_is_tagged_by_its_name(tmp_path: Path) -> None:
    words = ["tag", "--plain", "--taxonomy", "transport", "--config", str(config(tmp_path, '[tag]\ntier = "textblob"'))]
    (line,) = CliRunner().invoke(app, words, input="my train was cancelled\n").stdout.splitlines()
    assert [topic["name"] for topic in json.loads(line)["topics"]] == ["cancellations"]
