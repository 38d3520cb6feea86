"""A small company with the real archive and register, and verbs for what happens to it in a test."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Literal

import msgspec
from argon2 import PasswordHasher
from flask import Blueprint
from msgspec.structs import replace
from sqlalchemy import Engine, insert

from complaints.answers.drafts import FOLDER, Drafts, read_drafts
from complaints.answers.phrases import ours
from complaints.answers.requests import Answers
from complaints.cases.clockwork import Clockwork
from complaints.cases.register import SqlRegister
from complaints.cases.rules import Rules
from complaints.cases.speakers import KnownSpeakers
from complaints.causes.counting import CausesOfCases
from complaints.causes.keeping import SqlCauses
from complaints.desk import CaseDesk
from complaints.escalation.table import parse as parse_escalation
from complaints.insight.promised import StoredPromises
from complaints.insight.standing import StoredCases
from complaints.promises.standards import parse
from config.tables import ESCALATION, STANDARDS, read_table
from console.admission.accounts import Accounts
from console.admission.admission import Admission
from console.admission.members import Members
from console.admission.second_factor import SecondFactor
from console.audit.chain import Audit
from console.digest.readers import Readers
from console.pages import Reading, console_pages
from golddust import wire
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import replies
from golddust.events import Address, Attachment, Channel, Feedback, Tagged
from golddust.identity import Keys, derived_id
from golddust.insight import Insight
from golddust.outcomes import Done
from golddust.ports import Case
from golddust.records import Record
from ingest.files import file_in
from processors.issues import issue_of
from processors.step import tagged_of
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy
from sinks.originals.memory import MemoryOriginals
from sinks.store.archive import StoredArchive
from sinks.store.correcting import StoredCorrections
from sinks.store.insight.figures import StoredFigures
from sinks.store.presence import StoredPresence
from sinks.store.store import Store
from sinks.store.views import StoredViews

START = datetime(2026, 11, 24, 9, 0, 0, 250, tzinfo=UTC)
KEYS = Keys(pseudonym=b"p" * 32, links=b"l" * 32, originals=b"o" * 32)
PASSWORD = "a long enough password"


@cache
def _rules() -> Rules:
    """Read once, as the drafts below: nothing changes them, and hundreds of tests go by them."""
    standards = parse(read_table("complaints.standards", STANDARDS))
    escalations = parse_escalation(read_table("complaints.escalation", ESCALATION), standards.calendars)
    answers = Answers(ours(), KEYS, "https://feedback.example.com", standards.hours.zone)
    return Rules(standards, answers, escalations)


@cache
def _drafts() -> Drafts:
    return read_drafts(FOLDER, ours(), _rules().answers.zone)


def without_our_scripts(page: str) -> str:
    """The page without the elements that name a script file of ours and hold nothing."""
    return re.sub(r'<script src="/look/[a-z]+\.js" defer></script>', "", page)


@dataclass
class Company:
    """Everything that the pages stand on, with verbs for what happens in a test."""

    engine: Engine
    clock: MovableClock
    tagger: Tagging
    taxonomy: Taxonomy
    code_for: tuple[str, ...] = ()
    accounts: Accounts = field(init=False)
    admission: Admission = field(init=False)
    archive: StoredArchive = field(init=False)
    register: SqlRegister = field(init=False)
    clockwork: Clockwork = field(init=False)
    desk: CaseDesk = field(init=False)
    known_causes: SqlCauses = field(init=False)
    causes: CausesOfCases = field(init=False)
    insight: Insight = field(init=False)
    originals: MemoryOriginals = field(init=False)
    reading: Reading = field(init=False)
    presence: StoredPresence = field(init=False)

    def __post_init__(self) -> None:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.accounts = Accounts(self.engine, self.clock, cheap, self.code_for)
        codes, audit = SecondFactor(self.engine, self.clock, KEYS.originals), Audit(self.engine, self.clock, KEYS.pseudonym)
        members = Members(self.engine, self.clock, self.accounts, codes, audit)
        self.admission = Admission(self.accounts, members, codes, audit, KEYS, Readers(self.engine, self.clock, KEYS, audit))
        self.archive = StoredArchive(self.engine)
        rules = _rules()
        speakers = KnownSpeakers(KEYS, "US")
        self.register = SqlRegister(self.engine, self.clock, rules, speakers=speakers)
        self.clockwork = Clockwork(self.engine, self.clock, rules)
        self.known_causes = SqlCauses(self.engine, self.clock, rules, self.register)
        self.causes = CausesOfCases(self.known_causes, self.register)
        self.originals = MemoryOriginals()
        corrections = StoredCorrections(self.engine, self.clock, partial(issue_of, taxonomy=self.taxonomy))
        views, self.presence = StoredViews(self.engine, self.clock), StoredPresence(self.engine, self.clock)
        self.reading = Reading(corrections, views, self.originals, file_in, self.presence)
        self.desk = CaseDesk(self.engine, self.clock, rules, _drafts(), speakers)
        self.insight = Insight(
            StoredFigures(self.engine, rules.standards.hours.zone, self.clock),
            StoredPromises(self.engine, rules.standards, self.clock),
            StoredCases(self.engine, rules.standards),
            {name: topic.owner for name, topic in self.taxonomy.topics.items()},
        )

    def pages(self, admission: Admission | None = None) -> Blueprint:
        """The pages of the console, for those whom this admission lets in."""
        ports = (self.archive, self.register, admission or self.admission, self.desk, self.causes, self.clock)
        return console_pages(*ports, self.insight, self.reading)

    def hear(
        self,
        text: str,
        subject: str = "",
        *,
        channel: Channel = "email",
        address: str = "ann@example.com",
        name: str = "Ann Example",
        tagged: bool = True,
        attachments: tuple[Attachment, ...] = (),
        original: bytes = b"",
        automatic: str | None = None,
        command: Literal["stop", "start"] | None = None,
    ) -> str:
        """Somebody says this now; returns the feedback's id."""
        said = self._feedback(text, subject, channel, address, name, attachments)
        kept = self.originals.put([original])[0] if original else ""
        said = replace(said, automatic=automatic, command=command, original=kept)
        self._store(said)
        if tagged:
            self.tag(said)
        return said.id

    def tag(self, said: Feedback) -> None:
        """What the stages tag and complaints do."""
        event = tagged_of(said, self.tagger.tag([said])[0], "test")
        self._store(event)
        if issue := issue_of(event, self.taxonomy):
            self.register.open([issue])

    def tag_again(self, feedback_id: str) -> None:
        """What a replay does: the tagger reads it once more."""
        event = msgspec.convert(self.archive.one(feedback_id)["tags"], Tagged)
        self._store(replace(event, revision=event.revision + 1))

    def case_of(self, feedback_id: str) -> Case:
        """The case that it opened."""
        case = self.register.of_feedback(feedback_id)
        assert case is not None
        return case

    def reply(self, case: Case, purpose: str, state: str, why: str = "", text: str = "We have your message.") -> None:
        """Something was to be said to the customer, and it stands like this."""
        now = self.clock.now()
        row = {
            "id": derived_id(case.id, purpose),
            "case": case.id,
            "feedback": case.feedback,
            "customer": case.customer,
            "channel": case.channel,
            "purpose": purpose,
            "subject": "",
            "text": text,
            "language": "en",
            "requested_at": now,
            "state": state,
            "why": why,
            "tries": 1,
            "next_try_at": now,
            "changed_at": now,
            "provider_id": "",
        }
        with writing(self.engine) as connection:
            connection.execute(insert(replies), [row])

    def link_of(self, feedback_id: str) -> str:
        """The path of the customer's own page."""
        return f"/case/{KEYS.link_token('case', feedback_id)}"

    def _store(self, event: Feedback | Tagged) -> None:
        entry = wire.entry(event)
        record = Record(entry.topic, 0, 1, entry.key, entry.value, entry.headers, self.clock.now())
        assert Store(self.engine).write([record]) == [Done()]

    def _feedback(
        self, text: str, subject: str, channel: Channel, address: str, name: str, attachments: tuple[Attachment, ...]
    ) -> Feedback:
        self.clock.move(timedelta(seconds=1))
        now = self.clock.now()
        said_id = derived_id(text, now.isoformat())
        where = Address(kind="phone" if address.startswith("+") else "email", value=address, name=name)
        if not address:
            where = Address(kind="none")
        return Feedback(
            id=said_id,
            channel=channel,
            source="feedback@example.com",
            external_id=said_id,
            received_at=now,
            customer=KEYS.pseudonym_of(where, said_id),
            address=where,
            text=text,
            subject=subject,
            attachments=attachments,
        )
