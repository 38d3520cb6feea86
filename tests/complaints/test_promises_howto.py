"""What docs/howto/promises.md says is true: its examples are read, and its worked example is worked out."""

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaints.promises.explaining import explain
from complaints.promises.feeds import Feeds
from complaints.promises.regulations import names
from complaints.promises.standards import parse
from golddust.events import Pause
from tests.complaints.promised import standards, table
from tests.complaints.test_feeds import calendar, whole_day

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "promises.md").read_text()
EXAMPLES = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)]
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_can_be_used_as_it_stands(number: int, tmp_path: Path) -> None:
    (tmp_path / "closed.ics").write_bytes(calendar(whole_day("20261230", title="Stocktaking")))
    assert parse(table(**EXAMPLES[number]), Feeds(tmp_path, tmp_path, date(2026, 11, 23)))


def test_every_regulation_is_in_the_table() -> None:
    _, _, part = PAGE.partition("## What laws demand")
    assert set(re.findall(r"^\| `([a-z0-9-]+)`", part, re.MULTILINE)) == set(names())


def test_the_worked_example_comes_out_as_the_page_says() -> None:
    worked: dict[str, Any] = EXAMPLES[-1]
    policy = standards(**worked).default
    spoke_at = datetime(2026, 10, 23, 17, tzinfo=BERLIN)
    answer = policy.promises("normal", spoke_at, spoke_at)[1]
    assert answer.due == datetime(2026, 10, 27, 10, tzinfo=BERLIN)
    pause = Pause(begins=datetime(2026, 10, 24, 11, tzinfo=BERLIN), ends=datetime(2026, 10, 24, 15, tzinfo=BERLIN))
    paused = policy.recomputed(answer, "normal", [pause])
    assert paused.due == datetime(2026, 10, 27, 12, tzinfo=BERLIN)
    line = explain(paused, "normal", [pause], policy, datetime(2026, 10, 25, 6, tzinfo=BERLIN))
    assert f"    {line}\n" in PAGE
