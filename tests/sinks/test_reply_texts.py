"""Answers by text message: what is asked of Twilio, and what its answers mean."""

import pytest

from golddust.errors import Refused, Unavailable
from golddust.events import Address
from sinks.replies.doubt import InDoubt
from sinks.replies.sms.twilio.sender import LONGEST, TwilioReplies
from tests.services.texts import ACCOUNT, Texts, twilio
from tests.sinks.made import BEN_TEXTS, reply_to, said

BEN_ON_WHATSAPP = Address(kind="whatsapp", value="whatsapp:+12025550142")


def replies(texts: Texts, path: str = "") -> TwilioReplies:
    return twilio(texts.url + path)


def ask(texts: Texts, address: Address = BEN_TEXTS, source: str = "+12025550100", text: str = "Hello") -> str:
    return replies(texts).send(reply_to(said("a", address=address, source=source, channel="sms"), text=text))


def test_it_goes_from_the_number_that_they_wrote_to(texts: Texts) -> None:
    assert ask(texts) == "SM" + "0" * 32
    assert texts.forms == [{"To": "+12025550142", "From": "+12025550100", "Body": "Hello"}]
    assert texts.paths == [f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"]


@pytest.mark.parametrize("source", ["shop", "", "+1 202", "feedback@localhost", "MG123"])
def test_where_they_wrote_to_no_number_it_goes_from_ours(texts: Texts, source: str) -> None:
    ask(texts, source=source)
    assert texts.forms[0]["From"] == "+12025550199"


def test_a_short_code_is_a_number(texts: Texts) -> None:
    ask(texts, source="24273")
    assert texts.forms[0]["From"] == "24273"


@pytest.mark.parametrize("source", ["whatsapp:+12025550100", "+12025550100"])
@pytest.mark.parametrize("value", ["whatsapp:+12025550142", "+12025550142"])
def test_whatsapp_numbers_keep_their_prefix_on_both_ends(texts: Texts, source: str, value: str) -> None:
    ask(texts, Address(kind="whatsapp", value=value), source)
    assert (texts.forms[0]["To"], texts.forms[0]["From"]) == ("whatsapp:+12025550142", "whatsapp:+12025550100")


def test_what_is_too_long_for_one_message_is_cut_visibly(texts: Texts) -> None:
    ask(texts, text="x" * LONGEST)
    ask(texts, text="x" * (LONGEST + 1))
    assert texts.forms[0]["Body"] == "x" * LONGEST
    assert texts.forms[1]["Body"] == "x" * (LONGEST - 1) + "…"


@pytest.mark.parametrize("base", ["", "/", "/in/front", "/in/front/"])
def test_another_address_may_have_a_path(texts: Texts, base: str) -> None:
    replies(texts, base).send(reply_to(said("a", address=BEN_TEXTS)))
    assert texts.paths[0].startswith(base.rstrip("/") + "/2010-04-01/")


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (401, 20003), (403, 20403), (404, 20404)])
def test_what_is_no_fault_of_this_message_is_tried_again(texts: Texts, status: int, code: int | None) -> None:
    texts.refuse(status, code)
    with pytest.raises(Unavailable, match=str(status)):
        ask(texts)


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (400, 21614), (400, 21612), (400, 30007), (422, None)])
def test_what_twilio_refuses_is_not_tried_again(texts: Texts, status: int, code: int | None) -> None:
    texts.refuse(status, code, "The number +12025550142 is no number")
    with pytest.raises(Refused, match=str(code)) as refused:
        ask(texts)
    assert "555" not in refused.value.reason


def test_who_opted_out_at_twilio_is_said_to_have_done_so(texts: Texts) -> None:
    texts.refuse(400, 21610)
    with pytest.raises(Refused, match="opted out"):
        ask(texts)


def test_an_answer_that_never_comes_leaves_the_message_in_doubt(texts: Texts) -> None:
    texts.drop = True
    with pytest.raises(InDoubt):
        ask(texts)
    assert len(texts.forms) == 1


def test_an_answer_that_cannot_be_read_leaves_the_message_in_doubt(texts: Texts) -> None:
    texts.body = "<html>"
    with pytest.raises(InDoubt):
        ask(texts)


@pytest.mark.parametrize("base", ["http://", "nonsense", "ftp://127.0.0.1"])
def test_an_address_of_twilio_that_is_none_keeps_messages_waiting(base: str) -> None:
    with pytest.raises(Unavailable):
        twilio(base).send(reply_to(said("a", address=BEN_TEXTS)))


@pytest.mark.parametrize("missing", ["account_sid", "auth_token", "from_number"])
def test_the_setting_that_is_missing_is_named(missing: str) -> None:
    waiting_for = twilio("", **{missing: ""}).waiting_for()
    assert waiting_for is not None
    assert missing in waiting_for


@pytest.mark.service
@pytest.mark.parametrize(("address", "source"), [(BEN_TEXTS, "+12025550100"), (BEN_ON_WHATSAPP, "whatsapp:+12025550100")])
def test_twilios_own_document_allows_what_we_send(prism_url: str, address: Address, source: str) -> None:
    sender = twilio(prism_url)
    assert sender.send(reply_to(said("a", address=address, source=source, channel="sms"), text="Grüße ☕"))


@pytest.mark.service
def test_twilios_own_document_allows_a_service_and_a_callback(prism_url: str) -> None:
    sender = twilio(prism_url, "https://feedback.example.com", messaging_service_sid="MG" + "3" * 32)
    assert sender.send(reply_to(said("a", address=BEN_TEXTS, source="+12025550199", channel="sms"), text="Hello"))


@pytest.mark.service
def test_prism_would_refuse_what_the_document_does_not_allow(prism_url: str) -> None:
    sender = twilio(prism_url, account_sid="no account")
    with pytest.raises(Refused, match="422"):
        sender.send(reply_to(said("a", address=BEN_TEXTS)))
