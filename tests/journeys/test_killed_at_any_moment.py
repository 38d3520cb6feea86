"""Acknowledged means on disk: kill -9 of everything, under load, again and again. `make torture` is the long run of this."""

from pathlib import Path

import pytest

from benchmarks.torture import torture


@pytest.mark.slow
def test_what_was_acknowledged_is_there_exactly_once_after_kill_9(tmp_path: Path) -> None:
    verdict = torture(rounds=3, folder=tmp_path, say=lambda _: None, seed=7)
    assert verdict.faults == ()
    assert verdict.acknowledged > 20
    assert verdict.stored >= verdict.acknowledged
