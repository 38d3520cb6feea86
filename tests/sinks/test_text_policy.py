"""When a text may go out: to which countries, not at night, not too many an hour, not too fast from one number."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from sqlalchemy import Engine, select

from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import replies
from golddust.events import Address
from golddust.metrics import PrometheusMetrics
from golddust.ports import Reply
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.printed import PrintedReplies
from sinks.replies.requests import requests_step
from sinks.replies.sms.ceilings import price_of
from sinks.replies.sms.hours import QuietHours, zone_at
from sinks.replies.sms.numbers import allowed_with, country_of, not_for_machines, zones_of
from sinks.replies.sms.options import PRICES, Options
from sinks.replies.sms.policy import TextPolicy
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, all_done, asked, records, said

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
US, GERMAN, CANADIAN, JAMAICAN = "+12025550142", "+4915112345678", "+14165550142", "+18765550142"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AT_NIGHT = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
"""In New York 22:00."""
NIGHTLY = QuietHours(time(21), time(8))


@dataclass(slots=True)
class Office:
    """A dispatcher with a policy, and a carrier that takes everything."""

    engine: Engine
    options: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOON
    ours: tuple[str, ...] = ("+12025550100",)
    zone: ZoneInfo = NEW_YORK
    carrier: PrintedReplies = field(default_factory=lambda: PrintedReplies(lambda _: None))
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    clock: Any = None
    dispatcher: Any = None

    def __post_init__(self) -> None:
        self.clock = MovableClock(self.now)
        self.restart(PrometheusMetrics(self.registry))

    def restart(self, metrics: PrometheusMetrics) -> None:
        options = Options.model_validate({"per_second": 0} | self.options)
        policy = TextPolicy(options, self.engine, lambda: self.zone, lambda: self.ours, _goes_from, metrics)
        self.dispatcher = Dispatcher(self.engine, (self.carrier,), self.clock, metrics, (), policy)

    def ask(self, name: str, number: str = US, minutes_ago: float = 0, **fields: Any) -> None:
        """Somebody wrote so long ago, and is to be told something now."""
        kind = fields.pop("kind", "phone")
        address = ANN_MAILS if kind == "email" else Address(kind=kind, value=number)
        one = said(name, address=address, received_at=self.clock.now() - timedelta(minutes=minutes_ago))
        assert all_done(Store(self.engine).write(records([one])))
        assert all_done(requests_step(self.engine, self.clock)(records([asked(one, requested_at=self.clock.now(), **fields)])))

    def state(self, name: str) -> tuple[str, str]:
        return self.row(name).state, self.row(name).why

    def row(self, name: str) -> Any:
        with reading(self.engine) as connection:
            return connection.execute(select(replies).where(replies.c.id == asked(said(name)).id)).one()

    def dispatch(self) -> int:
        """All that can go now."""
        before = len(self.carrier.sent)
        for _ in range(60):
            self.dispatcher.dispatch_due()
        return len(self.carrier.sent) - before

    def gauge(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


def _goes_from(reply: Reply) -> str:
    return reply.source


# --- numbers


@pytest.mark.parametrize(
    ("number", "country"),
    [
        (US, "US"),
        (GERMAN, "DE"),
        (CANADIAN, "CA"),
        (JAMAICAN, "JM"),
        ("+447700900123", "GB"),
        ("24273", ""),
        ("+882161234567", ""),
    ],
)
def test_a_number_tells_its_country(number: str, country: str) -> None:
    assert country_of(number) == country_of("whatsapp:" + number) == country


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (US, False),
        (GERMAN, False),
        ("24273", True),
        ("+24273", True),
        ("+19005550142", True),
        ("+449098790000", True),
        ("", True),
    ],
)
def test_short_codes_and_premium_numbers_are_not_for_machines(number: str, kept: bool) -> None:
    assert bool(not_for_machines(number)) is kept


def test_ours_allow_their_countries_and_north_america_is_one_without_the_caribbean() -> None:
    assert allowed_with([GERMAN, "whatsapp:+447700900123"]) == {"DE", "GB"}
    assert {"US", "CA", "PR"} <= allowed_with([CANADIAN])
    assert "JM" not in allowed_with([US])
    assert allowed_with(["24273", ""]) == frozenset()
    assert allowed_with(["MG49301234567a", "MG" + "4420794600" * 3, "+4420794600**"]) == frozenset()


def test_the_longest_beginning_of_a_number_decides_its_price() -> None:
    prices = {"+1": 0.01, "+1876": 0.3, "+49": 0.1}
    assert [price_of(number, 2, prices, 1.0) for number in (US, JAMAICAN, GERMAN, "+85290001234")] == [
        20_000,
        600_000,
        200_000,
        2_000_000,
    ]
    assert price_of("whatsapp:" + US, 1, prices, 1.0) == 10_000


# --- countries


@pytest.mark.parametrize(
    ("number", "state"), [(US, "sent"), (CANADIAN, "sent"), (GERMAN, "suppressed"), (JAMAICAN, "suppressed")]
)
def test_a_machine_writes_to_the_countries_of_our_own_numbers(database: Engine, number: str, state: str) -> None:
    office = Office(database)
    office.ask("a", number)
    office.dispatch()
    assert office.state("a")[0] == state
    if state == "suppressed":
        assert country_of(number) in office.state("a")[1]


@pytest.mark.parametrize("countries", [["DE"], ["*"], ["US", "DE"]])
def test_other_countries_are_allowed_by_name(database: Engine, countries: list[str]) -> None:
    office = Office(database, {"countries": countries})
    office.ask("a", GERMAN)
    assert office.dispatch() == 1


def test_a_person_may_write_to_any_country_and_to_a_short_code(database: Engine) -> None:
    office = Office(database)
    office.ask("a", GERMAN, purpose="answer")
    office.ask("b", "24273", purpose="answer")
    assert office.dispatch() == 2


def test_while_no_number_of_ours_tells_a_country_texts_wait_for_the_setting(database: Engine) -> None:
    office = Office(database, ours=("24273",))
    office.ask("a")
    assert office.dispatch() == 0
    assert "[sms.sending] countries" in office.state("a")[1]


def test_mail_knows_none_of_this(database: Engine) -> None:
    office = Office(database, {"most_per_hour": 1, "quiet_hours": "00:00-23:59"}, ours=())
    for name in "abc":
        office.ask(name, kind="email", minutes_ago=600, purpose="late_warning")
    assert office.dispatch() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"countries": ["UK"]},
        {"countries": ["us"]},
        {"quiet_hours": "9-5"},
        {"quiet_hours": "08:00-08:00"},
        {"quiet_hours": "24:00-08:00"},
        {"prices": {"49": 0.1}},
        {"most_per_hour": 0},
    ],
)
def test_settings_that_cannot_be_are_refused_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(wrong)


# --- quiet hours


@pytest.mark.parametrize(
    ("local", "end"),
    [
        ("2026-03-02T20:59", None),
        ("2026-03-02T21:00", "2026-03-03T08:00"),
        ("2026-03-02T23:59", "2026-03-03T08:00"),
        ("2026-03-03T00:00", "2026-03-03T08:00"),
        ("2026-03-03T07:59", "2026-03-03T08:00"),
        ("2026-03-03T08:00", None),
        ("2026-12-31T22:00", "2027-01-01T08:00"),
    ],
)
def test_quiet_hours_go_over_midnight(local: str, end: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=NEW_YORK)
    ends = NIGHTLY.end(now.astimezone(UTC), NEW_YORK)
    assert ends == (datetime.fromisoformat(end).replace(tzinfo=NEW_YORK) if end else None)


def test_quiet_hours_may_lie_within_a_day() -> None:
    siesta = QuietHours(time(13), time(16))
    at = datetime(2026, 3, 2, 14, tzinfo=BERLIN)
    assert siesta.end(at, BERLIN) == datetime(2026, 3, 2, 16, tzinfo=BERLIN)
    assert siesta.end(at + timedelta(hours=2), BERLIN) is None


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"])
def test_a_night_with_a_change_of_the_clock_ends_when_the_clock_says_so(night: str) -> None:
    begins = datetime.fromisoformat(f"{night}T21:00").replace(tzinfo=BERLIN)
    ends = NIGHTLY.end(begins, BERLIN)
    assert ends is not None
    assert ends.astimezone(BERLIN).time() == time(8)
    assert (ends - begins.astimezone(UTC)) == timedelta(hours=10 if night.startswith("2026-03") else 12)


@pytest.mark.parametrize(("ends_at", "night"), [(time(2, 30), "2026-03-29"), (time(2, 30), "2026-10-25")])
def test_an_end_that_comes_never_or_twice_is_past_when_we_go_on(ends_at: time, night: str) -> None:
    quiet = QuietHours(time(21), ends_at)
    ends = quiet.end(datetime.fromisoformat(f"{night}T00:30").replace(tzinfo=BERLIN), BERLIN)
    assert ends is not None
    assert quiet.end(ends, BERLIN) is None
    assert quiet.end(ends + timedelta(minutes=59), BERLIN) is None


def test_a_country_with_one_time_is_taken_at_its_word_and_others_live_with_us() -> None:
    assert zone_at(NOON, zones_of(GERMAN), NEW_YORK).utcoffset(NOON) == timedelta(hours=1)
    assert zone_at(NOON, zones_of(US), BERLIN) is BERLIN
    assert zone_at(NOON, zones_of("24273"), BERLIN) is BERLIN


@pytest.mark.parametrize(
    ("purpose", "minutes_ago", "held"),
    [
        ("acknowledgement", 5, False),
        ("follow_up", 29, False),
        ("acknowledgement", 31, True),
        ("late_warning", 5, True),
        ("check", 5, True),
        ("answer", 5, False),
        ("answer", 31, True),
        ("resolution", 31, True),
    ],
)
def test_at_night_only_a_conversation_goes_on(database: Engine, purpose: Any, minutes_ago: float, held: bool) -> None:
    office = Office(database, now=AT_NIGHT)
    office.ask("a", minutes_ago=minutes_ago, purpose=purpose)
    assert office.dispatch() == (0 if held else 1)
    if held:
        assert office.state("a") == ("waiting", "quiet hours until 08:00 there")
        office.clock.move(datetime(2026, 3, 3, 12, 59, tzinfo=UTC) - office.clock.now())
        assert office.dispatch() == 0
        office.clock.move(timedelta(minutes=1))
        assert office.dispatch() == 1


@pytest.mark.parametrize(
    ("purpose", "wrote_minutes_ago", "held"),
    [("follow_up", 5, False), ("reopened", 5, False), ("follow_up", 31, True), ("acknowledgement", 5, True)],
)
def test_an_answer_to_what_was_just_added_to_an_old_case_goes_at_night(
    database: Engine, purpose: Any, wrote_minutes_ago: float, held: bool
) -> None:
    office = Office(database, now=AT_NIGHT)
    wrote = AT_NIGHT - timedelta(minutes=wrote_minutes_ago)
    more = said("more", address=Address(kind="phone", value=US), received_at=wrote)
    assert all_done(Store(database).write(records([more])))
    office.ask("first", minutes_ago=5 * 24 * 60, purpose=purpose)
    assert office.dispatch() == (0 if held else 1)


def test_what_is_urgent_goes_at_any_hour(database: Engine) -> None:
    office = Office(database, now=AT_NIGHT)
    office.ask("a", minutes_ago=600, purpose="update", urgent=True)
    assert office.dispatch() == 1


def test_the_night_is_the_recipients(database: Engine) -> None:
    office = Office(database, {"countries": ["*"]}, now=datetime(2026, 3, 2, 21, 30, tzinfo=UTC))  # 22:30 in Berlin, 16:30 here
    office.ask("a", GERMAN, minutes_ago=600)
    office.ask("b", US, minutes_ago=600)
    assert office.dispatch() == 1
    assert "08:00" in office.state("a")[1]
    assert office.row("a").next_try_at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def test_without_quiet_hours_everything_goes(database: Engine) -> None:
    office = Office(database, {"quiet_hours": ""}, now=AT_NIGHT)
    office.ask("a", minutes_ago=600, purpose="check")
    assert office.dispatch() == 1


# --- ceilings


def test_above_the_ceiling_machines_wait_until_there_is_room_and_people_go_on_to_theirs(database: Engine) -> None:
    office = Office(database, {"most_per_hour": 3, "people_per_hour": 5})
    for number in range(5):
        office.ask(f"machine {number}", f"+1202555{number:04}")
    assert office.dispatch() == 3
    held = [office.row(f"machine {n}") for n in range(5) if office.row(f"machine {n}").state == "waiting"]
    assert len(held) == 2
    assert {row.why for row in held} == {"the ceiling for machines is reached: 3 texts within an hour ([sms.sending])"}
    for number in range(3):
        office.ask(f"person {number}", f"+1202555{number:04}", purpose="answer")
    assert office.dispatch() == 2
    assert office.gauge("golddust_texts_last_hour") == 5
    office.clock.move(timedelta(minutes=59))
    assert office.dispatch() == 0
    office.clock.move(timedelta(minutes=2))
    office.restart(PrometheusMetrics(CollectorRegistry()))
    assert office.dispatch() == 3
    assert {office.state(f"machine {n}")[0] for n in range(5)} == {"sent"}


def test_a_restart_does_not_forget_what_was_sent(database: Engine) -> None:
    office = Office(database, {"most_per_hour": 2})
    for number in range(4):
        office.ask(str(number), f"+1202555{number:04}")
        office.restart(PrometheusMetrics(CollectorRegistry()))
        office.dispatch()
    assert len(office.carrier.sent) == 2


def test_cost_is_counted_by_segments_and_country(database: Engine) -> None:
    office = Office(database, {"most_cost_per_hour": 0.05, "countries": ["*"], "prices": {"+1": 0.01, "+49": 0.02}})
    office.ask("a", GERMAN, text="x" * 161)
    office.ask("b", US)
    office.ask("c", US)
    assert office.dispatch() == 2
    assert sorted(office.state(name)[0] for name in "abc") == ["sent", "sent", "waiting"]
    assert "0.05 for texts within an hour" in "".join(office.state(name)[1] for name in "abc")
    assert (office.row("a").segments, office.row("a").price) == (2, 40_000)


def test_one_text_that_is_dearer_than_an_hour_may_cost_goes_alone(database: Engine) -> None:
    office = Office(database, {"most_cost_per_hour": 0.001})
    office.ask("a")
    office.ask("b")
    assert office.dispatch() == 1


def test_ceilings_hold_up_no_mail(database: Engine) -> None:
    office = Office(database, {"most_per_hour": 1})
    for number in range(30):
        office.ask(f"text {number}", f"+1202555{number:04}")
    office.ask("mail", kind="email")
    assert office.dispatch() == 2
    assert office.state("mail")[0] == "sent"


# --- rate


def test_from_one_number_texts_go_one_a_second_in_order_and_none_is_dropped(database: Engine) -> None:
    office = Office(database, {"per_second": 1})
    for number in range(25):
        office.ask(f"{number:02}", f"+1202555{number:04}")
        office.clock.move(timedelta(milliseconds=1))
    went = []
    for _ in range(400):
        if office.dispatcher.dispatch_due():
            went.append(office.clock.now())
        office.clock.move(timedelta(milliseconds=100))
    assert len(office.carrier.sent) == len(went) == 25
    assert min(later - earlier for earlier, later in pairwise(went)) >= timedelta(seconds=1)
    assert went[-1] - went[0] < timedelta(seconds=28)
    assert [reply.request.id for reply in office.carrier.sent] == [asked(said(f"{n:02}")).id for n in range(25)]


def test_each_of_our_numbers_has_a_rate_of_its_own_and_it_outlives_a_restart(database: Engine) -> None:
    office = Office(database, {"per_second": 1})
    for number in range(3):
        office.ask(str(number), f"+1202555{number:04}")
    assert office.dispatch() == 1
    office.restart(PrometheusMetrics(CollectorRegistry()))
    assert office.dispatch() == 0
    held = [office.state(str(n)) for n in range(3)]
    assert held.count(("waiting", "at most 1 a second go from one number")) == 2


def test_usual_settings_are_what_the_page_says() -> None:
    options = Options.model_validate({})
    assert (options.quiet_hours, options.most_per_hour, options.people_per_hour) == ("21:00-08:00", 1000, 3000)
    assert (options.countries, options.per_second, options.prices) == ((), 1.0, PRICES)
