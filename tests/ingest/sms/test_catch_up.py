"""What never reached the door is found in Twilio's list, and what did is known again, under the very same id."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from golddust import topics
from golddust.clock import MovableClock
from golddust.errors import Occupied, Refused, Unavailable
from golddust.outcomes import Done
from ingest.receive import receive_step
from ingest.sms.read import read
from ingest.sms.twilio.by_itself import CatchingUp, catches_up
from ingest.sms.twilio.catch_up import Caught, catch_up, days_of, into
from ingest.sms.twilio.door import twilio_blueprint
from ingest.sms.twilio.message_list import PAUSES, Listed, MessageList
from ingest.sms.twilio.numbers import Numbers
from ingest.sms.twilio.options import Account, Options
from ingest.sms.twilio.ours import Ours, Reached
from ingest.sms.twilio.remembered import Remembered
from sinks.originals.memory import MemoryOriginals
from tests.services.ports import free_port
from tests.services.twilio_list import ACCOUNT, TwilioList

TOKEN = "made-up-token"
PUBLIC = "https://feedback.example.com"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NUMBERS = {"+12025550100": {"brand": "north"}}
HOUR = timedelta(hours=1)
EXAMPLE = date(2019, 5, 24)
"""Of the messages in Twilio's API document."""


def options(place: TwilioList, **changes: Any) -> Options:
    return Options(account_sid=ACCOUNT, auth_token=TOKEN, api_base=place.url, numbers=NUMBERS, **changes)


def caught(house: Any, place: TwilioList, back: timedelta = timedelta(hours=72), until: datetime = NOW) -> Caught:
    listed = MessageList(options(place), place.url, house.clock)
    ours = Ours(options(place), Reached(None)).has
    *_, last = catch_up(listed, Numbers(options(place)), ours, into(house.inbox), until - back, until)
    return last


def hooked(house: Any, place: TwilioList, form: dict[str, str], data: Path | None = None) -> None:
    client = house.client(twilio_blueprint(options(place), PUBLIC, house.inbox, house.clock, house.metrics, data))
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/sms/twilio", form)
    kind = "application/x-www-form-urlencoded"
    answer = client.post("/sms/twilio", data=urlencode(form), headers={"X-Twilio-Signature": signature}, content_type=kind)
    assert answer.status_code == 200


@pytest.fixture
def place(twilio_list: TwilioList) -> TwilioList:
    """Five kinds of messages, and some that customers did not send."""
    twilio_list.came(1, NOW - 50 * HOUR, "Größe \U0001f600 +1 & more\r\nsecond line")
    twilio_list.came(2, NOW - 49 * HOUR, "", pictures=3)
    twilio_list.came(3, NOW - 3 * HOUR, "Hello", **{"from": "whatsapp:+12025550143", "to": "whatsapp:+12025550100"})
    twilio_list.came(4, NOW - 2 * HOUR, "STOP", messaging_service_sid="MG" + "9" * 32)
    twilio_list.came(5, NOW - HOUR, "Picture", pictures=1)
    twilio_list.came(8, NOW - HOUR, "We answered", direction="outbound-api")
    twilio_list.came(9, NOW - HOUR, "So did we", direction="outbound-reply")
    return twilio_list


def number(sid: str) -> int:
    return int(f"0x{sid[2:]}", 0)


def forms(place: TwilioList) -> list[dict[str, str]]:
    """What the web hooks of those messages would have posted."""
    copy = TwilioList()
    for listed in [one for one in place.messages if one["direction"] == "inbound"]:
        at = datetime.strptime(listed["date_sent"], "%a, %d %b %Y %H:%M:%S %z")
        changes = {name: listed[name] for name in ("from", "to")}
        copy.came(number(listed["sid"]), at, listed["body"], int(listed["num_media"]), **changes)
    return [copy.came(number(one["sid"]), NOW, one["body"], int(one["num_media"]), **{"from": one["from"], "to": one["to"]})
            for one in copy.messages[:5]]  # fmt: skip


