import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reach import address_of


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("ann@example.com", "email", "ann@example.com"),
        (" mailto:ann@example.com ", "email", "ann@example.com"),
        ("Ann <ann@example.com>", "email", "ann@example.com"),
        ("ann@localhost", "email", "ann@localhost"),
        ("+1 (202) 555-0143", "phone", "+12025550143"),
        ("001 202 555 0143", "phone", "+12025550143"),
        ("tel:+1-202-555-0143", "phone", "+12025550143"),
        ("whatsapp:+12025550143", "whatsapp", "whatsapp:+12025550143"),
        ("", "none", ""),
        (" \n\t", "none", ""),
        ("@ann", "handle", "@ann"),
        ("ann@", "handle", "ann@"),
        ("ann@example.com, bob@example.com", "handle", "ann@example.com, bob@example.com"),
    ],
)
def test_what_was_written_is_the_address_that_was_meant(written: str, kind: str, value: str) -> None:
    address = address_of(written)
    assert (address.kind, address.value) == (kind, value)


@pytest.mark.parametrize("number", ["20251234", "2025550143", "(202) 555-0143", "0202 5550143"])
def test_a_number_without_country_code_is_never_dialled(number: str) -> None:
    assert address_of(number).kind == "handle"


def test_the_name_given_beside_wins_over_the_name_in_the_address() -> None:
    assert address_of("A. <ann@example.com>", "Ann").name == "Ann"
    assert address_of("Ann <ann@example.com>").name == "Ann"


@given(st.text(max_size=100))
def test_anything_written_is_some_address(written: str) -> None:
    address = address_of(written)
    assert address.value.encode().decode() == address.value
    assert (address.kind == "none") == (not address.value)
