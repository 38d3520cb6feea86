"""golddust as it was before: an older state of this repository, to be run beside the one under test.

Fixture: `before`, the folder with the older code. In a clone that is not deep enough it is the code under test itself, which then
stands for a version without changes; so a story that is told with it is told everywhere.
"""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("golddust", "ingest", "processors", "sinks", "complaints", "console", "config", "cli", "training")
STATE = "0a4300c"
"""The state that is run; to be moved on with each release, to the one before it."""


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the older code."""
    told = subprocess.run(["git", "archive", STATE, *ROOMS], cwd=ROOT, capture_output=True, check=False)
    if told.returncode:
        return ROOT
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=io.BytesIO(told.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def running(folder: Path) -> dict[str, str]:
    """What a process must be told in its environment to be of the code in that folder, wherever it is started."""
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
