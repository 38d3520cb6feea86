"""What is found of personal data in a generator's messages, and that hiding it changes no tag."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from golddust.events import PrivateSpan, Tags
from processors.private import identities
from processors.private.checks import mod11_10, verhoeff
from processors.private.masks import KINDS, masked_one_way, masked_reversibly, masking, unmasked, with_neutral_words
from processors.private.options import Options
from processors.redaction import private_spans, redacted
from processors.tagging import Tagging
from tests.processors.private_messages import messages, score

KEY = b"k" * 32
OTHER_KEY = b"o" * 32
TEXT = "Call 202-555-0117 or +1 202 555 0118. Order number 12345, card 4111 1111 1111 1111, \u00c5sa@example.com"


@pytest.mark.slow
def test_structured_data_is_found_in_messages_that_no_rule_was_made_for() -> None:
    counted = score(messages("judge", 1500))
    assert counted.recall(without="name") >= 0.98
    assert counted.precision(without="name") >= 0.95
    assert sum(counted.named.values()) / sum(counted.values.values()) >= 0.98


def test_a_value_that_nobody_masks_is_counted_as_missed() -> None:
    unseen = list(messages("judge", 60))
    nothing = score(type(one)(one.text.replace("@", " "), one.language, ((0, 5, "email"),)) for one in unseen)
    assert nothing.recall() < 0.2
    assert nothing.misses


VALID: list[tuple[Callable[[str], bool], str]] = [
    (identities.us_ssn, "078051120"),
    (identities.de_steuer_id, "36574261809"),
    (identities.de_steuer_id, "86095742719"),
    (identities.fr_nir, "295109912611193"),
    (identities.es_dni, "54362315K"),
    (identities.es_dni, "X2482300W"),
    (identities.it_codice, "RCCMNL83S18D969H"),
    (identities.pl_pesel, "44051401359"),
    (identities.se_personnummer, "8803200016"),
    (identities.be_national, "85073003328"),
    (identities.at_svnr, "1237010180"),
    (identities.ch_ahv, "7569217076985"),
    (identities.no_fnr, "15108695088"),
    (identities.fi_hetu, "131052308T"),
    (identities.br_cpf, "39053344705"),
    (identities.za_id, "7503305044089"),
    (identities.ie_pps, "6433435F"),
    (identities.ie_pps, "6433435OA"),
    (identities.cz_rodne, "7103192745"),
    (identities.ro_cnp, "1630615123457"),
    (identities.cn_resident, "360426199101010071"),
    (identities.sg_nric, "S1234567D"),
    (identities.gb_nhs, "9434765919"),
    (mod11_10, "33392005961"),
    (verhoeff, "234123412346"),
]


@pytest.mark.parametrize(("check", "number"), VALID)
def test_published_examples_pass_and_one_wrong_digit_does_not(check: Callable[[str], bool], number: str) -> None:
    assert check(number)
    place = 8 if check is identities.us_ssn else len(number) - 2
    if check is not identities.us_ssn:  # which has no check digit
        wrong = number[:place] + str((int(number[place]) + 1) % 10 if number[place].isdecimal() else "B") + number[place + 1 :]
        assert not check(wrong)


def test_a_number_of_no_area_is_no_social_security_number() -> None:
    assert "id number" not in {span.kind for span in private_spans("000-12-3456 and 666-12-3456 and 912-34-0000")}


# What is kept


def test_order_numbers_are_kept_by_setting_and_nothing_else() -> None:
    spans = private_spans(TEXT, keep=["order_number"])
    assert redacted(TEXT, spans) == "Call [phone] or [phone]. Order number 12345, card [card], [email]"


def test_a_card_that_is_called_an_order_is_masked_all_the_same() -> None:
    text = "order number 4111111111111111"
    assert redacted(text, private_spans(text, keep=["order_number"])) == "order number [card]"


def test_an_order_number_that_could_be_a_phone_is_kept() -> None:
    text = "order number 2025550117"
    assert private_spans(text, keep=["order_number"]) == ()


def test_options_refuse_to_keep_cards() -> None:
    assert Options().keep == ()
    with pytest.raises(ValidationError):
        Options(keep=("card",))  # type: ignore[arg-type]


# Masks


def test_reversible_masks_turn_back_with_the_key_alone() -> None:
    spans = private_spans(TEXT)
    hidden = masked_reversibly(TEXT, spans, KEY)
    assert "0117" not in hidden
    assert "4111" not in hidden
    assert unmasked(hidden, KEY) == TEXT
    assert unmasked(hidden, OTHER_KEY) == hidden


def test_a_mask_that_was_changed_is_not_turned_back() -> None:
    hidden = masked_reversibly("call 202-555-0117", private_spans("call 202-555-0117"), KEY)
    for changed in (
        hidden.replace("[phone:", "[card:"),
        hidden[:-3] + ("aa]" if hidden[-3:-1] != "aa" else "bb]"),
        "[phone:abcdefghijklmnop]",
    ):
        assert unmasked(changed, KEY) == changed


def test_one_way_masks_join_two_mentions_and_do_not_turn_back() -> None:
    text = "card 4111 1111 1111 1111 and again 4111-1111-1111-1111, or 5555555555554444"
    hidden = masked_one_way(text, private_spans(text), KEY)
    first, second, third = (mask.split("]")[0] for mask in hidden.split("[")[1:])
    assert first == second != third
    assert unmasked(hidden, KEY) == hidden
    assert hidden != masked_one_way(text, private_spans(text), OTHER_KEY)


@pytest.mark.parametrize("masks", ["kind", "one_way", "reversible"])
def test_no_mask_looks_like_personal_data_again(masks: str) -> None:
    mask = masking(masks, KEY)
    for one in messages("tune", 150):
        hidden = mask(one.text, private_spans(one.text))
        assert mask(hidden, private_spans(hidden)) == hidden


def test_a_lone_surrogate_in_personal_data_does_no_harm() -> None:
    text = "a\ud800 b"
    span = (PrivateSpan(kind="name", start=0, end=2),)
    assert unmasked(masked_reversibly(text, span, KEY), KEY) == text
    assert masked_one_way(text, span, KEY) != text


# Tags


def said(tags: Tags) -> tuple[object, ...]:
    return tags.sentiment, tags.kind, tags.emotion, tags.urgency, tags.topics, tags.language


@pytest.mark.parametrize("masks", ["kind", "one_way", "reversible"])
def test_no_redaction_changes_the_tags(tagger: Tagging, masks: str) -> None:
    mask = masking(masks, KEY)
    for one in messages("judge", 200):
        hidden = mask(one.text, private_spans(one.text))
        assert said(tagger.tag_text(hidden)) == said(tagger.tag_text(one.text)), one.text


def test_a_good_name_pleases_nobody(tagger: Tagging) -> None:
    plain = "This is Ann Brown from 12 Long Street, Boston MA 02134. The parcel has not arrived."
    glad = "This is Joy Lovely from 12 Happy Street, Boston MA 02134. The parcel has not arrived."
    assert said(tagger.tag_text(glad)) == said(tagger.tag_text(plain))


def test_the_words_for_masks_say_nothing_themselves(tagger: Tagging) -> None:
    for kind in KINDS:
        word = with_neutral_words(f"[{kind}]")
        assert word != f"[{kind}]"
        assert tagger.cues.find([word]) == [], word
        assert tagger.tag_text(word).sentiment.score == 0, word