def test_all_that_customers_sent_is_taken_in_the_oldest_first(house: Any, place: TwilioList) -> None:
    assert caught(house, place) == Caught(NOW - timedelta(hours=72), NOW, found=5, new=5, known=0)
    taken = house.taken()
    assert [number(delivery.external_id) for delivery in taken] == [1, 2, 3, 4, 5]
    assert [delivery.received_at for delivery in taken] == [NOW - n * HOUR for n in (50, 49, 3, 2, 1)]
    first, second, third, fourth, _ = map(read, taken)
    assert first.text == "Größe \U0001f600 +1 & more\nsecond line"
    assert [medium.url[-1] for medium in second.attachments] == ["2", "1", "0"]
    assert second.attachments[0].url.startswith("https://api.twilio.com/2010-04-01/Accounts/AC")
    assert (third.address.kind, third.source) == ("whatsapp", "whatsapp:+12025550100")
    assert (fourth.command, fourth.labels["brand"], fourth.suspect) == ("stop", "north", False)
    assert any("never came" in problem for problem in first.problems)


def test_what_the_door_took_in_is_known_under_the_same_id(house: Any, place: TwilioList) -> None:
    for form in forms(place):
        hooked(house, place, form)
    before = [delivery.id for delivery in house.taken()]
    assert (caught(house, place).found, caught(house, place).known) == (5, 5)
    assert [delivery.id for delivery in house.taken()] == before


def test_a_web_hook_that_comes_after_all_changes_nothing(house: Any, place: TwilioList) -> None:
    caught(house, place)
    for form in forms(place):
        hooked(house, place, form)
    assert len(house.taken()) == 5


def test_twice_is_once(house: Any, place: TwilioList) -> None:
    caught(house, place)
    again = caught(house, place)
    assert (again.new, again.known, len(house.taken())) == (0, 5, 5)


def test_only_what_lies_between_the_two_times_is_taken(house: Any, place: TwilioList) -> None:
    assert caught(house, place, back=timedelta(hours=3), until=NOW - HOUR).found == 2
    assert {number(delivery.external_id) for delivery in house.taken()} == {3, 4}


