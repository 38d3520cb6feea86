"""One suite for every connector: printing, real Request Tracker, real Roundup, and the others against servers of ours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from pydantic import SecretStr

from golddust.clock import MovableClock
from golddust.errors import GoldDustError, Misconfigured, NotFound, Refused, Unavailable
from golddust.mirroring import ENDED, ComplaintMirror, InDoubt, Throttled
from golddust.ports import Resolution
from sinks.complaints.answering import answer_of
from sinks.complaints.freshdesk.mirror import FreshdeskMirror
from sinks.complaints.freshdesk.options import Options as FreshdeskOptions
from sinks.complaints.github.mirror import GithubMirror
from sinks.complaints.github.options import Options as GithubOptions
from sinks.complaints.gitlab.mirror import GitlabMirror
from sinks.complaints.gitlab.options import Options as GitlabOptions
from sinks.complaints.hook.mirror import HookMirror
from sinks.complaints.hook.options import Options as HookOptions
from sinks.complaints.jira.mirror import JiraMirror
from sinks.complaints.jira.options import Options as JiraOptions
from sinks.complaints.mail.mirror import MailMirror
from sinks.complaints.mail.options import Options as MailOptions
from sinks.complaints.printed.mirror import PrintedMirror
from sinks.complaints.registry import CONNECTORS
from sinks.complaints.roundup.mirror import RoundupMirror
from sinks.complaints.roundup.options import Options as RoundupOptions
from sinks.complaints.rt.mirror import RtMirror
from sinks.complaints.rt.options import Options as RtOptions
from sinks.complaints.zammad.mirror import ZammadMirror
from sinks.complaints.zammad.options import Options as ZammadOptions
from sinks.complaints.zendesk.mirror import ZendeskMirror
from sinks.complaints.zendesk.options import Options as ZendeskOptions
from tests.services.complaint_systems.hooked import SECRET
from tests.services.complaint_systems.people import People
from tests.services.complaint_systems.served import Served
from tests.services.mailbox import Mailbox, free_port
from tests.services.request_tracker import RequestTracker
from tests.services.roundup import Roundup
from tests.sinks.complaints.made import ANSWER, MONDAY, a_note, seen_case

CLOCK = MovableClock(MONDAY)
BRIDGE = "bridge@example.com"


@dataclass(frozen=True, slots=True)
class Place:
    """A connector, and the people who work in the system that it speaks to."""

    mirror: ComplaintMirror
    people: People


def rt(url: str, proof: str = "bridge-made-up", **options: object) -> ComplaintMirror:
    return RtMirror(RtOptions.model_validate({"url": url, "user": "bridge", "password": proof, "timeout": 10, **options}))


def roundup(url: str, proof: str = "bridge-made-up", **options: object) -> ComplaintMirror:
    return RoundupMirror(
        RoundupOptions.model_validate({"url": url, "user": "bridge", "password": proof, "timeout": 10, **options})
    )


def zammad(url: str, proof: str = "zammad-token", **options: object) -> ComplaintMirror:
    made = ZammadOptions.model_validate({"url": url, "token": proof, "customer": "nobody@example.com", "timeout": 5, **options})
    return ZammadMirror(made, CLOCK)


def zendesk(url: str, proof: str = "zendesk-token", **options: object) -> ComplaintMirror:
    return ZendeskMirror(ZendeskOptions.model_validate({"url": url, "user": BRIDGE, "token": proof, "timeout": 5, **options}))


def freshdesk(url: str, proof: str = "freshdesk-key", **options: object) -> ComplaintMirror:
    given = {"url": url, "api_key": proof, "requester": "nobody@example.com", "timeout": 5}
    return FreshdeskMirror(FreshdeskOptions.model_validate(given | options))


def jira(url: str, proof: str = "jira-token", **options: object) -> ComplaintMirror:
    given = {
        "url": url,
        "user": BRIDGE,
        "token": proof,
        "project": "CARE",
        "service_desk": "3",
        "request_type": "25",
        "timeout": 5,
    }
    return JiraMirror(JiraOptions.model_validate(given | options))


def github(url: str, proof: str = "github-token", **options: object) -> ComplaintMirror:
    return GithubMirror(
        GithubOptions.model_validate({"url": url, "repository": "example/care", "token": proof, "timeout": 5, **options})
    )


def gitlab(url: str, proof: str = "gitlab-token", **options: object) -> ComplaintMirror:
    return GitlabMirror(
        GitlabOptions.model_validate({"url": url, "project": "example/care", "token": proof, "timeout": 5, **options})
    )


def hook(url: str, proof: str = SECRET) -> ComplaintMirror:
    return HookMirror(HookOptions(url=url, secret=SecretStr(proof), timeout=5), CLOCK)


SERVED: dict[str, Callable[..., ComplaintMirror]] = {
    "zammad": zammad,
    "zendesk": zendesk,
    "freshdesk": freshdesk,
    "jira": jira,
    "github": github,
    "gitlab": gitlab,
}
"""Those that are played by servers of ours, and bring something back."""
REAL = [pytest.param(name, marks=pytest.mark.service) for name in ("rt", "roundup")]
TWO_WAY = ["printed", *REAL, *SERVED]


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    name: str = request.param
    if name == "printed":
        printed = PrintedMirror(CLOCK, lambda _: None)
        return Place(printed, _AtPrinted(printed))
    if name == "rt":
        tracker: RequestTracker = request.getfixturevalue("request_tracker")
        return Place(rt(tracker.url), tracker)
    if name == "roundup":
        issues: Roundup = request.getfixturevalue("roundup")
        return Place(roundup(issues.url), issues)
    served: Served = request.getfixturevalue(name)
    return Place(SERVED[name](served.url), served.system)


@dataclass(frozen=True, slots=True)
class _AtPrinted:
    printed: PrintedMirror

    def answer(self, ticket: str, text: str) -> None:
        self.printed.answer(ticket, text)

    def remark(self, ticket: str, text: str) -> None:
        """Nobody talks there."""

    def resolve(self, ticket: str) -> None:
        self.printed.set_state(ticket, "resolved")

    def reopen(self, ticket: str) -> None:
        self.printed.set_state(ticket, "open")

    def remove(self, ticket: str) -> None:
        self.printed.remove(ticket)

    def texts(self, ticket: str) -> list[str]:
        kept = self.printed.tickets[ticket]
        return [f"[{kept.case.reference}] {kept.case.subject}", kept.case.text, *(note.text for note in kept.notes)]

    def count(self, reference: str) -> int:
        return sum(kept.case.reference == reference for kept in self.printed.tickets.values())


def all_text(place: Place, ticket: str) -> str:
    return "\n".join(place.people.texts(ticket)).replace("\r\n", "\n")


def test_every_connector_is_in_this_suite() -> None:
    assert {"printed", "rt", "roundup", *SERVED, "hook", "mail"} == set(CONNECTORS)


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_it_is_there_and_has_what_is_needed(place: Place) -> None:
    place.mirror.check()
    assert place.mirror.name in CONNECTORS
    assert place.mirror.brings_back


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_a_ticket_is_found_by_its_case_as_soon_as_it_is_there_and_no_other(place: Place) -> None:
    case, other = seen_case(), seen_case()
    assert place.mirror.find(case) is None
    ticket, second = place.mirror.open(case), place.mirror.open(other)
    assert ticket != second
    assert (place.mirror.find(case), place.mirror.find(other)) == (ticket, second)
    assert place.people.count(case.reference) == 1


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_a_ticket_says_what_the_customer_said_and_where_the_case_is(place: Place) -> None:
    case = seen_case()
    ticket = place.mirror.open(case)
    title = place.people.texts(ticket)[0]
    assert title.startswith(f"[{case.reference}] My parcel")
    assert case.text in all_text(place, ticket)
    if place.mirror.name != "printed":
        assert case.url in all_text(place, ticket)
        assert ticket.rpartition("-")[2] in place.mirror.link(ticket)


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_notes_are_added_in_order_and_known_again(place: Place) -> None:
    ticket = place.mirror.open(seen_case())
    assert place.mirror.notes(ticket) <= {""} | place.mirror.notes(ticket)
    notes = [a_note(f"Step {number}.") for number in (1, 2, 3)]
    for note in notes:
        place.mirror.add(ticket, note)
    assert {note.id for note in notes} <= place.mirror.notes(ticket)
    text = all_text(place, ticket)
    assert text.index("Step 1.") < text.index("Step 2.") < text.index("Step 3.")


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_what_we_wrote_ourselves_is_not_brought_back(place: Place) -> None:
    ticket = place.mirror.open(seen_case(text="Remedy: give me my money back."))
    place.mirror.add(ticket, a_note("The customer wrote again.\n\nRemedy: my money."))
    assert place.mirror.status(ticket).comments == ()


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_what_people_write_for_the_customer_comes_back_and_what_they_say_among_themselves_does_not(place: Place) -> None:
    ticket = place.mirror.open(seen_case())
    place.people.remark(ticket, "He calls every day.")
    place.people.answer(ticket, "Remedy: We have refunded 12 €.")
    place.people.answer(ticket, "Apology: We are sorry.")
    comments = place.mirror.status(ticket).comments
    assert [comment.text for comment in comments] == ["Remedy: We have refunded 12 €.", "Apology: We are sorry."]
    assert len({comment.id for comment in comments}) == 2
    assert all(comment.at.tzinfo is not None for comment in comments)


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_it_stands_as_we_say_however_often_we_say_it(place: Place) -> None:
    ticket = place.mirror.open(seen_case())
    assert place.mirror.status(ticket).state == "open"
    place.mirror.set_state(ticket, "open")
    place.mirror.set_state(ticket, "waiting")
    assert place.mirror.status(ticket).state in ("waiting", "open")
    for _ in range(2):
        place.mirror.set_state(ticket, "resolved")
        assert place.mirror.status(ticket).state == "resolved"
    place.mirror.set_state(ticket, "closed")
    assert place.mirror.status(ticket).state in ENDED
    for _ in range(2):
        place.mirror.set_state(ticket, "open")
        assert place.mirror.status(ticket).state == "open"


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_a_note_opens_nothing_again(place: Place) -> None:
    ticket = place.mirror.open(seen_case())
    place.mirror.set_state(ticket, "resolved")
    place.mirror.add(ticket, a_note("The customer was told."))
    assert place.mirror.status(ticket).state == "resolved"


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_what_is_resolved_there_can_be_told_to_the_customer(place: Place) -> None:
    ticket = place.mirror.open(seen_case())
    assert answer_of(place.mirror.status(ticket)) is None
    place.people.answer(ticket, ANSWER.format("We have refunded you."))
    place.people.resolve(ticket)
    status = place.mirror.status(ticket)
    answer = answer_of(status)
    assert status.state == "resolved"
    assert answer is not None
    assert answer.resolution({}) == Resolution("A van broke down.", "So sorry.", "No spare van.", "We have refunded you.")
    place.people.reopen(ticket)
    assert place.mirror.status(ticket).state == "open"


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_what_changed_there_is_listed_oldest_first(place: Place) -> None:
    first, second = place.mirror.open(seen_case()), place.mirror.open(seen_case())
    before = min(place.mirror.status(ticket).changed_at for ticket in (first, second))
    place.people.answer(first, "Remedy: soon")
    changed = list(place.mirror.changed_since(before))
    assert [change.at for change in changed] == sorted(change.at for change in changed)
    assert {first, second} <= {change.ticket for change in changed}
    last = max(change.at for change in changed)
    assert place.mirror.changed_since(last + timedelta(seconds=1)) == []


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_what_was_deleted_there_is_gone(place: Place) -> None:
    ticket = place.mirror.open(seen_case())
    place.people.remove(ticket)
    assert place.mirror.status(ticket).state == "gone"


def erased(mirror: ComplaintMirror, ticket: str) -> str:
    """What is left to do by hand; an account that may not delete says so, too (see `TicketErasing`)."""
    try:
        return mirror.erase(ticket)
    except Refused as refused:
        return refused.reason


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_what_is_erased_is_gone_there_or_it_is_said_what_is_left_to_do_by_hand(place: Place) -> None:
    ticket, other = place.mirror.open(seen_case()), place.mirror.open(seen_case())
    place.mirror.add(ticket, a_note("Something more."))
    left = erased(place.mirror, ticket)
    assert place.mirror.status(ticket).state == "gone" or left
    assert place.mirror.status(other).state == "open"
    again = erased(place.mirror, ticket)
    assert not again or left


AWKWARD = (
    "Grüße ☕ \U0001f600 'quoted' \"twice\" <b>bold</b> & {{ticket.id}} {noformat} @everyone #1\n"
    "/close\n```\nfixes #2\n\\x41 %s $1"
)


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_whatever_customers_write_is_shown_and_does_nothing(place: Place) -> None:
    case = seen_case(text=AWKWARD, subject='It\'s "late"\nand <b>broken</b> @all')
    ticket = place.mirror.open(case)
    place.mirror.add(ticket, a_note(f"The customer wrote again.\n\n{AWKWARD}"))
    assert place.mirror.find(case) == ticket
    assert place.mirror.status(ticket).state == "open"
    text = all_text(place, ticket)
    for line in ("Grüße ☕ \U0001f600 'quoted' \"twice\" <b>bold</b> &", "/close", "\\x41 %s $1"):
        assert text.count(line) >= 2, line


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_a_long_text_is_taken_whole(place: Place) -> None:
    case = seen_case(text="word " * 5_000 + "end", subject="x" * 1000)
    assert "word end" in all_text(place, place.mirror.open(case))


@pytest.mark.parametrize("place", TWO_WAY, indirect=True)
def test_a_ticket_that_there_is_not_is_refused(place: Place) -> None:
    missing = "CARE-999999" if place.mirror.name == "jira" else "999999"
    with pytest.raises(Refused):
        place.mirror.add(missing, a_note())


@pytest.mark.parametrize("place", list(SERVED), indirect=True)
def test_more_than_a_page_is_read_to_its_end(place: Place) -> None:
    tickets = [place.mirror.open(seen_case()) for _ in range(120)]
    for number in range(120):
        place.people.answer(tickets[0], f"Remedy: {number}")
        place.mirror.add(tickets[0], a_note())
    assert [comment.text for comment in place.mirror.status(tickets[0]).comments][-1] == "Remedy: 119"
    assert len(place.mirror.notes(tickets[0])) >= 120
    changed = place.mirror.changed_since(MONDAY)
    assert sorted(tickets) == sorted(change.ticket for change in changed)


# --- what goes wrong

Make = Callable[..., ComplaintMirror]
NOBODY = f"http://127.0.0.1:{free_port()}"
EVERYWHERE: dict[str, Make] = {**SERVED, "rt": rt, "roundup": roundup, "hook": hook}


@pytest.mark.parametrize("name", list(EVERYWHERE))
def test_a_system_that_is_away_is_tried_again(name: str) -> None:
    mirror = EVERYWHERE[name](NOBODY)
    for call in (mirror.check, lambda: mirror.open(seen_case())):
        with pytest.raises(Unavailable, match="away") as away:
            call()
        assert not isinstance(away.value, InDoubt)


def ways(mirror: ComplaintMirror) -> list[Callable[[], object]]:
    return [
        lambda: mirror.find(seen_case()),
        lambda: mirror.open(seen_case()),
        lambda: mirror.add("101", a_note()),
        lambda: mirror.set_state("101", "resolved"),
        lambda: mirror.status("101"),
        lambda: mirror.changed_since(MONDAY),
    ]


@pytest.mark.parametrize("name", list(SERVED))
def test_a_system_that_asks_for_a_rest_gets_it(name: str, request: pytest.FixtureRequest) -> None:
    served: Served = request.getfixturevalue(name)
    served.throttled, served.retry_after = 100, "77"
    for call in ways(SERVED[name](served.url)):
        with pytest.raises(Throttled) as throttled:
            call()
        assert throttled.value.retry_after == 77


@pytest.mark.parametrize("name", list(SERVED))
def test_a_system_that_is_broken_leaves_us_in_doubt_and_one_that_refuses_does_not(
    name: str, request: pytest.FixtureRequest
) -> None:
    served: Served = request.getfixturevalue(name)
    mirror = SERVED[name](served.url)
    served.broken = 100
    for call in ways(mirror):
        with pytest.raises(InDoubt):
            call()
    served.broken, served.refused = 0, 100
    for call in ways(mirror):
        with pytest.raises(Refused, match="no, and never"):
            call()


@pytest.mark.parametrize("name", list(SERVED))
def test_a_ticket_whose_answer_was_lost_is_there_to_be_found(name: str, request: pytest.FixtureRequest) -> None:
    served: Served = request.getfixturevalue(name)
    mirror, case = SERVED[name](served.url), seen_case()
    served.lost = 1
    with pytest.raises(InDoubt):
        mirror.open(case)
    found = mirror.find(case)
    assert found is not None
    assert served.system.count(case.reference) == 1


WRONG = "wrong-and-not-to-be-shown"


@pytest.mark.parametrize("name", [*SERVED, *REAL])
def test_whom_they_do_not_let_in_waits_and_no_secret_is_said(name: str, request: pytest.FixtureRequest) -> None:
    service = {"rt": "request_tracker"}.get(name, name)
    url = request.getfixturevalue(service).url
    mirror = EVERYWHERE[name](url, WRONG)
    for call in (mirror.check, lambda: mirror.open(seen_case())):
        with pytest.raises(GoldDustError) as refused:
            call()
        assert isinstance(refused.value, Unavailable | Misconfigured)
        assert WRONG not in str(refused.value)
        assert name in str(refused.value)


def problems(mirror: ComplaintMirror) -> list[str]:
    with pytest.raises(Misconfigured) as wrong:
        mirror.check()
    return [problem.path for problem in wrong.value.problems]


@pytest.mark.service
def test_rt_without_the_queue_or_the_field_is_noticed_before_anything_is_lost(request_tracker: RequestTracker) -> None:
    assert problems(rt(request_tracker.url, queue="Nowhere")) == ["mirrors.rt.queue"]
    assert problems(rt(request_tracker.url, queue="Fieldless")) == ["mirrors.rt.case_field"]
    assert problems(rt(request_tracker.url, case_field="Other")) == ["mirrors.rt.case_field"]


@pytest.mark.service
def test_rt_says_so_when_it_does_not_take_a_status(request_tracker: RequestTracker) -> None:
    mirror = rt(request_tracker.url, resolved_status="done and dusted")
    ticket = mirror.open(seen_case())
    with pytest.raises(Refused, match="done and dusted"):
        mirror.set_state(ticket, "resolved")


@pytest.mark.service
def test_rt_takes_a_token_as_well_and_a_session_that_ended_is_begun_again(request_tracker: RequestTracker) -> None:
    options = RtOptions(url=request_tracker.url, token=SecretStr(request_tracker.token))
    with_token = RtMirror(options)
    with_token.check()
    case = seen_case()
    ticket = with_token.open(case)
    with_session = rt(request_tracker.url)
    assert with_session.find(case) == ticket
    with_session._rt._web.session.cookies.clear()  # type: ignore[attr-defined]
    assert with_session.find(case) == ticket


@pytest.mark.service
def test_rt_writes_to_no_customer(request_tracker: RequestTracker) -> None:
    mirror = rt(request_tracker.url)
    before = len(request_tracker.mails())
    ticket = mirror.open(seen_case())
    mirror.add(ticket, a_note())
    mirror.set_state(ticket, "resolved")
    assert [mail.read_text() for mail in request_tracker.mails()[before:]] == []


@pytest.mark.service
def test_roundup_without_the_property_or_the_status_is_noticed(roundup: Roundup) -> None:
    given = {"url": roundup.url, "user": "bridge", "password": "bridge-made-up"}
    wrong = RoundupMirror(RoundupOptions.model_validate({**given, "case_property": "nothing", "waiting_status": "later"}))
    assert problems(wrong) == ["mirrors.roundup.case_property", "mirrors.roundup.waiting_status"]


def test_a_group_that_we_may_not_write_in_is_noticed(zammad: Served) -> None:
    mirror = SERVED["zammad"]
    assert problems(mirror(zammad.url, group="Seen")) == ["mirrors.zammad.group"]
    assert problems(mirror(zammad.url, group="Nowhere")) == ["mirrors.zammad.group"]


def test_a_group_that_there_is_not_is_noticed(zendesk: Served, freshdesk: Served) -> None:
    assert problems(SERVED["zendesk"](zendesk.url, group_id=99)) == ["mirrors.zendesk.group_id"]
    assert problems(SERVED["freshdesk"](freshdesk.url, group_id=99)) == ["mirrors.freshdesk.group_id"]
    SERVED["zendesk"](zendesk.url, group_id=5).check()
    SERVED["freshdesk"](freshdesk.url, group_id=7).check()


def test_a_project_or_a_request_type_that_there_is_not_is_noticed(jira: Served) -> None:
    mirror = SERVED["jira"](jira.url, project="NONE", request_type="99")
    assert problems(mirror) == ["mirrors.jira.project", "mirrors.jira.request_type"]


def test_what_customers_said_is_not_published_by_mistake(github: Served) -> None:
    mirror = SERVED["github"]
    assert problems(mirror(github.url, repository="example/none")) == ["mirrors.github.repository"]
    github.system.private = False
    assert problems(mirror(github.url)) == ["mirrors.github.repository"]
    mirror(github.url, public=True).check()
    github.system.push = github.system.has_issues = False
    assert len(problems(mirror(github.url))) == 3


def test_a_project_in_which_we_are_a_guest_is_noticed(gitlab: Served) -> None:
    gitlab.system.level = 10
    assert problems(SERVED["gitlab"](gitlab.url)) == ["mirrors.gitlab.project"]
    assert problems(SERVED["gitlab"](gitlab.url, project="example/none")) == ["mirrors.gitlab.project"]


def test_issues_on_gitlab_are_confidential(gitlab: Served) -> None:
    ticket = SERVED["gitlab"](gitlab.url).open(seen_case())
    assert gitlab.system.issues[int(ticket)]["confidential"]


def test_a_label_that_is_dropped_is_not_overlooked(github: Served) -> None:
    mirror = SERVED["github"](github.url)
    github.system.push = False
    with pytest.raises(Refused, match="label"):
        mirror.open(seen_case())


def test_zendesk_opens_once_however_often_it_is_asked(zendesk: Served) -> None:
    mirror, case = SERVED["zendesk"](zendesk.url), seen_case()
    ticket = mirror.open(case)
    assert mirror.open(case) == ticket
    assert mirror.open(seen_case(id=case.id, reference=case.reference, priority="low")) == ticket
    assert zendesk.system.count(case.reference) == 1


def test_a_ticket_that_zendesk_closed_for_good_is_refused_with_the_reason(zendesk: Served) -> None:
    mirror = SERVED["zendesk"](zendesk.url)
    ticket = mirror.open(case := seen_case())
    zendesk.system.tickets[int(ticket)]["status"] = "closed"
    assert mirror.find(case) is None
    assert mirror.status(ticket).state == "closed"
    with pytest.raises(NotFound, match="closed prevents ticket update"):
        mirror.add(ticket, a_note())


def test_jira_on_ones_own_machines_is_spoken_to_as_well(jira: Served) -> None:
    jira.system.in_cloud = False
    mirror = SERVED["jira"](jira.url, user="", deployment="datacenter")
    mirror.check()
    tickets = [mirror.open(seen_case()) for _ in range(60)]
    jira.system.answer(tickets[0], "We have refunded you.")
    jira.system.resolve(tickets[0])
    assert mirror.status(tickets[0]).state == "resolved"
    assert len(mirror.changed_since(MONDAY)) == 60


def test_a_transition_that_jira_does_not_offer_is_refused_with_those_that_it_does(jira: Served) -> None:
    mirror = SERVED["jira"](jira.url, resolve_transition="Finish")
    ticket = mirror.open(seen_case())
    with pytest.raises(Refused, match="Resolve this issue, Respond to customer"):
        mirror.set_state(ticket, "resolved")


def test_jira_waits_where_a_transition_for_it_is_named(jira: Served) -> None:
    mirror = SERVED["jira"](jira.url, waiting_transition="respond to customer")
    ticket = mirror.open(seen_case())
    mirror.set_state(ticket, "waiting")
    assert jira.system.requests[ticket]["status"] == "Waiting for customer"


# --- those that bring nothing back


def test_a_hook_is_signed_and_says_what_happened_once(hooked: Served) -> None:
    mirror, case, note = hook(hooked.url), seen_case(), a_note("It went on.")
    mirror.check()
    for _ in range(2):
        ticket = mirror.open(case)
        mirror.add(ticket, note)
    mirror.set_state(ticket, "resolved")
    kinds = [received["type"] for received in hooked.system.received.values()]
    assert kinds == ["case.opened", "case.note", "case.state"]
    opened, noted, state = (received["data"] for received in hooked.system.received.values())
    assert (opened["id"], opened["reference"], opened["text"]) == (case.id, case.reference, case.text)
    assert (noted["case"], noted["id"], noted["text"]) == (case.id, note.id, "It went on.")
    assert state == {"case": case.id, "state": "resolved"}
    assert mirror.find(case) is None
    assert not mirror.brings_back


def test_a_hook_that_is_not_taken_is_tried_again_or_refused(hooked: Served) -> None:
    mirror = hook(hooked.url)
    hooked.throttled = 1
    with pytest.raises(Throttled):
        mirror.open(seen_case())
    hooked.broken = 1
    with pytest.raises(Unavailable):
        mirror.open(seen_case())
    hooked.refused = 1
    with pytest.raises(Refused, match="422"):
        mirror.open(seen_case())


def post(mailbox: Mailbox, **options: object) -> ComplaintMirror:
    given = {"to": "tickets@example.com", "sender": BRIDGE, "host": "127.0.0.1", "port": mailbox.port, "timeout": 5}
    return MailMirror(MailOptions.model_validate(given | options), CLOCK)


def test_a_mail_opens_and_what_follows_answers_it(mailbox: Mailbox) -> None:
    mirror, case, note = post(mailbox), seen_case(subject="My\nparcel: Größe"), a_note()
    mirror.check()
    ticket = mirror.open(case)
    first = mailbox.mail()
    assert first["Subject"] == f"[{case.reference}] My parcel: Größe"
    assert (first["From"], first["To"], first["Auto-Submitted"]) == (BRIDGE, "tickets@example.com", "auto-generated")
    assert case.text in first.get_content()
    mirror.add(ticket, note)
    second = mailbox.mail()
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["Subject"] == f"Re: [{case.reference}] My parcel: Größe"
    mirror.set_state(ticket, "resolved")
    assert "resolved" in mailbox.mail().get_content()
    assert len({envelope.original_content for envelope in mailbox.envelopes}) == 3


def test_a_mail_that_is_sent_again_has_the_same_id(mailbox: Mailbox) -> None:
    mirror, case = post(mailbox, automatic=False), seen_case()
    mailbox.at_end = "drop"
    with pytest.raises(Unavailable):
        mirror.open(case)
    mailbox.at_end = "250 ok"
    mirror.open(case)
    ids = {
        line
        for e in mailbox.envelopes
        for line in (e.original_content or b"").splitlines()
        if line.lower().startswith(b"message-id")
    }
    assert len(mailbox.envelopes) == 2
    assert len(ids) == 1
    assert "Auto-Submitted" not in mailbox.mail()


def test_what_a_relay_answers_is_waited_for_or_refused(mailbox: Mailbox) -> None:
    mirror = post(mailbox)
    mailbox.at_rcpt = "451 later"
    with pytest.raises(Unavailable):
        mirror.open(seen_case())
    mailbox.at_rcpt = "550 5.1.1 no such user"
    with pytest.raises(Refused, match="550"):
        mirror.open(seen_case())
    mailbox.at_rcpt, mailbox.at_end = "", "554 no"
    with pytest.raises(Refused, match="554"):
        mirror.open(seen_case())
    with pytest.raises(Unavailable, match="away"):
        post(mailbox, port=free_port()).check()
