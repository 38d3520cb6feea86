"""Addresses as people write them, and the pseudonym that a message from there has."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.people.addresses import guessed, named_in, normalised
from golddust.errors import Malformed
from golddust.events import Address
from tests.complaints.made_people import pseudonym


@pytest.mark.parametrize(
    ("text", "region", "meant"),
    [
        ("+12025550142", "", "+12025550142"),
        ("+1 (202) 555-0142", "", "+12025550142"),
        ("(202) 555-0142", "US", "+12025550142"),
        ("202.555.0142", "us", "+12025550142"),
        ("001 202 555 0142", "", "+12025550142"),
        ("001 202 555 0142", "GB", "+12025550142"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("447700900123", "GB", "+447700900123"),
        ("(00) 44 7700\u00a0900\u2011123", "", "+447700900123"),
        ("tel:+44-7700-900123", "", "+447700900123"),
        ("0151 / 12345678", "DE", "+4915112345678"),
        ("+39 06 1234567", "", "+39061234567"),
        ("\uff0b44 7700 900123", "", "+447700900123"),
        ("\u0660\u0667\u0667\u0660\u0660 900123", "GB", "+447700900123"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str, region: str, meant: str) -> None:
    assert normalised("phone", text, region) == Address(kind="phone", value=meant)
    assert pseudonym(normalised("phone", text, region)) == pseudonym(Address(kind="phone", value=meant))


@pytest.mark.parametrize(
    ("text", "region", "why"),
    [
        ("", "GB", "there is no address"),
        ("07700 900123", "", "no country code"),
        ("12", "GB", "too few digits"),
        ("555-0142", "US", "lacks its area code"),
        ("+44 7700 900123 900123", "", "too many digits"),
        ("+999 123 456 789", "", "is no telephone number"),
        ("4.41234E+11", "GB", "is no telephone number"),
        ("0800 REVERSE", "GB", "is no telephone number"),
        ("07700 900123 ext 12", "GB", "is no telephone number"),
        ("n/a", "GB", "is no telephone number"),
        ("-", "GB", "is no telephone number"),
    ],
)
def test_what_is_no_number_is_refused_with_words(text: str, region: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        normalised("phone", text, region)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ann@example.com", "ann@example.com"),
        (" Ann.Example@EXAMPLE.com ", "ann.example@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("Ann Example <Ann@Example.com>", "ann@example.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"),
        ("ünal@example.com", "ünal@example.com"),
    ],
)
def test_a_mail_address_is_the_same_however_it_is_written(text: str, meant: str) -> None:
    assert normalised("email", text) == Address(kind="email", value=meant)
    assert pseudonym(normalised("email", text)) == pseudonym(Address(kind="email", value=meant))


def test_a_message_from_a_domain_in_its_own_letters_has_the_pseudonym_of_its_ascii_spelling() -> None:
    assert pseudonym(Address(kind="email", value="Ann@Bücher.example")) == pseudonym(normalised("email", "ann@bücher.example"))
    assert pseudonym(Address(kind="email", value="ann@ü..example")).startswith("cust_")


def test_dots_and_plus_signs_are_not_guessed_away() -> None:
    spellings = ("ann.example@example.com", "annexample@example.com", "ann.example+shop@example.com")
    assert len({pseudonym(normalised("email", one)) for one in spellings}) == 3


@pytest.mark.parametrize(
    "text", ["ann", "ann@", "@example.com", "ann@example", "a nn@example.com", "ann@exa mple.com", "a@b@", "n/a", "a@-.com"]
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="is no mail address"):
        normalised("email", text)


def test_no_address_is_longer_than_mail_allows() -> None:
    with pytest.raises(Malformed, match="longer"):
        normalised("email", f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.com")
    with pytest.raises(Malformed):
        normalised("email", f"{'a' * 65}@example.com")


def test_whatsapp_is_the_person_of_its_number() -> None:
    whatsapp = guessed("whatsapp:+1 202 555 0142")
    assert whatsapp == Address(kind="whatsapp", value="whatsapp:+12025550142")
    assert pseudonym(whatsapp) == pseudonym(guessed("(202) 555-0142", "US"))


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused_and_what_is_normal_stays_so(text: str) -> None:
    for kind in ("email", "phone", "whatsapp"):
        try:
            found = normalised(kind, text, "GB")  # type: ignore[arg-type] # one of the three
        except Malformed:
            continue
        assert normalised(kind, found.value) == found  # type: ignore[arg-type]


@given(
    st.text(string.ascii_letters + string.digits + ".+-", min_size=1, max_size=20),
    st.sampled_from(["Example.COM", "bücher.example"]),
)
def test_what_is_imported_has_the_pseudonym_of_a_message_from_there(local: str, domain: str) -> None:
    written = f"{local}@{domain}"
    assert pseudonym(normalised("email", written)) == pseudonym(Address(kind="email", value=written))


def test_addresses_are_found_in_words() -> None:
    text = "My other address is <Ann@example.com>. Or call (202) 555-0142, order 12345."
    assert [one.value for one in named_in(text, "US")] == ["ann@example.com", "+12025550142"]
    assert [one.value for one in named_in("call +44 7700 900123!")] == ["+447700900123"]
    assert named_in("nothing @ all, 12345") == []
