"""The standards of an installation, with the feeds that they name."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cli.wiring.standards import read_standards
from config.tables import STANDARDS
from golddust.clock import MovableClock
from golddust.errors import Misconfigured

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
GONE = "http://127.0.0.1:9/private-secret/holidays.ics"
CHRISTMAS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def file_with(feed: str, folder: Path) -> Path:
    path = folder / "standards.toml"
    path.write_text(STANDARDS.read_text().replace("feeds = []", f'feeds = ["{feed}"]'))
    return path


def test_a_feed_is_a_file_beside_the_standards(tmp_path: Path) -> None:
    (tmp_path / "closed.ics").write_text(CHRISTMAS)
    found = read_standards(file_with("closed.ics", tmp_path), tmp_path / "kept", MovableClock(NOW))
    assert not found.hours.on(date(2026, 12, 25))
    assert not (tmp_path / "kept").exists()


def test_ours_name_no_feed(tmp_path: Path) -> None:
    found = read_standards(STANDARDS, tmp_path / "kept", MovableClock(NOW))
    assert found.hours.on(date(2026, 12, 25))


def test_a_feed_that_never_came_is_a_problem_and_the_log_says_why_without_its_secret(tmp_path: Path) -> None:
    with capture_logs() as logs, pytest.raises(Misconfigured, match="never fetched"):
        read_standards(file_with(GONE, tmp_path), tmp_path / "kept", MovableClock(NOW))
    (line,) = logs
    assert line["feed"] == "http://127.0.0.1:9/..."
    assert "does not come" in line["why"]
