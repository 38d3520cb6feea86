"""`golddust topics`: what there is, whether it is sound, and what is missing."""

import json
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.commands.all import app
from cli.wiring.installation import Installation
from config.load import load
from golddust.events import KindTag, TopicTag
from processors.taxonomy import parse_taxonomy
from sinks.store.store import Store
from tests.sinks.made import MONDAY, records, said, tagged

WRAPPING = ("no gift wrapping offered", "gift wrapping looks tired", "gift wrapping for birthdays", "the gift wrapping is ugly",
            "gift wrapping again, sigh", "why no gift wrapping")  # fmt: skip
OWN = """
[topics.bees]
title = "Bees"
keywords = ["hive", "honey"]
[topics.jam]
title = "Jam"
keywords = ["honey", "jam", "jar"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    file = tmp_path / "golddust.toml"
    file.write_text(f'data_dir = "{tmp_path / "data"}"\n[tag]\ntier = "textblob"\n')
    return file


def run(config: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["topics", *words, "--config", str(config)])


def listed(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def store(config: Path, *texts: str, **fields: Any) -> None:
    """Put messages, one a day, into the store, tagged with no topic unless fields say otherwise."""
    with closing(Installation(load(config).settings)) as installation:
        for number, text in enumerate(texts):
            one = said(text, text=text, subject="", received_at=MONDAY.replace(day=2 + number))
            Store(installation.engine).write(records([one, tagged(one, **{"topics": (), **fields})]))


def test_a_trade_is_listed_by_its_name(config: Path) -> None:
    found = {one["name"]: one for one in listed(run(config, "list", "--taxonomy", "hospitality", "--json"))}
    assert found["breakfast"]["above"] == ["food"]
    assert "Food and drink" in run(config, "list", "--taxonomy", "hospitality").stdout
    assert "delivery" in {one["name"] for one in listed(run(config, "list", "--json"))}


def test_check_names_shared_keywords_and_what_is_thin(config: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    remarks = listed(run(config, "check", "--taxonomy", str(own), "--json"))
    assert any("'honey'" in one["remark"] and "jam" in one["remark"] for one in remarks)
    assert {one["topic"] for one in remarks if "few keywords" in one["remark"]} == {"bees"}


def test_a_broken_taxonomy_is_refused_with_every_problem(config: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[topics.a]\ntitle = ""\n[topics.b]\nkeywords = ["b"]\nparent = "c"\n')
    result = run(config, "check", "--taxonomy", str(own))
    assert result.exit_code != 0
    assert len(result.exception.problems) == 4  # type: ignore[union-attr]


def test_what_no_topic_is_told_for_is_proposed_with_a_table_to_paste(config: Path) -> None:
    store(config, *WRAPPING)
    (found,) = listed(run(config, "suggest", "--from", "start", "--json"))
    assert (found["size"], found["like"]) == (6, "")
    assert set(found["samples"]) <= set(WRAPPING)
    assert "gift wrapping" in parse_taxonomy(tomllib.loads(found["toml"])).topics[found["name"]].keywords
    assert "6 messages" in run(config, "suggest", "--from", "start").stdout


def test_what_was_surely_told_is_not_looked_at_and_what_was_faintly_told_says_so(config: Path) -> None:
    store(config, *WRAPPING, topics=(TopicTag(name="delivery", confidence=0.9),))
    assert listed(run(config, "suggest", "--from", "start", "--json")) == []
    store(config, *(f"{text} now" for text in WRAPPING), topics=(TopicTag(name="delivery", confidence=0.5),))
    (found,) = listed(run(config, "suggest", "--from", "start", "--json"))
    assert (found["like"], found["like_share"]) == ("delivery", 1.0)


def test_spam_old_messages_and_an_empty_store_propose_nothing(config: Path) -> None:
    assert run(config, "suggest").exit_code == 0
    store(config, *WRAPPING, kind=KindTag(label="spam", confidence=0.9))
    assert listed(run(config, "suggest", "--from", "start", "--json")) == []
    assert listed(run(config, "suggest", "--from", "1d", "--json")) == []
    assert run(config, "suggest", "--from", "soon").exit_code == 2
