"""A writer's page of the ledger is the newest of its name, however far before the end it lies, and little is read for it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from golddust.bus.kafka import ledger
from golddust.bus.kafka.inquiry import Span
from golddust.bus.kafka.layout import LEDGER
from golddust.bus.kafka.ledger import Page, Pages
from golddust.records import Partition, Record

AT = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = 40
"""What is before it was compacted away."""


class Kept:
    """A partition of the ledger; positions that lack a record held what says that a transaction was ended."""

    def __init__(self, pages: Mapping[int, tuple[str, Page]], end: int) -> None:
        self._pages = dict(pages)
        self._end = end
        self.looked: list[tuple[int, int]] = []

    def spans(self, partitions: list[Partition], *, committed: bool) -> dict[Partition, Span]:
        assert not committed, "a transaction that is open may hold our page"
        return dict.fromkeys(partitions, Span(FIRST, self._end))

    def write(self, name: str, page: Page) -> None:
        """One more, and the mark behind it."""
        self._pages[self._end] = (name, page)
        self._end += 2

    def make_anew(self) -> None:
        self._pages, self._end = {}, FIRST

    def read(self, start: Mapping[Partition, int], end: Mapping[Partition, int]) -> list[Record]:
        found: list[Record] = []
        self.visit(start, end, found.append)
        return found

    def visit(self, start: Mapping[Partition, int], end: Mapping[Partition, int], see: Callable[[Record], object]) -> None:
        ((home, begin),) = start.items()
        self.looked.append((begin, end[home]))
        for at, (name, page) in sorted(self._pages.items()):
            if begin <= at < end[home]:
                see(Record(LEDGER, 0, at, name, msgspec.json.encode(page), {}, AT))


class OnePartition:
    def partitions(self, _: str) -> int:
        return 1


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "NEAR", 10)
    monkeypatch.setattr(ledger, "FURTHER", 10)


def page_of(kept: Any, name: str) -> Page:
    return ledger.page_of(kept, OnePartition(), name, "tag")  # type: ignore[arg-type]


def page(read: int) -> Page:
    return Page("tag", {"feedback.received": read})


def test_a_page_near_the_end_is_found_at_once() -> None:
    kept = Kept({500: ("tag-0", page(1)), 990: ("tag-0", page(2)), 998: ("tag-1", page(3))}, 1000)
    assert page_of(kept, "tag-0") == page(2)
    assert kept.looked == [(990, 1000)]


@pytest.mark.parametrize("at", [FIRST, 500, 899, 900, 989])
def test_one_that_is_far_from_the_end_is_found_and_nothing_is_read_twice(at: int) -> None:
    kept = Kept({at: ("tag-0", page(at)), 995: ("tag-1", page(3))}, 1000)
    assert page_of(kept, "tag-0") == page(at)
    assert kept.looked[0] == (990, 1000)
    assert [begin for begin, _ in kept.looked[:-1]] == [end for _, end in kept.looked[1:]]


def test_of_several_the_newest_counts() -> None:
    kept = Kept({50: ("tag-0", page(1)), 300: ("tag-0", page(2)), 310: ("tag-0", page(3))}, 1000)
    assert page_of(kept, "tag-0") == page(3)


@pytest.mark.parametrize("end", [FIRST, FIRST + 3, 1000])
def test_a_name_that_never_wrote_has_an_empty_page(end: int) -> None:
    kept = Kept({FIRST + 1: ("tag-1", page(1))}, end)
    assert page_of(kept, "tag-0") == Page("tag")
    assert sum(until - begin for begin, until in kept.looked) == end - FIRST


def pages_of(kept: Any) -> Pages:
    return Pages(kept, OnePartition())  # type: ignore[arg-type]


def test_of_all_pages_only_what_is_new_is_read_again() -> None:
    kept = Kept({50: ("tag-0", page(1)), 300: ("tag-0", page(2)), 310: ("tag-1", page(3))}, 1000)
    pages = pages_of(kept)
    assert pages.now() == [page(2), page(3)]
    kept.write("tag-1", page(4))
    assert pages.now() == [page(2), page(4)]
    assert pages.now() == [page(2), page(4)]
    assert kept.looked == [(FIRST, 1000), (1000, 1002), (1002, 1002)]


def test_a_ledger_that_was_made_anew_is_read_from_its_beginning() -> None:
    kept = Kept({50: ("tag-0", page(1))}, 1000)
    pages = pages_of(kept)
    assert pages.now() == [page(1)]
    kept.make_anew()
    kept.write("tag-1", page(2))
    assert pages.now() == [page(2)]


def test_a_group_came_as_far_as_the_one_that_came_furthest() -> None:
    kept = Kept({}, FIRST)
    first = Page("tag").after({}, {}, [], {}, {("feedback.received", 0): 7, ("feedback.received", 1): 5})
    kept.write("tag-0", first)
    kept.write("tag-1", Page("tag").after({}, {}, [], {}, {("feedback.received", 1): 9}))
    kept.write("tag-0", first.after({}, {}, [], {}, {("feedback.received", 0): 8}))
    kept.write("store-0", Page("store").after({}, {}, [], {}, {("feedback.received", 0): 100}))
    assert ledger.reached(pages_of(kept).now(), "tag") == {("feedback.received", 0): 8, ("feedback.received", 1): 9}