def test_many_pages_are_all_read(house: Any, twilio_list: TwilioList) -> None:
    twilio_list.page = 7
    for n in range(250):
        twilio_list.came(n, NOW - HOUR + timedelta(seconds=n // 3), f"Number {n}")
    assert caught(house, twilio_list, back=2 * HOUR).new == 250
    assert [number(delivery.external_id) for delivery in house.taken()] == list(range(250))
    assert len(twilio_list.asked) == 36


def test_a_message_that_the_list_tells_in_fewer_words_is_not_said_twice(house: Any, place: TwilioList) -> None:
    """Twilio can be told to redact bodies, and whoever fetched a picture may have deleted it there."""
    for form in forms(place):
        hooked(house, place, form)
    for listed in place.messages:
        listed["body"] = None
    caught(house, place)
    records = house.log.browse(topics.INTAKE, None).read(1000, 0)
    outcomes = receive_step({"sms": read}, MemoryOriginals(), house.keys)(records)
    assert len(records) > 5
    assert [len(outcome.outputs) for outcome in outcomes if isinstance(outcome, Done)] == [1] * 5 + [0] * (len(records) - 5)


def test_too_many_requests_and_faults_are_waited_out(house: Any, place: TwilioList) -> None:
    place.failing = [429, 503, 500]
    began = house.clock.monotonic()
    assert caught(house, place).new == 5
    assert house.clock.monotonic() - began == sum(PAUSES[:3])


def test_retry_after_counts_where_it_is_longer(house: Any, place: TwilioList) -> None:
    place.failing, place.retry_after = [429], "20"
    began = house.clock.monotonic()
    caught(house, place)
    assert house.clock.monotonic() - began == 20


def test_patience_ends(house: Any, place: TwilioList) -> None:
    place.failing = [503] * 50
    with pytest.raises(Unavailable, match="503"):
        caught(house, place)
    assert len(place.failing) == 50 - len(PAUSES) - 1


def test_a_twilio_that_is_not_there_is_unavailable(house: Any) -> None:
    listed = MessageList(Account(account_sid=ACCOUNT, auth_token=TOKEN), f"http://127.0.0.1:{free_port()}", house.clock)
    with pytest.raises(Unavailable, match="away"):
        list(listed.of_day(NOW.date()))


def test_stopping_does_not_wait_for_twilio(house: Any, place: TwilioList) -> None:
    place.failing, stop = [503] * 50, threading.Event()
    stop.set()
    with pytest.raises(Unavailable):
        list(MessageList(options(place), place.url, house.clock, stop).of_day(NOW.date()))
    assert len(place.failing) == 49


def test_a_retired_token_beside_a_good_one_is_passed_over(house: Any, place: TwilioList) -> None:
    account = Account(account_sid=ACCOUNT, auth_token=f"retired,{TOKEN}")
    assert list(MessageList(account, place.url, house.clock).of_day(NOW.date()))
    with pytest.raises(Refused, match="auth_token"):
        list(MessageList(Account(account_sid=ACCOUNT, auth_token="retired"), place.url, house.clock).of_day(NOW.date()))


def test_a_message_whose_pictures_are_gone_is_taken_in_without_them(house: Any, place: TwilioList) -> None:
    del place.media["MM" + f"{2:032x}"]
    assert caught(house, place).new == 5
    assert [len(read(delivery).attachments) for delivery in house.taken()] == [0, 0, 0, 0, 1]


def test_an_odd_row_keeps_no_other_from_being_taken_in(house: Any, place: TwilioList) -> None:
    for odd in ({"sid": None}, {"sid": ""}, {"direction": {"not": "words"}}):
        place.came(20, NOW - HOUR, "Odd", **odd)
    place.media["MM" + f"{5:032x}"].append({"uri": None})
    with capture_logs() as logs:
        assert caught(house, place).new == 5
    assert [(line["rows"], line["of"]) for line in logs] == [(2, "Listed"), (1, "ListedMedium")]


@pytest.mark.parametrize("told", ["\u00b2", "soon", "-1", "9" * 400])
def test_an_odd_retry_after_is_waited_out_like_none(house: Any, place: TwilioList, told: str) -> None:
    place.failing, place.retry_after = [429], told
    began = house.clock.monotonic()
    assert caught(house, place).new == 5
    assert house.clock.monotonic() - began == (60 if told.isascii() and told.isdigit() else PAUSES[0])


def test_a_bug_ends_one_look_and_not_all_of_them(by_itself: CatchingUp, house: Any, tmp_path: Path) -> None:
    Remembered(tmp_path).put(ACCOUNT, NOW - 4 * HOUR)
    asked: list[str] = []

    def is_stored(feedback: str) -> bool:
        asked.append(feedback)
        if len(asked) == 1:
            raise KeyError("+12025550143")
        return False

    by_itself.is_stored = is_stored
    with capture_logs() as logs:
        by_itself.work()
    assert [line["error"] for line in logs] == ["KeyError"]
    assert "2025550143" not in str(logs)
    house.clock.move(timedelta(minutes=5))
    by_itself.work()
    assert len(house.taken()) == 3


def test_the_look_three_minutes_later_comes_after_one_that_went_well(house: Any, place: TwilioList, tmp_path: Path) -> None:
    settings = options(place, catch_up_minutes=0)
    work = CatchingUp(settings, tmp_path, house.inbox, house.clock, house.metrics).work
    Remembered(tmp_path).put(ACCOUNT, NOW)
    place.messages.clear()
    place.failing = [503] * (len(PAUSES) + 1)
    asked = []
    for minutes in (0, 5, 3, 60):
        house.clock.move(timedelta(minutes=minutes))
        work()
        asked.append(len(place.asked))
    assert asked == [0, 1, 2, 2]


@pytest.mark.parametrize("following", ["https://evil.example.com/2010-04-01/Accounts/x", "//evil.example.com/x", "/elsewhere"])
def test_the_password_goes_nowhere_but_to_the_api(house: Any, place: TwilioList, following: str) -> None:
    place.page, place.next_page = 1, following
    with pytest.raises(Unavailable, match="none of Twilio's"):
        caught(house, place)


@pytest.mark.parametrize("written", ["", "yesterday", None, "Tue, 99 Nov 2026 99:00:00 +0000"])
def test_a_message_without_a_time_has_none(written: str | None) -> None:
    assert Listed(sid="SM1", date_sent=written).at is None


def test_the_days_asked_for_are_those_of_utc() -> None:
    assert [day.day for day in days_of(NOW - timedelta(hours=11), NOW)] == [23, 24]
    assert [day.day for day in days_of(NOW, NOW)] == [24]


@pytest.mark.service
def test_the_requests_are_those_of_twilios_own_document(prism_url: str) -> None:
    """Prism refuses what the document does not know, and answers with an example of what it does."""
    account = Account(account_sid=ACCOUNT, auth_token=TOKEN)
    listed = MessageList(account, prism_url, MovableClock(NOW))
    assert list(listed.of_day(NOW.date())) == []  # its example is of another day
    assert {(one.sid[:2], one.is_incoming) for one in listed.of_day(EXAMPLE)} == {("SM", False), ("MM", True)}
    assert listed.media_of("MM" + "1" * 32)[0].url.startswith("https://api.twilio.com/2010-04-01/Accounts/")


@pytest.fixture
def by_itself(house: Any, place: TwilioList, tmp_path: Path) -> CatchingUp:
    return CatchingUp(options(place), tmp_path, house.inbox, house.clock, house.metrics)


def test_by_itself_the_first_time_only_remembers(by_itself: CatchingUp, house: Any, tmp_path: Path) -> None:
    by_itself.work()
    assert house.taken() == []
    assert Remembered(tmp_path).of(ACCOUNT)
    by_itself.clock.sleep(180, by_itself.stop)
    by_itself.work()
    assert house.taken() == []


def test_by_itself_it_takes_in_what_came_since_and_remembers_how_far(by_itself: CatchingUp, house: Any, tmp_path: Path) -> None:
    Remembered(tmp_path).put(ACCOUNT, NOW - 4 * HOUR)
    by_itself.work()
    assert {number(delivery.external_id) for delivery in house.taken()} == {3, 4, 5}
    assert Remembered(tmp_path).of(ACCOUNT) == NOW - timedelta(minutes=2)
    assert house.counted("golddust_sms_caught_up_total", result="new") == 3


def test_by_itself_it_comes_again_after_three_minutes_and_then_every_hour(
    by_itself: CatchingUp, house: Any, place: TwilioList, tmp_path: Path
) -> None:
    Remembered(tmp_path).put(ACCOUNT, NOW)
    place.messages.clear()
    asked = []
    for minutes in (0, 1, 2, 57, 3, 60):
        house.clock.move(timedelta(minutes=minutes))
        by_itself.work()
        asked.append(len(place.asked))
    assert asked == [1, 1, 2, 2, 3, 4]


def test_what_twilio_still_tries_to_deliver_is_left_to_the_door(
    by_itself: CatchingUp, house: Any, tmp_path: Path, place: Any
) -> None:
    place.came(6, NOW - timedelta(seconds=30), "Just now")
    Remembered(tmp_path).put(ACCOUNT, NOW)
    by_itself.work()
    assert "SM" + f"{6:032x}" not in {delivery.external_id for delivery in house.taken()}
    house.clock.move(timedelta(minutes=3))
    by_itself.work()
    assert "SM" + f"{6:032x}" in {delivery.external_id for delivery in house.taken()}


def test_what_is_remembered_moves_only_when_all_is_durable(house: Any, away: Any, place: TwilioList, tmp_path: Path) -> None:
    class Away:
        accept = away.accept

        def accept_all(self, deliveries: Any) -> Any:
            return [self.accept(delivery) for delivery in deliveries]

    Remembered(tmp_path).put(ACCOUNT, NOW - 4 * HOUR)
    with capture_logs() as logs:
        CatchingUp(options(place), tmp_path, Away(), house.clock, house.metrics).work()
    assert Remembered(tmp_path).of(ACCOUNT) == NOW - 4 * HOUR
    assert "2025550143" not in str(logs)


def test_an_account_that_twilio_does_not_know_harms_no_other(house: Any, place: TwilioList, tmp_path: Path) -> None:
    settings = Options(
        account_sid="AC" + "7" * 32, auth_token="wrong", api_base=place.url, numbers=NUMBERS,
        accounts={"second": {"account_sid": ACCOUNT, "auth_token": TOKEN}},
    )  # fmt: skip
    for account in (settings, settings.accounts["second"]):
        Remembered(tmp_path).put(account.account_sid, NOW - 4 * HOUR)
    with capture_logs() as logs:
        CatchingUp(settings, tmp_path, house.inbox, house.clock, house.metrics).work()
    assert len(house.taken()) == 3
    assert "auth_token" in str(logs)


def test_one_process_at_a_time(by_itself: CatchingUp, house: Any, tmp_path: Path) -> None:
    Remembered(tmp_path).put(ACCOUNT, NOW - 4 * HOUR)
    with Remembered(tmp_path).alone():
        by_itself.work()
        assert house.taken() == []
        with pytest.raises(Occupied), Remembered(tmp_path).alone():
            pass
    house.clock.move(timedelta(minutes=6))
    by_itself.work()
    assert len(house.taken()) == 3


@pytest.mark.parametrize("written", [b"", b"{", b'{"AC1": "yesterday"}', b"\xff" * 100])
def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "sms").mkdir()
    (tmp_path / "sms" / "twilio-caught-up.json").write_bytes(written)
    assert Remembered(tmp_path).of("AC1") is None
    Remembered(tmp_path).put("AC1", NOW)
    assert Remembered(tmp_path).of("AC1") == NOW


def test_it_goes_back_no_further_than_the_settings_say(house: Any, place: TwilioList, tmp_path: Path) -> None:
    Remembered(tmp_path).put(ACCOUNT, NOW - timedelta(days=30))
    with capture_logs() as logs:
        CatchingUp(options(place, catch_up_hours=10), tmp_path, house.inbox, house.clock, house.metrics).work()
    assert len(house.taken()) == 3
    assert "--since" in str(logs)


@pytest.mark.parametrize(
    ("given", "does"),
    [
        ({"account_sid": ACCOUNT, "auth_token": TOKEN}, True),
        ({"account_sid": ACCOUNT, "auth_token": TOKEN, "catch_up_hours": 0}, False),
        ({"account_sid": ACCOUNT}, False),
        ({"auth_token": TOKEN}, False),
        ({"accounts": {"one": {"account_sid": ACCOUNT, "auth_token": TOKEN}}}, True),
    ],
)
def test_it_needs_an_account_and_its_token(given: dict[str, Any], does: bool) -> None:
    assert catches_up(Options(**given)) is does


def test_what_came_to_another_programs_number_is_left_to_it(house: Any, place: TwilioList) -> None:
    """An account may serve others beside us, and their customers wait for no answer of ours."""
    place.came(6, NOW - HOUR, "For the hotline", to="+12025550177")
    place.came(7, NOW - HOUR, "For the hotline", to="whatsapp:+12025550177")
    found = caught(house, place)
    assert (found.found, found.others) == (5, 2)
    assert {delivery.source.removeprefix("whatsapp:") for delivery in house.taken()} == {"+12025550100"}


@pytest.mark.parametrize(
    ("given", "recipient", "service", "is_ours"),
    [
        ({"from_number": "+12025550101"}, "+12025550101", "", True),
        ({"from_number": "whatsapp:+12025550101"}, "+12025550101", "", True),
        ({"from_number": "+12025550101"}, "whatsapp:+12025550101", "", True),
        ({"from_number": "+1 (202) 555-0101"}, "+12025550101", "", True),
        ({"from_number": "whatsapp: 001 202 555 0101"}, "+12025550101", "", True),
        ({"numbers": {"+1 202 555 0102": {"brand": "x"}}}, "+12025550102", "", True),
        ({"accounts": {"a": {"account_sid": "AC2", "from_number": "+1.202.555.0103"}}}, "+12025550103", "", True),
        ({"from_number": "+12025550101"}, "+12025550102", "", False),
        ({"messaging_service_sid": "MG1"}, "+12025550102", "MG1", True),
        ({"messaging_service_sid": "MG1"}, "+12025550102", "MG2", False),
        ({"messaging_service_sid": ""}, "+12025550102", "", False),
        ({"numbers": {"whatsapp:*": {"brand": "x"}}}, "whatsapp:+12025550102", "", True),
        ({"numbers": {"MG1": {"brand": "x"}}}, "+12025550102", "MG1", True),
        ({"accounts": {"a": {"account_sid": "AC2", "from_number": "+12025550103"}}}, "+12025550103", "", True),
        ({}, "", "", False),
    ],
)
def test_which_numbers_are_ours(given: dict[str, Any], recipient: str, service: str, is_ours: bool) -> None:
    assert Ours(Options(account_sid=ACCOUNT, auth_token=TOKEN, **given), Reached(None)).has(recipient, service) is is_ours


def test_a_number_that_a_web_hook_reached_is_ours_from_then_on(house: Any, place: TwilioList, tmp_path: Path) -> None:
    settings = Options(account_sid=ACCOUNT, auth_token=TOKEN, api_base=place.url)
    assert not Ours(settings, Reached(tmp_path)).has("+12025550100", "")
    client = house.client(twilio_blueprint(settings, PUBLIC, house.inbox, house.clock, house.metrics, tmp_path))
    client.post("/sms/twilio", data=forms(place)[1])  # unsigned
    assert not Ours(settings, Reached(tmp_path)).has("+12025550100", "")
    hooked(house, place, forms(place)[0], tmp_path)
    assert Ours(settings, Reached(tmp_path)).has("+12025550100", "")


def test_a_number_that_could_not_be_noted_is_noted_the_next_time(tmp_path: Path) -> None:
    reached = Reached(tmp_path)
    (tmp_path / "sms").write_text("in the way")
    reached.add("+12025550100")
    (tmp_path / "sms").unlink()
    reached.add("+12025550100")
    assert "+12025550100" in Reached(tmp_path)


def test_two_doors_of_one_folder_forget_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = Reached(tmp_path), Reached(tmp_path)
    one.add("+12025550100")
    other.add("+12025550101")
    one.add("+12025550102")
    after = Reached(tmp_path)
    assert all(f"+1202555010{n}" in after for n in range(3))
    assert [path.name for path in (tmp_path / "sms").iterdir() if path.suffix not in (".json", ".lock")] == []


def test_what_another_machine_had_is_known_where_the_store_says_so(house: Any, place: TwilioList) -> None:
    first = MessageList(options(place), place.url, house.clock)
    ids: list[str] = []

    def is_stored(feedback: str) -> bool:
        ids.append(feedback)
        return len(ids) % 2 == 1

    ours = Ours(options(place), Reached(None)).has
    *_, last = catch_up(first, Numbers(options(place)), ours, into(house.inbox, is_stored), NOW - 72 * HOUR, NOW)
    assert (last.found, last.new, last.known) == (5, 2, 3)
    assert [delivery.id for delivery in house.taken()] == ids[1::2]
