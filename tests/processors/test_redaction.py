import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from golddust.events import Address
from processors.private.checks import luhn, mod97
from processors.redaction import known_of, private_spans, redact, redacted

FOUND = [
    ("write to ann.smith+x@mail.example.com.", "write to [email]."),
    ("O'Hara's: o'hara@example.com", "O'Hara's: [email]"),
    ("call 202-555-0117 now", "call [phone] now"),
    ("call (202) 555-0117", "call [phone]"),
    ("tel.+12025550117", "tel.[phone]"),
    ("+44 20 7946 0123 is mine", "[phone] is mine"),
    ("ring me on 555 0117", "ring me on [phone]"),
    ("my card 4111 1111 1111 1111 was used", "my card [card] was used"),
    ("card 4111-1111-1111-1111, thanks", "card [card], thanks"),
    ("IBAN DE89 3704 0044 0532 0130 00 thanks", "IBAN [iban] thanks"),
    ("gb82west12345698765432", "[iban]"),
    ("see https://ann:geheim@example.com/x now", "see [url] now"),
    ("https://example.com/reset?token=abc123", "[url]"),
    ("my name is Ann Smith and", "my name is [name] and"),
    ("my name is ann smith and", "my name is [name] and"),
    ("This is Ann Smith, hello", "This is [name], hello"),
    ("I'm Ann Smith.", "I'm [name]."),
    ("Dr. de la Cruz was late", "Dr. [name] was late"),
    ("Thanks\nAnn", "Thanks\n[name]"),
    ("Kind regards,\n\nAnn Smith", "Kind regards,\n\n[name]"),
    ("Regards, Ann Smith +1 202 555 0117", "Regards, [name] [phone]"),
    ("Liebe Grüße\nJürgen Müller", "Liebe Grüße\n[name]"),
    ("I live at 12 High Street, Boston MA 02134", "I live at [address]"),
    ("Ich wohne Hauptstraße 12, 10115 Berlin", "Ich wohne [address]"),
    ("12 rue de la Paix, 75002 Paris", "[address]"),
    ("SW1A 1AA please", "[postcode] please"),
    ("born on 12 March 1985", "born on [birth date]"),
    ("DOB: 12/03/1985", "DOB: [birth date]"),
    ("order number 12345 is late", "order number [order number] is late"),
    ("order #A-12345", "order #[order number]"),
    ("Meine Kundennummer ist 12345678", "Meine Kundennummer ist [account number]"),
    ("it is 078-05-1120", "it is [id number]"),
    ("my password is hunter2", "my password is [secret]"),
]
KEPT = [
    "The 7.42 to Leeds is 3 hours late",
    "I paid 1,234.50 on 12/03/2024 at 10:30",
    "I ordered 100 chairs and 5 items on the way broke",
    "order 100 chairs",
    "THIS IS TERRIBLE SERVICE",
    "This is Ann's fault? No.",
    "My name is on the invoice",
    "I'm Very Angry",
    "Thanks\nThe parcel came",
    "I miss My flight",
    "my password is wrong",
    "account is locked since 2023",
    "me @ home, 2 @ 5",
    "born in the north",
    "flight BA249 at 10",
]


@pytest.mark.parametrize(("text", "without"), FOUND)
def test_personal_data_is_masked_and_nothing_else(text: str, without: str) -> None:
    assert redact(text) == without


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_personal_data_stays_readable(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(("text", "without"), FOUND)
def test_the_spans_name_what_the_masks_hide(text: str, without: str) -> None:
    spans = private_spans(text)
    assert redacted(text, spans) == without
    assert list(spans) == sorted(spans, key=lambda span: span.start)


def test_a_card_with_a_wrong_check_digit_is_no_card() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert "card" not in {span.kind for span in private_spans("number 4111 1111 1111 1112")}


def test_an_iban_with_a_wrong_check_digit_is_no_iban() -> None:
    assert mod97("DE89370400440532013000")
    assert not mod97("DE88370400440532013000")
    assert "iban" not in {span.kind for span in private_spans("DE88 3704 0044 0532 0130 00")}


@pytest.mark.parametrize("name", ["\u200b\u200b\u200b", "\u200ba\u200b", "\u202e \u200b \u202c"])
def test_a_sender_whose_name_cannot_be_seen_has_none(name: str) -> None:
    address = Address(kind="none", value="", name=name)
    assert known_of(address) == ()
    assert private_spans("a train, late", [("name", "\u200b\u200b\u200b")]) == ()


def test_what_is_known_of_the_sender_is_masked_too() -> None:
    known = known_of(Address(kind="handle", value="bee_keeper", name="Ann Smith"))
    assert redact("I, ANN SMITH (bee_keeper), complain.\nAnn", known) == "I, [name] ([handle]), complain.\n[name]"


def test_a_first_name_within_a_sentence_is_a_word_like_any_other() -> None:
    known = known_of(Address(kind="none", name="Will Rich"))
    assert redact("Will you answer? The cake was rich.", known) == "Will you answer? The cake was rich."


def test_letters_that_grow_in_lower_case_do_not_shift_the_masks() -> None:
    known = known_of(Address(kind="none", name="Ann Smith"))
    assert redact("İİİ Ann Smith İ my name is Bo Li, a@example.com", known) == "İİİ [name] İ my name is [name], [email]"


def test_signs_that_only_look_like_letters_of_an_iban_do_no_harm() -> None:
    assert redact("\u212aK99 1234 5678 9012 345") is not None  # the Kelvin sign is a k in lower case, and no digit in base 36


VALUES = [
    "ann@example.com",
    "+1 202 555 0117",
    "202-555-0117",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "078-05-1120",
]
PIECES = st.lists(
    st.one_of(
        st.sampled_from([value for pair in FOUND for value in (pair[0],)] + VALUES + KEPT),
        st.sampled_from(
            ["order ", "phone: ", "my name is ", "Regards,\n", "[", "]", "pin ", "account ", "12", "+", "-", "@", "Mr ", "Ann"]
        ),
        st.text(alphabet="a1B .@+-/\n#:", max_size=8),
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from(["", " ", ", ", "\n"]))
@example(["phone: ", "+1 202 555 0117", "555011"], " ")
@example(["4111 1111 1111 1111", "202-555-0117"], " ")
def test_redacting_twice_changes_nothing_more(pieces: list[str], between: str) -> None:
    once = redact(between.join(pieces))
    assert redact(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(VALUES), st.text(max_size=60))
def test_no_value_survives_among_any_words(before: str, value: str, after: str) -> None:
    assert value not in redact(f"{before} {value} {after}")


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_spans_are_sorted_apart_and_within_the_text(text: str) -> None:
    end = 0
    for span in private_spans(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
