"""Tables in narrow terminals and wide ones."""

import pytest

from cli import output
from cli.output import print_table

TITLES = ("case", "works on it", "due", "words")
ROWS = [
    ("GD-588V-8R25", "", "answer by 2026-11-30 17:00 UTC", "The coat is [still] not here."),
    ("GD-R9V0-TRCB", "", "stands", ""),
]


@pytest.fixture
def width(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> int:
    monkeypatch.setattr(output, "WIDE", request.param)
    return int(request.param)


@pytest.mark.parametrize("width", [200], indirect=True)
@pytest.mark.usefixtures("width")
def test_a_row_is_one_line_where_there_is_room(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TITLES, ROWS, "", words_last=True)
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.split() == ["case", "works", "on", "it", "due", "words"]
    assert second.rstrip().endswith("answer by 2026-11-30 17:00 UTC  The coat is [still] not here.")
    assert third.split() == ["GD-R9V0-TRCB", "stands"]


@pytest.mark.parametrize("width", [40, 60], indirect=True)
def test_in_a_narrow_terminal_words_stand_below_and_nothing_is_cut(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TITLES, ROWS, "", words_last=True)
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= width for line in lines)
    assert lines[0].split() == ["case", "due"]  # nobody works on any
    assert "    The coat is [still] not here." in map(str.rstrip, lines)
    words = " ".join(lines).split()
    assert {"GD-588V-8R25", "GD-R9V0-TRCB", "answer", "2026-11-30", "17:00", "UTC"} <= set(words)


@pytest.mark.parametrize("width", [30], indirect=True)
@pytest.mark.usefixtures("width")
def test_what_a_row_is_found_by_is_whole_however_narrow(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TITLES, ROWS, "")
    assert "GD-588V-8R25" in capsys.readouterr().out
