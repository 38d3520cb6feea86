"""Issues become cases, or join the case that they belong to: each once, however often and by however many it is brought."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from complaints.cases import joinable, joining, rows, steps
from complaints.cases.climbing import climbing_for
from complaints.cases.hearing import Hearing, heard
from complaints.cases.lifecycle import Change
from complaints.cases.references import reference_of
from complaints.cases.rules import Rules, matter_of
from complaints.cases.speakers import NOBODY, Speaker
from complaints.escalation.reasons import Reason, signals_of
from complaints.people.codes import LASTS, codes_in
from complaints.words import storable
from golddust.database.engine import insert_ignoring
from golddust.database.schema import cases, promises
from golddust.database.schema.people import join_codes
from golddust.errors import Unavailable
from golddust.events import Issue
from golddust.identity import derived_id
from golddust.ports import Case

FEW_WORDS = 8
ATTEMPTS = 8
"""References have 40 bits: among a million cases, one in a million is taken at the first attempt."""


def case_id_of(issue: Issue) -> str:
    """The id of the case that this issue opens; another tagging of the same feedback opens no second one."""
    return derived_id("case", issue.feedback)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Makes first steps: by these rules, at this time; `answered` names feedback of which all were told.

    `speakers` says who the customers are, `earlier` how often each complained before.
    """

    rules: Rules
    now: datetime
    answered: Collection[str] = ()
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    earlier: Mapping[str, int] = field(default_factory=dict)

    def __call__(self, case_id: str, issue: Issue, reference: str) -> list[Change]:
        """The step that opens the case, with the acknowledgement to whoever can be answered; and the one that follows at once.

        A sender in doubt is told nothing by a machine, so no acknowledgement is promised: it would reach whoever was named.
        """
        speaker = self.speakers.get(issue.customer, NOBODY)
        case = self._case(case_id, issue, reference, speaker)
        taken = self._first_steps(case, issue, self._reasons(issue, speaker))
        return [replace(change, replies=(), notices=()) for change in taken] if issue.feedback in self.answered else taken

    def _reasons(self, issue: Issue, speaker: Speaker) -> tuple[Reason, ...]:
        earlier = self.earlier.get(issue.customer, 0)
        signals = replace(signals_of(issue), earlier_complaints=earlier, value=speaker.value, segment=speaker.segment)
        return self.rules.escalations.reasons(signals)

    def _first_steps(self, case: Case, issue: Issue, reasons: Sequence[Reason]) -> list[Change]:
        if self.rules.escalations.is_brilliant(case) and not any(reason.page for reason in reasons):
            return [self._idea(case, issue)]
        first = steps.opened(case, issue.language)
        if issue.answerable and not issue.suspect:
            told = self.rules.answers.acknowledgement(case, issue.language, first.event.number, self.now)
            first = replace(first, replies=(told,))
        return [first, *climbing_for(first.file, reasons, self.now, self.rules)]

    def _idea(self, case: Case, issue: Issue) -> Change:
        """The second lane: those who can act on it hear of it, and its author hears from them."""
        escalations = self.rules.escalations
        promise = escalations.idea_promise(self.now)
        promises = tuple(promise if p.standard == "answer" else p for p in case.promises if p.standard != "resolve")
        change = steps.opened(replace(case, promises=promises), issue.language)
        change = replace(change, notices=(escalations.idea_notice(change.file.case, self.now),))
        if not issue.answerable or issue.suspect:
            return change
        role, number = escalations.ideas_role, change.event.number
        return replace(change, replies=(self.rules.answers.idea(case, issue.language, number, self.now, role, promise.due),))

    def _case(self, case_id: str, issue: Issue, reference: str, speaker: Speaker) -> Case:
        case = Case(
            id=case_id,
            reference=reference,
            state="received",
            kind=issue.kind,
            priority=issue.priority,
            owner=issue.owner,
            assignee="",
            channel=issue.channel,
            customer=issue.customer,
            feedback=issue.feedback,
            subject=storable(issue.subject),
            text=storable(issue.text),
            why=storable(issue.why),
            topics=issue.topics,
            sentiment=issue.sentiment,
            emotion=issue.emotion,
            urgency=issue.urgency,
            opened_at=self.now,
            changed_at=self.now,
            promises=(),
            answerable=issue.answerable,
            version=1,
            segment=speaker.segment,
        )
        policy = self.rules.standards.policy(matter_of(case))
        promised = policy.promises(issue.priority, issue.received_at, self.now)
        return replace(case, promises=tuple(p for p in promised if p.standard != "acknowledge" or not issue.suspect))


