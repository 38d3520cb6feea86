import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.cases.references import normalised, reference_of


@given(st.text(max_size=30), st.integers(0, 9))
def test_a_reference_can_be_read_aloud(case_id: str, attempt: int) -> None:
    reference = reference_of(case_id.encode("utf-8", "replace").decode(), attempt)
    assert re.fullmatch(r"GD-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
    assert normalised(reference) == reference


def test_attempts_give_other_references() -> None:
    assert len({reference_of("one", attempt) for attempt in range(50)}) == 50


@pytest.mark.parametrize(
    "written",
    ["GD-7K3M-Q1X0", "gd-7k3m-q1x0", "7k3mq1x0", " GD 7K3M Q1X0 ", "gd7k3m-q1x0", "GD-7K3M-QLXO", "7K3M-QIXo", "#GD-7K3M-Q1X0"],
)
def test_people_write_references_in_many_ways(written: str) -> None:
    assert normalised(written) == "GD-7K3M-Q1X0"


@pytest.mark.parametrize("written", ["", "GD-", "7K3M-Q1X", "7K3M-Q1X0-5", "7K3M-Q1XU", "\0", "ßß", "٣٣٣٣٣٣٣٣"])
def test_what_is_no_reference_is_none(written: str) -> None:
    assert normalised(written) == ""
