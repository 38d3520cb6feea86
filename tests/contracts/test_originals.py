"""One suite for everything that keeps originals: in memory, in a folder."""

from pathlib import Path

import pytest

from golddust.errors import NotFound
from golddust.ports import Originals
from sinks.originals.folder import FolderOriginals
from sinks.originals.memory import MemoryOriginals


@pytest.fixture(params=["memory", "folder"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    return MemoryOriginals() if request.param == "memory" else FolderOriginals(tmp_path / "data" / "originals", b"k" * 32)


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 9, b"From: ann@example.com\r\n\r\nhello", b"x" * 3_000_000])
def test_any_bytes_come_back_as_they_were(originals: Originals, content: bytes) -> None:
    (reference,) = originals.put([content])
    assert originals.get(reference) == content


def test_references_are_in_the_order_of_the_contents(originals: Originals) -> None:
    contents = [str(n).encode() for n in range(40)]
    references = originals.put(contents)
    assert [originals.get(reference) for reference in references] == contents
    assert len(set(references)) == 40


def test_the_same_bytes_have_the_same_reference_however_often_they_come(originals: Originals) -> None:
    first = originals.put([b"a", b"b", b"a"])
    assert first[0] == first[2] != first[1]
    assert originals.put([b"a", b"b", b"a"]) == first


def test_nothing_to_put_is_no_work(originals: Originals) -> None:
    assert originals.put([]) == []


def test_what_is_forgotten_is_not_found(originals: Originals) -> None:
    kept, gone = originals.put([b"kept", b"gone"])
    originals.delete(gone)
    originals.delete(gone)
    with pytest.raises(NotFound):
        originals.get(gone)
    assert originals.get(kept) == b"kept"
    assert originals.put([b"gone"]) == [gone]
    assert originals.get(gone) == b"gone"


@pytest.mark.parametrize("reference", ["", "0" * 64, "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_was_never_put_is_not_found(originals: Originals, reference: str) -> None:
    with pytest.raises(NotFound):
        originals.get(reference)
