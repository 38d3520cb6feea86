"""Nobody else on the machine reads what customers said: not from any file that golddust makes, whatever the shell allows."""

import os
import smtplib
import stat
from pathlib import Path

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from golddust.database.engine import open_database
from tests.journeys.speaking import command, eventually, post

pytestmark = pytest.mark.slow


def open_to_others(folder: Path) -> list[str]:
    """What anybody but its owner may do anything with."""
    found = (path for path in (folder, *folder.rglob("*")) if not path.is_symlink())
    return sorted(str(path.relative_to(folder)) for path in found if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def test_no_file_is_open_to_others_although_the_shell_would_allow_it(tmp_path: Path) -> None:
    running = Running(tmp_path / "data")
    before = os.umask(0)
    try:
        running.start()
    finally:
        os.umask(before)
    try:
        assert post(running, requests.hook(1, "My parcel never came"))[0] == 202
        assert post(running, requests.text_message(2, running.url, "My parcel never came"))[0] == 200
        with smtplib.SMTP("127.0.0.1", running.smtp, timeout=20) as door:
            door.sendmail("ann@example.com", ["feedback@localhost"], requests.mail(3, "My parcel never came"))
        assert eventually(lambda: len(command(running, "case", "list", "--json")) >= 3)
        made = list(running.data.rglob("*"))
        assert {"store.sqlite3", "log.sqlite3", "keys", "originals"} <= {path.name for path in made}
        assert open_to_others(running.data) == []
    finally:
        running.stop()


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    file.touch(mode=0o644)
    file.chmod(0o644)
    open_database(f"sqlite:///{file}").dispose()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
