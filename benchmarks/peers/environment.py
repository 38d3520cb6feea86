"""The peers' own virtual environment under .cache/peers, built on demand from benchmarks/peers.lock."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.cluster import MissingError

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "benchmarks" / "peers.lock"
FOLDER = ROOT / ".cache" / "peers"
BUILT = FOLDER / "built-from"


def python() -> Path:
    """The environment's Python; it is built first where it is missing or of another lock. Raises MissingError."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"
    if not BUILT.exists() or BUILT.read_text() != wanted:
        _run(sys.executable, "-m", "venv", "--clear", str(FOLDER))
        quietly = ("--quiet", "--disable-pip-version-check", "--retries", "1")
        _run(str(FOLDER / "bin" / "python"), "-m", "pip", "install", *quietly, "--require-hashes", "-r", str(LOCK))
        BUILT.write_text(wanted)
    return FOLDER / "bin" / "python"


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise MissingError(f"the peers could not be installed: {(done.stderr or done.stdout)[-300:].strip()}")


def environment() -> dict[str, str]:
    """What a job gets to know: our environment, and where our code lies."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
