"""The peers' own virtual environments under .cache, built on demand from the locks beside this folder."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.cluster import MissingError

ROOT = Path(__file__).parents[2]
LAST_WORDS = 100


_refused: dict[str, MissingError] = {}


def python(name: str = "peers") -> Path:
    """The Python of the environment of benchmarks/NAME.lock; it is built first where it is missing or of another lock.

    Raises MissingError. What failed once is not tried again by this process.
    """
    if name in _refused:
        raise _refused[name]
    try:
        return _built(ROOT / "benchmarks" / f"{name}.lock", ROOT / ".cache" / name)
    except MissingError as missing:
        _refused[name] = missing
        raise


def _built(lock: Path, folder: Path) -> Path:
    built_from = folder / "built-from"
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
    if not built_from.exists() or built_from.read_text() != wanted:
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        quietly = ("--quiet", "--disable-pip-version-check", "--retries", "1")
        _run(str(folder / "bin" / "python"), "-m", "pip", "install", *quietly, "--require-hashes", "-r", str(lock))
        built_from.write_text(wanted)
    return folder / "bin" / "python"


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise MissingError(f"could not be installed: {words[0][:LAST_WORDS] if words else 'no reason given'}")


def environment() -> dict[str, str]:
    """What a job gets to know: our environment, and where our code lies."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
