"""Folders beside the data where copies of databases lie until they are sealed: readable ones, so none outlives its backup.

Each is locked by the process that fills it. A lock goes with its process, however that ends: a folder without one was left by a
backup that was killed, and is taken away by the next one, by `golddust erase`, and by what tidies up in a running golddust.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cli.backup.sealing import away

STAGING = "backup.staging"
LOCK = "backup.lock"
"""Held while folders are made, and taken away."""


@contextmanager
def staging(data_dir: Path) -> Iterator[Path]:
    """A folder of one's own, for as long as this lasts; what others left behind goes first. Raises Unavailable (Full)."""
    clear(data_dir)
    try:
        with _alone(data_dir):
            (data_dir / STAGING).mkdir(exist_ok=True, mode=0o700)
            folder = Path(tempfile.mkdtemp(dir=data_dir / STAGING))  # which nobody else may look into
            mine = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(mine, fcntl.LOCK_EX)
    except OSError as error:
        raise away(error, data_dir / STAGING) from error
    try:
        yield folder
    except OSError as error:
        raise away(error, folder) from error
    finally:
        os.close(mine)
        clear(data_dir)


def left_behind(data_dir: Path) -> list[Path]:
    """Folders whose backup is no longer at work. What cannot be looked at is not among them."""
    return [path for path in _inside(data_dir) if not _is_held(path)]


def clear(data_dir: Path) -> int:
    """Take away what was left behind, and return how many folders. Raises Unavailable."""
    if not (data_dir / STAGING).is_dir():
        return 0
    try:
        with _alone(data_dir):
            gone = left_behind(data_dir)
            for path in gone:
                if path.is_dir():
                    shutil.rmtree(path)
                else:  # as versions before this one had them
                    path.unlink()
            with suppress(OSError):  # another backup is at work in it
                (data_dir / STAGING).rmdir()
    except OSError as error:
        raise away(error, data_dir / STAGING) from error
    return len(gone)


def _inside(data_dir: Path) -> list[Path]:
    with suppress(OSError):
        return sorted((data_dir / STAGING).iterdir())
    return []


def _is_held(path: Path) -> bool:
    try:
        looked = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        fcntl.flock(looked, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(looked)
    return False


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    lock = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
