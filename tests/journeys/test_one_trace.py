"""One message, followed through all processes on Kafka: one trace from the door to the reply, and nothing personal on the way."""

import smtplib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.torture.fleet import Fleet, Member
from golddust.tracing import origin
from tests.journeys.conftest import Mailbox
from tests.journeys.speaking import WITHIN, eventually
from tests.services.otlp import Receiver, Told
from tests.services.otlp_picture import picture_of
from tests.services.ports import free_port

pytestmark = [pytest.mark.service, pytest.mark.slow]

ROLES = ("tag", "store", "complaints", "replies")
STEPS = {"take in", "receive", "tag", "store", "complaints", "replies", "reply", "reply-outcomes"}
PERSONAL = ("0143", "ann.example", "kettle", "furious")
"""Parts of a number, an address and words, as they could stand anywhere however they are written."""
ADDRESS = "ann.example@example.com"
MAIL = (
    f"From: Ann <{ADDRESS}>\r\nTo: feedback@localhost\r\nSubject: Broken kettle\r\nMessage-Id: <trace.1@example.com>\r\n\r\n"
    "My kettle broke after two days and I am furious. Call me: +1 202 555 0143\r\n"
)


@dataclass(slots=True)
class Company:
    """Doors, one process for each role, and what watches them."""

    fleet: Fleet
    watched: dict[str, int]
    mailbox: Mailbox
    receiver: Receiver

    def add(self, member: Member) -> None:
        """Watched at a port of its own."""
        port = free_port()
        member.environment = {**member.environment, "GOLDDUST_WATCH__PORT": str(port)}
        self.watched[member.name] = port

    def metrics(self) -> str:
        """Of all processes."""
        return "\n".join(_page(port) for port in self.watched.values())

    def logs(self) -> str:
        """Of all processes."""
        return "\n".join(path.read_text() for path in sorted(self.fleet.folder.glob("*.log")))


def _page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


@pytest.fixture
def company(kafka: str, postgres_url: str, relay: tuple[Mailbox, int], receiver: Receiver, tmp_path: Path) -> Iterator[Company]:
    mailbox, port = relay
    settings = {
        "GOLDDUST_LOG__BACKEND": "kafka",
        "GOLDDUST_LOG__BOOTSTRAP_SERVERS": f'["{kafka}"]',
        "GOLDDUST_LOG__PREFIX": f"t{free_port()}.",
        "GOLDDUST_LOG__PARTITIONS": "2",
        "GOLDDUST_STORE__URL": postgres_url,
        "GOLDDUST_TAG__TIER": "vader",
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_OBSERVE__OTLP_ENDPOINT": receiver.url,
    }
    with Fleet(tmp_path, settings) as fleet:
        fleet.add_ingest()
        for role in ROLES:
            fleet.add(role, "work", role)
        made = Company(fleet, {}, mailbox, receiver)
        for member in fleet.members:
            made.add(member)
        yield made


@pytest.fixture
def trace(company: Company) -> list[Told]:
    """What the receiver was told of a mail that was said, taken up, and acknowledged."""
    company.fleet.start()
    with smtplib.SMTP("127.0.0.1", company.fleet.doors[0].smtp, timeout=WITHIN) as door:
        door.sendmail(ADDRESS, ["feedback@localhost"], MAIL)
    eventually(lambda: {span.name for span in company.receiver.spans()} >= STEPS, within=3 * WITHIN)
    first = next(span for span in company.receiver.spans() if span.name == "take in")
    return company.receiver.spans(first.trace)


def test_a_message_has_one_trace_over_all_processes_and_nobody_in_it(company: Company, trace: list[Told], tmp_path: Path) -> None:
    assert {span.name for span in trace} >= STEPS
    assert [to for to, _ in company.mailbox.mails] == [[ADDRESS]]
    pids = {member.name: member.process.pid for member in company.fleet.members if member.process}
    (tmp_path / "trace.svg").write_text(picture_of(trace, {pid: name for name, pid in pids.items()}))
    assert {pids[name] for name in ("smtp-1", "forward-1", *ROLES)} == {span.process for span in trace}
    (first,) = (span for span in trace if not span.parent)
    assert (first.name, origin(first.attributes["golddust.message"]).trace) == ("take in", int(first.trace, 16))
    known = {span.id for span in trace}
    assert [span.name for span in trace if span.parent and span.parent not in known] == []

    told = {"logs": company.logs(), "metrics": company.metrics(), "spans": repr(company.receiver.bodies())}
    found = {(where, word) for where, text in told.items() for word in PERSONAL if word in text.lower()}
    assert found == set()
    assert first.attributes["golddust.message"] in told["spans"]
    assert 'golddust_deliveries_total{channel="email",duplicate="no"} 1.0' in told["metrics"]
    assert "a reply ended" in told["logs"]
