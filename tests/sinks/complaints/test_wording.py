"""What tickets and notes say, and how ours are told from those of others."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.clock import MovableClock
from golddust.events import CaseStep
from sinks.complaints import wording
from tests.sinks.complaints.made import MONDAY, KeptCases, a_note, seen_case


@pytest.mark.parametrize("step", get_args(CaseStep))
def test_every_step_has_its_words_or_says_nothing_on_purpose(step: CaseStep) -> None:
    cases = KeptCases(MovableClock(MONDAY))
    event = cases.happened(cases.opened().case, step, "words of it")
    note = wording.note_of(event)
    if step in wording.SILENT:
        assert note is None
    else:
        assert note is not None
        assert note.id == event.id
        assert "words of it" in note.text
        assert "{" not in note.text


@given(st.text(max_size=300))
def test_a_title_is_one_line_and_begins_with_the_reference(subject: str) -> None:
    case = seen_case(subject=subject)
    title = wording.title(case)
    assert title.startswith(wording.title_begins(case).strip())
    assert len(title) <= wording.LONGEST_SUBJECT
    assert len(title.splitlines()) == 1


def test_a_case_without_a_subject_is_named_by_its_first_words() -> None:
    cases = KeptCases(MovableClock(MONDAY))
    case = cases.find(cases.opened(subject="", text="The parcel\nwas late. " + "And so on. " * 20).case)
    seen = wording.mirrored(case, "https://care.example.com/x")
    assert seen.subject.startswith("The parcel was late. And so on.")
    assert len(seen.subject) == wording.NAMED_AFTER


@given(st.text(max_size=300))
def test_nothing_breaks_out_of_a_fence(text: str) -> None:
    first, *inner, last = wording.fenced(text).split("\n")
    fence = first.removesuffix("text")
    assert last == fence
    assert set(fence) == {"`"}
    assert not any(fence in line for line in inner)


def test_our_texts_bear_our_mark_and_those_of_others_do_not() -> None:
    case, note = seen_case(), a_note()
    assert wording.marked(wording.description(case)) == {case.id}
    assert wording.marked(wording.body(note)) == {note.id}
    assert wording.marked("golddust: a good program") == frozenset()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>We are <b>sorry</b>.</p>", "We are sorry."),
        ("<div>one<br>two</div><div>three</div>", "one\ntwo\n\nthree"),
        ("<style>p {}</style>&lt;3 &amp; more", "<3 & more"),
        ("<p>a</p>\n\n\n\n<p>b</p>", "a\n\nb"),
        ("plain < text", "plain < text"),
        ("", ""),
    ],
)
def test_html_is_read_as_its_words(html: str, text: str) -> None:
    assert wording.plain(html) == text


@given(st.text(max_size=200))
def test_any_html_is_read(html: str) -> None:
    assert not re.search(r"\n{3,}", wording.plain(html))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T09:00:00Z",
        "2026-03-02T09:00:00.000+0000",
        "2026-03-02 09:00:00",
        "2026-03-02T10:00:00+01:00",
        "2026-03-02T09:00:00.000Z",
    ],
)
def test_times_of_all_systems_are_read(text: str) -> None:
    assert wording.moment(text) == MONDAY
