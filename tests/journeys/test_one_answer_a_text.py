"""One incoming text causes at most one outgoing text, whatever it says and in whatever state its sender's cases are.

Through every step of the pipeline, in one process: read, tagged, stored, taken up, answered.
"""

import itertools
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from complaints.cases.register import SqlRegister
from complaints.cases.speakers import KnownSpeakers
from complaints.step import complaints_step, outcomes_step
from config.tables import TAXONOMY, read_table
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.database.engine import open_database, upgrade_database
from golddust.events import Address
from golddust.identity import Keys
from golddust.metrics import NoMetrics
from golddust.outcomes import Done
from golddust.ports import Reader
from golddust.records import Entry
from golddust.segments import segments
from ingest.inbox import new_delivery
from ingest.receive import receive_step
from ingest.registry import readers
from ingest.sms.options import Options as WordOptions
from processors.registry import tagging
from processors.step import tag_step
from processors.taxonomy import parse_taxonomy
from sinks.originals.memory import MemoryOriginals
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.printed import PrintedReplies
from sinks.replies.requests import requests_step
from sinks.store.store import Store
from tests.complaints.made import MONDAY, RESOLUTION, clockwork_on, copy_outbox, rules

KEYS = Keys(b"p" * 32, b"l" * 32, b"o" * 32)
TAXONOMY_OF_OURS = parse_taxonomy(read_table("tag.taxonomy", TAXONOMY))
TEXTS = (
    *("STOP", "please stop", "STOPALL", "START", "YES", "ja", "HELP", "Hilfe", "info"),
    *("status", "any news?", "What is happening with my case?", "GD-7K3M-Q2XW"),
    *("yes", "no", "NO it did not help", "1", "3", "5", "4/5", "\U0001f44d", "\u2b50\u2b50"),
    *("My parcel never came, I am furious", "The shop is dirty and the staff was rude", "please stop the noise in store 4"),
    *(
        "Your driver was wonderful, thank you!",
        "thanks",
        "ok",
        "You could sell tea as well",
        "When do you open?",
        "\U0001f621",
        "",
    ),
    *("It is still not solved", "There is a slug in my salad, my child is ill", "Hello", "ok thanks bye"),
)


@dataclass
class Pipeline:
    """Everything between an incoming text and an outgoing one, on one log."""

    engine: Engine
    clock: MovableClock = field(default_factory=lambda: MovableClock(MONDAY))
    log: MemoryLog = field(default_factory=MemoryLog)
    carrier: PrintedReplies = field(default_factory=lambda: PrintedReplies(say=lambda _: None))
    readers: dict[str, Reader] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)
    number: str = ""

    def __post_init__(self) -> None:
        words = WordOptions().words
        self.register = SqlRegister(self.engine, self.clock, rules(), KnownSpeakers(KEYS, "US"))
        self.stages = {
            "receive": receive_step(readers({}, KEYS, words), MemoryOriginals(), KEYS),
            "tag": tag_step(tagging("textblob", TAXONOMY_OF_OURS), TAXONOMY_OF_OURS),
            "store": Store(self.engine).write,
            "complaints": complaints_step(self.register),
            "replies": requests_step(self.engine, self.clock),
            "reply-outcomes": outcomes_step(self.register),
        }
        self.readers = {name: self.log.reader(list(topics.READ_BY[name]), name) for name in self.stages}

    def text(self, words: str, source: str) -> None:
        """A text comes in at that number of ours, and everything that follows from it happens."""
        whatsapp = "whatsapp:" if source.startswith("whatsapp:") else ""
        form = {"MessageSid": f"SM{next(self.numbers)}", "From": whatsapp + self.number, "To": source, "Body": words}
        delivery = new_delivery(
            channel="sms",
            source=source,
            external_id=form["MessageSid"],
            said=words.encode(),
            original=urllib.parse.urlencode(form).encode(),
            received_at=self.clock.now(),
            sender=form["From"],
            facts={},
        )
        self.log.append([wire.delivery_entry(delivery)])
        self.run()

    def run(self) -> None:
        """Every stage, until nothing moves any more."""
        dispatcher = Dispatcher(self.engine, (self.carrier,), self.clock, NoMetrics())
        moved = True
        while moved:
            moved = sum(map(self.pump, self.stages)) > 0
            copy_outbox(self.engine, self.log)
            moved = bool(dispatcher.dispatch_due()) or moved
            copy_outbox(self.engine, self.log)

    def pump(self, name: str) -> bool:
        reader = self.readers[name]
        found = reader.read(100, 0)
        if not found:
            return False
        outputs: list[Entry] = []
        for outcome in self.stages[name](found):
            assert isinstance(outcome, Done), outcome
            outputs += outcome.outputs
        reader.commit({(one.topic, one.partition): one.position + 1 for one in found}, outputs)
        return True

    def work(self, step: str) -> None:
        """What people and time do between two texts."""
        for case in self.register.cases("unresolved", limit=1000):
            if case.customer != KEYS.pseudonym_of(Address(kind="phone", value=self.number), ""):
                continue
            if step == "ask" and case.state != "waiting":
                self.register.ask(case.id, "Which one was it?", "sam")
            elif step == "resolve":
                self.register.resolve(case.id, RESOLUTION, "sam")
        if step == "days":
            self.clock.move(timedelta(days=3, hours=1))
            while clockwork_on(self.engine, self.clock).tick():
                pass
        copy_outbox(self.engine, self.log)
        self.run()


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    """One for all examples: each has a customer of its own."""
    engine = open_database("sqlite://")
    upgrade_database(engine)
    yield Pipeline(engine)
    engine.dispose()


