"""The alphabet of text messages, and where a long one is cut."""

from hypothesis import given
from hypothesis import strategies as st

from golddust.segments import BASIC, EACH_GSM, EACH_WIDE, EXTENDED, in_gsm, segments

TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038 §6.2.1, in its order; 0x1B, the escape, is none of them."""
letters = st.sampled_from([*sorted(BASIC | EXTENDED), "ő", "😀", "日", "\u0301"])


def test_the_alphabet_is_the_one_of_the_standard() -> None:
    assert frozenset(TABLE) == BASIC
    assert len(TABLE) == 127
    assert {ord(letter) for letter in EXTENDED} == {0x0C, 0x5E, 0x7B, 0x7D, 0x5C, 0x5B, 0x7E, 0x5D, 0x7C, 0x20AC}
    assert not BASIC & EXTENDED


@given(st.text(letters, max_size=800))
def test_no_segment_holds_more_than_it_can_and_nothing_is_parted(text: str) -> None:
    narrow = all(letter in BASIC | EXTENDED for letter in text)
    size = {letter: (2 if letter in EXTENDED else 1) if narrow else len(letter.encode("utf-16-be")) // 2 for letter in text}
    each = EACH_GSM if narrow else EACH_WIDE
    total = sum(size[letter] for letter in text)
    count = segments(text)
    assert count == 1 or -(-total // each) <= count <= -(-total // (each - 1))
    assert segments(text + "a") >= count


@given(st.text(max_size=300))
def test_plain_letters_never_cost_more(text: str) -> None:
    assert segments(in_gsm(text)) <= segments(text) or not all(letter in BASIC | EXTENDED for letter in in_gsm(text))
