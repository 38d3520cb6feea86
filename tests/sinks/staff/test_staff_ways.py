"""What goes out by mail, by text message and by hook, to real servers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from golddust.clock import MovableClock, SystemClock
from golddust.errors import Refused, Unavailable
from golddust.events import StaffNotice
from golddust.ports import Colleague
from sinks.replies.doubt import InDoubt
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.relay import Relay
from sinks.staff.hooks import StaffHooks
from sinks.staff.mail import StaffMail
from sinks.staff.rows import Waiting
from sinks.staff.texts import StaffTexts
from sinks.staff.ways import Way
from tests.services.hooks import HookServer
from tests.services.mailbox import Mailbox, free_port
from tests.services.texts import Texts, twilio
from tests.sinks.made import MONDAY
from tests.sinks.staff.telling import KIM, LINK, notice, page

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="


def row(one: StaffNotice, way: str = "mail", tries: int = 0) -> Waiting:
    return Waiting("a2b3c4d5e6f7a2b3c4d5e6f7a2", one, way, tries)


def mail(port: int) -> StaffMail:
    options = Options(host="127.0.0.1", port=port, timeout=5.0, sender="feedback@example.com")
    return StaffMail(Relay(options), MovableClock(MONDAY))


def texts_to(texts: Texts) -> StaffTexts:
    return StaffTexts(twilio(texts.url))


@pytest.fixture
def kim(tmp_path: Path, hook_server: HookServer) -> Colleague:
    secret = tmp_path / "kim-hook"
    secret.write_text(SECRET + "\n")
    return Colleague("kim", "Kim Example", hook=f"{hook_server.url}/kim", hook_secret=str(secret))


# --- mail


def test_a_mail_says_what_why_and_where_and_no_machine_answers_it(mailbox: Mailbox) -> None:
    assert mail(mailbox.port).send(row(notice()), KIM) == "<a2b3c4d5e6f7a2b3c4d5e6f7a2.staff@example.com>"
    sent = mailbox.mail()
    assert (str(sent["To"]), sent["Subject"], sent["From"]) == (
        "Kim Example <kim@example.com>",
        notice().subject,
        "feedback@example.com",
    )
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert sent["X-GoldDust-Reply"] == row(notice()).id  # so that what comes back is known as our own
    assert sent["Importance"] is None
    body = sent.get_body()
    assert body is not None
    assert body.get_content().splitlines() == notice().text.splitlines()


def test_what_cannot_wait_says_so_in_the_mail(mailbox: Mailbox) -> None:
    mail(mailbox.port).send(row(page()), KIM)
    assert mailbox.mail()["Importance"] == "high"


def test_names_and_subjects_add_no_header(mailbox: Mailbox) -> None:
    hostile = notice(subject="a\r\nBcc: ben@example.com", text=".\r\nBcc: ben@example.com")
    mail(mailbox.port).send(row(hostile), Colleague("k", 'K"; <x@y> ü', "kim@example.com"))
    assert mailbox.mail()["Bcc"] is None
    assert mailbox.envelopes[-1].rcpt_tos == ["kim@example.com"]


@pytest.mark.parametrize("address", ["kim", "@", "a b@example.com", "kim@" + "x" * 70 + ".example"])
def test_an_address_that_is_none_is_refused(mailbox: Mailbox, address: str) -> None:
    with pytest.raises(Refused):
        mail(mailbox.port).send(row(notice()), Colleague("kim", "Kim", address))
    assert mailbox.envelopes == []


# --- text messages


def test_a_text_has_what_why_and_where(texts: Texts) -> None:
    assert texts_to(texts).send(row(page(), "sms"), KIM).startswith("SM")
    (form,) = texts.forms
    assert (form["To"], form["From"]) == ("+12025550101", "+12025550199")
    assert form["Body"].split("\n") == [page().subject, page().text.split("\n\n")[0], LINK]


def test_a_long_reason_leaves_room_for_the_link(texts: Texts) -> None:
    texts_to(texts).send(row(page(text="x" * 3000 + f"\n\n{LINK}"), "sms"), KIM)
    assert texts.forms[0]["Body"].endswith(LINK)
    assert len(texts.forms[0]["Body"]) < 459


# --- hooks


def test_a_hook_is_signed_by_the_standard(hook_server: HookServer, kim: Colleague) -> None:
    assert StaffHooks(SystemClock()).send(row(page(), "hook"), kim) == "HTTP 204"
    (got,) = hook_server.got
    data = Webhook(SECRET).verify(got.body, got.headers)
    assert got.headers["webhook-id"] == row(page()).id
    assert data["type"] == "golddust.staff.notice.v1"
    assert (data["data"]["reference"], data["data"]["person"], data["data"]["urgent"]) == ("GD-7KQ2", "kim", True)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(got.body + b" ", got.headers)


def test_each_try_has_the_same_id_and_body_and_a_time_of_its_own(hook_server: HookServer, kim: Colleague) -> None:
    clock = MovableClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    hook_server.answers["/kim"] = [401, 500, 200]
    for tries, error in enumerate((Refused, Unavailable, None)):
        if error:
            with pytest.raises(error):
                StaffHooks(clock).send(row(page(), "hook", tries), kim)
        else:
            assert StaffHooks(clock).send(row(page(), "hook", tries), kim) == "HTTP 200"
        clock.move(timedelta(minutes=1))
    for name, different in (("id", 1), ("timestamp", 3), ("signature", 3)):
        assert len({one.headers[f"webhook-{name}"] for one in hook_server.got}) == different
    assert len({one.body for one in hook_server.got}) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_what_may_pass_is_tried_again(hook_server: HookServer, kim: Colleague, status: int) -> None:
    hook_server.answers["/kim"] = [status]
    with pytest.raises(Unavailable, match=str(status)):
        StaffHooks(SystemClock()).send(row(page(), "hook"), kim)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_will_not_pass_is_refused_with_the_reason(hook_server: HookServer, kim: Colleague, status: int) -> None:
    hook_server.answers["/kim"] = [status]
    with pytest.raises(Refused, match=f"the hook answered {status}"):
        StaffHooks(SystemClock()).send(row(page(), "hook"), kim)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(hook_server: HookServer, kim: Colleague, status: int) -> None:
    hook_server.answers["/kim"] = [status]
    hook_server.said = {"Location": f"{hook_server.url}/elsewhere"}
    with pytest.raises(Refused, match="redirects"):
        StaffHooks(SystemClock()).send(row(page(), "hook"), kim)
    assert hook_server.at("/elsewhere") == []


@pytest.mark.parametrize(("asked_for", "pause"), [("120", 120), ("999999", 3600), ("soon", 5), ("-3", 5), ("", 5)])
def test_a_hook_may_say_when_to_come_back(hook_server: HookServer, kim: Colleague, asked_for: str, pause: float) -> None:
    hook_server.answers["/kim"] = [429]
    hook_server.said = {"Retry-After": asked_for}
    with pytest.raises(Unavailable) as raised:
        StaffHooks(SystemClock()).send(row(page(), "hook"), kim)
    assert raised.value.retry_after == pause


def test_a_hook_that_does_not_answer_is_tried_again(hook_server: HookServer, kim: Colleague) -> None:
    hook_server.answers["/kim"] = [0]
    with pytest.raises(Unavailable, match="away"):
        StaffHooks(SystemClock()).send(row(page(), "hook"), kim)


@pytest.mark.parametrize("content", [None, "", "whsec_", "whsec_%%%", "\udcff"])
def test_without_a_secret_that_can_be_read_nothing_is_posted(
    hook_server: HookServer, kim: Colleague, content: str | None
) -> None:
    if content is None:
        Path(kim.hook_secret).unlink()
    else:
        Path(kim.hook_secret).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Unavailable, match="secret"):
        StaffHooks(SystemClock()).send(row(page(), "hook"), kim)
    assert hook_server.got == []


def test_a_new_secret_holds_at_once(hook_server: HookServer, kim: Colleague) -> None:
    hooks, new = StaffHooks(SystemClock()), "whsec_" + "WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE="
    hooks.send(row(page(), "hook"), kim)
    Path(kim.hook_secret).write_text(new)
    hooks.send(row(page(), "hook"), kim)
    assert Webhook(new).verify(hook_server.got[1].body, hook_server.got[1].headers)


# --- what all ways promise


@pytest.fixture(params=["mail", "sms", "hook"])
def nobody_there(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Way, Colleague]:
    """Each way with nobody behind it."""
    (tmp_path / "secret").write_text(SECRET)
    port = free_port()
    to = Colleague("kim", "Kim", KIM.mail, KIM.phone, f"http://127.0.0.1:{port}/", str(tmp_path / "secret"))
    texts = twilio(f"http://127.0.0.1:{port}")
    ways: dict[str, Way] = {"mail": mail(port), "sms": StaffTexts(texts), "hook": StaffHooks(SystemClock())}
    return ways[request.param], to


def test_a_carrier_that_is_not_there_is_away(nobody_there: tuple[Way, Colleague]) -> None:
    way, to = nobody_there
    assert way.waiting_for() is None
    with pytest.raises(Unavailable):
        way.send(row(page(), way.name), to)


def test_only_hooks_may_repeat() -> None:
    assert (StaffMail.repeats, StaffTexts.repeats, StaffHooks.repeats) == (False, False, True)


def test_what_is_missing_is_named() -> None:
    assert "relay" in str(StaffMail(Relay(Options()), SystemClock()).waiting_for())
    assert "Twilio" in str(StaffTexts(twilio("", account_sid="", auth_token="", from_number="")).waiting_for())


def test_an_answer_that_never_comes_leaves_mail_and_texts_in_doubt(mailbox: Mailbox, texts: Texts) -> None:
    mailbox.at_end, texts.drop = "drop", True
    with pytest.raises(InDoubt):
        mail(mailbox.port).send(row(notice()), KIM)
    with pytest.raises(InDoubt):
        texts_to(texts).send(row(page(), "sms"), KIM)
