"""Prometheus's own checker, where it is installed."""

import shutil
import subprocess
from pathlib import Path

from tests.services.missing import without


def promtool(*words: str | Path, said: str = "") -> "subprocess.CompletedProcess[str]":
    """What it says, and its exit code; `said` is its standard input."""
    program = shutil.which("promtool") or without("promtool", "apt-get install prometheus")
    return subprocess.run([program, *words], input=said, capture_output=True, text=True, check=False)