def take_up(connection: Connection, issues: Sequence[Issue], begin: Beginning) -> Counter[str]:
    """Open a case for each issue that has none yet and belongs to none; count what was "opened" and "joined".

    Raises Unavailable when no free reference could be found, which trying again at another time may mend.
    """
    counted: Counter[str] = Counter()
    for wave in joining.waves(_new(connection, issues), begin.speakers):
        find = joining.joining(connection, wave, begin.speakers, begin.rules.times.joins_within)
        found = {
            issue.feedback: place for issue in wave if (place := find.place_of(issue, issue.topics) or find.matter_of(issue))
        }
        joins = [(issue, found[issue.feedback]) for issue in wave if issue.feedback in found]
        counted["joined"] += heard(connection, joins, Hearing(begin.rules, begin.now, begin.answered))
        counted["opened"] += open_cases(connection, [issue for issue in wave if issue.feedback not in found], begin)
    return counted


def open_cases(connection: Connection, issues: Sequence[Issue], begin: Beginning) -> int:
    """Open a case for each issue that has none yet, and return how many were opened. Raises Unavailable."""
    wanted = {case_id_of(issue): issue for issue in reversed(issues)}
    opened: list[list[Change]] = []
    for attempt in range(ATTEMPTS):
        started = [begin(case_id, wanted[case_id], reference_of(case_id, attempt)) for case_id in sorted(wanted)]
        new = _inserted(connection, started, begin.rules)
        opened += new
        wanted = _without_known(connection, wanted) if len(new) < len(started) else {}
        if not wanted:
            break
    else:
        raise Unavailable("no free reference was found for a case")
    if opened:
        changes = [change for taken in opened for change in taken]
        connection.execute(promises.insert(), [row for taken in opened for row in rows.promise_rows(taken[-1].file)])
        said = {issue.feedback: issue for issue in issues}
        rows.belong(connection, [(said[taken[0].event.feedback], taken[0].event.case, taken[0].event.at) for taken in opened])
        rows.write_events(connection, changes)
        rows.announce(connection, changes)
    return len(opened)


def earlier_complaints(
    connection: Connection, customers: Collection[str], speakers: Mapping[str, Speaker], since: datetime
) -> dict[str, int]:
    """How many complaints each of these customers made since then, under any address of theirs."""
    addresses = {customer: {customer, *speakers.get(customer, NOBODY).addresses} for customer in customers}
    everybody = set().union(*addresses.values())
    complaints = (cases.c.kind == "complaint") & (cases.c.opened_at >= since) & cases.c.customer.in_(everybody)
    query = select(cases.c.customer, func.count().label("number")).where(complaints).group_by(cases.c.customer)
    made = {row.customer: row.number for row in connection.execute(query)}
    return {customer: sum(made.get(address, 0) for address in theirs) for customer, theirs in addresses.items()}


def _new(connection: Connection, issues: Sequence[Issue]) -> list[Issue]:
    """The issues whose feedback belongs to no case yet, each feedback once: the first tagging counts."""
    once = {issue.feedback: issue for issue in reversed(issues)}
    known = joinable.belonging(connection, once)
    codes = _codes_sent_back(connection, once.values())
    return [issue for issue in reversed(once.values()) if issue.feedback not in known and issue.feedback not in codes]


def _codes_sent_back(connection: Connection, issues: Collection[Issue]) -> set[str]:
    """The short messages with a code from somebody whom one was sent to: the answer to that, and no matter of their own."""
    short = {issue.feedback: issue for issue in issues if len(issue.text.split()) <= FEW_WORDS and codes_in(issue.text)}
    if not short:
        return set()
    wanted = join_codes.c.customer.in_({issue.customer for issue in short.values()})
    query = select(join_codes.c.customer, join_codes.c.sent_at).where(wanted).order_by(join_codes.c.sent_at)
    sent = {row.customer: row.sent_at for row in connection.execute(query)}
    return {name for name, issue in short.items() if issue.customer in sent and issue.received_at <= sent[issue.customer] + LASTS}


def _without_known(connection: Connection, wanted: Mapping[str, Issue]) -> dict[str, Issue]:
    known = set(connection.execute(select(cases.c.id).where(cases.c.id.in_(wanted))).scalars()) if wanted else set()
    return {case_id: issue for case_id, issue in wanted.items() if case_id not in known}


def _inserted(connection: Connection, started: Sequence[list[Change]], rules: Rules) -> list[list[Change]]:
    """The beginnings whose case was not there; another process may open the same one now, or hold the reference."""
    if not started:  # everything joined
        return []
    statement = insert_ignoring(connection, cases).returning(cases.c.id)
    new = set(connection.execute(statement, [rows.case_row(taken[-1].file, rules) for taken in started]).scalars())
    return [taken for taken in started if taken[0].event.case in new]
