"""What only a folder can get wrong: rights, other keys, full disks, files that somebody changed."""

import errno
import hashlib
import os
import stat
import threading
from pathlib import Path

import pytest

from golddust.errors import Full, NotFound, Unavailable
from sinks.originals import durable, folder
from sinks.originals.folder import INCOMING, FolderOriginals

KEY = b"k" * 32


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "originals"


def files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def test_neither_names_nor_contents_tell_what_was_said(place: Path) -> None:
    (reference,) = FolderOriginals(place, KEY).put([b"Body=STOP"])
    assert reference != hashlib.sha256(b"Body=STOP").hexdigest()
    assert reference != FolderOriginals(place, b"o" * 32).put([b"Body=STOP"])[0]
    assert all(b"STOP" not in path.read_bytes() for path in files(place))


def test_nobody_else_may_read(place: Path) -> None:
    FolderOriginals(place, KEY).put([b"a"])
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(place)} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in [place, *place.iterdir()]} == {0o700}


def test_another_key_opens_nothing_and_says_so(place: Path) -> None:
    (reference,) = FolderOriginals(place, KEY).put([b"a"])
    with pytest.raises(Unavailable, match="another key"):
        FolderOriginals(place, b"o" * 32).get(reference)


@pytest.mark.parametrize(
    "spoil", [lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), lambda sealed: sealed[:5], lambda _: b""]
)
def test_a_changed_file_does_not_open(place: Path, spoil: object) -> None:
    originals = FolderOriginals(place, KEY)
    (reference,) = originals.put([b"the words"])
    (path,) = files(place)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Unavailable, match="was changed"):
        originals.get(reference)


def test_a_file_under_another_name_does_not_open(place: Path) -> None:
    originals = FolderOriginals(place, KEY)
    one, other = originals.put([b"one", b"other"])
    (place / one[:2] / one).write_bytes((place / other[:2] / other).read_bytes())
    with pytest.raises(Unavailable):
        originals.get(one)


def test_what_is_there_is_not_written_again(place: Path) -> None:
    FolderOriginals(place, KEY).put([b"a"])
    before = [path.stat() for path in files(place)]
    FolderOriginals(place, KEY).put([b"a"])
    assert [path.stat() for path in files(place)] == before


def test_a_full_disk_is_said_to_be_full_and_leaves_nothing_behind(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    originals = FolderOriginals(place, KEY)
    originals.put([b"before"])
    descriptors = len(list(Path("/proc/self/fd").iterdir()))

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder, "bring_to_disk", full)
    with pytest.raises(Full):
        originals.put([b"a", b"b"])
    assert len(files(place)) == 1
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


def test_a_folder_that_cannot_be_had_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        FolderOriginals(tmp_path / "file" / "originals", KEY).put([b"a"])


def test_what_a_dead_process_was_writing_is_thrown_away_when_it_is_old(place: Path) -> None:
    FolderOriginals(place, KEY).put([b"a"])
    old, fresh = place / INCOMING / "old", place / INCOMING / "fresh"
    old.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(old, (0, 0))
    FolderOriginals(place, KEY).put([b"b"])
    assert not old.exists()
    assert fresh.exists()


def test_a_folder_lost_while_we_run_is_unavailable_not_lost(place: Path) -> None:
    originals = FolderOriginals(place, KEY)
    (reference,) = originals.put([b"a"])
    place.rename(place.with_name("elsewhere"))
    with pytest.raises(Unavailable):
        originals.put([b"b"])
    with pytest.raises(NotFound):
        originals.get(reference)


@pytest.mark.parametrize("number", [1, durable.FEW + 1])
def test_without_the_quick_call_files_are_brought_to_disk_one_by_one(
    place: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(durable, "_syncfs", lambda: None)
    originals = FolderOriginals(place, KEY)
    contents = [bytes([n]) for n in range(number)]
    assert [originals.get(reference) for reference in originals.put(contents)] == contents


def test_a_disk_that_fails_to_write_is_heard_of(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    originals = FolderOriginals(place, KEY)
    originals.put([b"before"])

    def failing(_: int) -> int:
        durable.ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(durable, "_syncfs", lambda: failing)
    with pytest.raises(Unavailable):
        originals.put([bytes([n]) for n in range(durable.FEW + 1)])


def test_two_writers_of_the_same_bytes_do_not_meet(place: Path) -> None:
    references: list[str] = []

    def write() -> None:
        references.extend(FolderOriginals(place, KEY).put([b"the same"] * 3))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(references)) == 1
    assert len(references) == 24
    assert len(files(place)) == 1
