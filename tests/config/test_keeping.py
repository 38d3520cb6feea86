"""The page that says how long what is kept says what the settings say."""

from datetime import timedelta
from pathlib import Path

import pytest

from config.keeping import TOPIC_OF, TopicKeep
from config.load import load
from config.settings import Settings
from golddust import topics
from golddust.bus.keeping import TopicsKept
from golddust.errors import Misconfigured
from sinks.keeping.options import Options

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "how-long-what-is-kept.md").read_text()


@pytest.mark.parametrize("name", Options.model_fields)
def test_the_page_names_every_kind_of_row_with_its_days(name: str) -> None:
    assert f"| `[keep] {name}` | {getattr(Options.model_validate({}), name)} |" in PAGE


def test_the_page_names_every_topic_that_is_kept_apart() -> None:
    for name, days in TopicKeep.model_validate({}):
        assert days is None or f"| `[log.keep] {name}` | {days} |" in PAGE
    log = Settings().log
    assert f"| `[log] keep_intake_days` | {log.keep_intake_days} |" in PAGE
    assert f"`[log.keep]` | {log.keep_days} |" in PAGE


def test_each_topic_has_a_setting_and_goes_by_it(tmp_path: Path) -> None:
    assert Settings().log.kept == TopicsKept()
    assert set(TOPIC_OF) == set(TopicKeep.model_fields)
    file = tmp_path / "golddust.toml"
    file.write_text("[log]\nkeep_days = 20\n[log.keep]\nreceived = 3\ntagged = 0\ntopics = 5\n")
    kept = load(file).settings.log.kept
    assert kept.of(topics.RECEIVED) == timedelta(days=3)
    assert kept.of(topics.TAGGED) is None
    assert kept.of(topics.of_topic("delivery")) == timedelta(days=5)
    assert kept.of(topics.ISSUES) == timedelta(days=20)
    assert kept.of(topics.INTAKE) == timedelta(days=2)
    assert kept.of(topics.again("tag")) == kept.of(topics.RECEIVED)
    assert kept.of(topics.DEADLETTERS) is None


@pytest.mark.parametrize("words", ["words = 100\noriginals = 101", "words = 100\noriginals = 0", "words = -1", "words = 99999"])
def test_originals_are_not_kept_longer_than_the_words_that_they_hold(tmp_path: Path, words: str) -> None:
    file = tmp_path / "golddust.toml"
    file.write_text(f"[keep]\n{words}\n")
    with pytest.raises(Misconfigured):
        load(file)
