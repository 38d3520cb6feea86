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
LAST_WORDS = 100


_refused: list[MissingError] = []


def python() -> Path:
    """The environment's Python; it is built first where it is missing or of another lock. Raises MissingError.

    What failed once is not tried again by this process.
    """
    if _refused:
        raise _refused[0]
    try:
        return _built()
    except MissingError as missing:
        _refused.append(missing)
        raise


def _built() -> Path:
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
        words = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise MissingError(f"could not be installed: {words[0][:LAST_WORDS] if words else 'no reason given'}")


def environment() -> dict[str, str]:
    """What a job gets to know: our environment, and where our code lies."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