texts = st.tuples(
    st.just("text"), st.sampled_from(TEXTS), st.sampled_from(("+12025550100", "+12025550101", "whatsapp:+12025550100"))
)
work = st.tuples(st.sampled_from(("ask", "resolve", "days")), st.just(""), st.just(""))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(texts, texts, work), min_size=1, max_size=7))
def test_one_text_causes_at_most_one_text(pipeline: Pipeline, happens: list[tuple[str, str, str]]) -> None:
    pipeline.number = f"+1202555{next(pipeline.numbers) + 1000:04d}"
    for step, words, source in happens:
        requested, sent = pipeline.log.browse(topics.REPLIES_REQUESTED).read(100_000, 0), len(pipeline.carrier.sent)
        if step != "text":
            pipeline.work(step)
            continue
        pipeline.text(words, source)
        pipeline.clock.move(timedelta(minutes=7))
        new = pipeline.log.browse(topics.REPLIES_REQUESTED).read(100_000, 0)[len(requested) :]
        said = [reply.request for reply in pipeline.carrier.sent[sent:]]
        assert len(new) <= 1, words
        assert len(said) <= 1, words
        assert all(segments(one.text) <= 2 for one in said)
        assert all(one.customer == KEYS.pseudonym_of(Address(kind="phone", value=pipeline.number), "") for one in said)


SAID = {
    **dict.fromkeys(("STOP", "please stop", "STOPALL"), "stopped"),
    **dict.fromkeys(("HELP", "Hilfe", "info"), "help"),
    **dict.fromkeys(("status", "any news?", "What is happening with my case?", "GD-7K3M-Q2XW"), "status"),
    **dict.fromkeys(("My parcel never came, I am furious", "please stop the noise in store 4"), "acknowledgement"),
    **dict.fromkeys(("START", "YES", "ja", "yes", "1", "3", "5", "4/5", "\u2b50\u2b50", "thanks", "ok", "Hello", ""), ""),
}
"""What a stranger on WhatsApp, where the carrier does nothing by itself, hears at once; "": nothing."""


@pytest.mark.parametrize("words", TEXTS)
def test_each_kind_of_text_from_a_stranger_causes_at_most_one(pipeline: Pipeline, words: str) -> None:
    pipeline.number = f"+1202555{next(pipeline.numbers) + 1000:04d}"
    for times in range(2):
        sent = len(pipeline.carrier.sent)
        pipeline.text(words, "whatsapp:+12025550100")
        purposes = [reply.request.purpose for reply in pipeline.carrier.sent[sent:]]
        assert len(purposes) <= 1, (words, times)
        if times == 0 and words in SAID:
            assert "".join(purposes) == SAID[words]
