"""What was done elsewhere, as the real register takes it: the customer is told, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy import Engine, select

from complaints.cases.register import SqlRegister
from complaints.words import masked
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import outbox
from golddust.errors import NotFound
from golddust.events import ReplyRequest
from golddust.mirroring import MirrorComment, MirrorState, MirrorStatus
from golddust.ports import Case, Desk, DraftedResolution, Resolution
from sinks.complaints.returning import Returning
from tests.complaints.made import MONDAY, RESOLUTION, issue, register_on
from tests.sinks.complaints.made import ANSWER

REMEDY = "Remedy: We have refunded you."
WHOLE = ANSWER.format("We have refunded you.")
DRAFT = Resolution("Ihr Paket kam zu spät.", "Das tut uns leid.", "Der Fahrer war krank.", "[was getan wird]")


@dataclass(frozen=True, slots=True)
class Drafting:
    """A desk that proposes one draft, or none."""

    drafted: Resolution | None = None
    blanks: Mapping[str, Sequence[str]] | None = None
    spoken: str = "de"

    def language(self, _: Case) -> str:
        return self.spoken

    def drafts(self, _: Case) -> list[DraftedResolution]:
        if self.drafted is None:
            return []
        return [DraftedResolution("late", "Late", "de", self.drafted, self.blanks or {})]


@dataclass(slots=True)
class Desked:
    """A register with one case, and what brings things back to it."""

    engine: Engine
    register: SqlRegister
    case: Case
    told_by: Returning

    def heard(self, state: MirrorState, *texts: str, known: int = 0) -> None:
        """So many comments there, of which the first `known` were heard before."""
        comments = [MirrorComment(str(n), MONDAY, "agent", text) for n, text in enumerate(texts)]
        self.told_by(self.case.id, "rt", MirrorStatus(state, MONDAY, tuple(comments)), comments[known:])

    def now(self) -> Case:
        return self.register.find(self.case.id)

    def steps(self) -> list[tuple[str, str]]:
        return [(event.step, event.note) for event in self.register.history(self.case.id) if event.actor == "rt"]

    def said(self) -> list[str]:
        """What the customer is told beside the acknowledgement."""
        query = select(outbox.c.value).where(outbox.c.topic == "replies.requested").order_by(outbox.c.number)
        with reading(self.engine) as connection:
            asked = [msgspec.json.decode(value, type=ReplyRequest) for value in connection.execute(query).scalars()]
        return [request.text for request in asked if request.purpose != "acknowledgement"]


def desked(engine: Engine, desk: Drafting | None = None, **changes: Any) -> Desked:
    register = register_on(engine, MovableClock(MONDAY))
    one = issue(**changes)
    register.open([one])
    case = register.of_feedback(one.feedback)
    assert case is not None
    return Desked(engine, register, case, Returning(register, cast("Desk", desk or Drafting()), masked))


def test_a_resolution_there_resolves_here_and_the_customer_is_told_it_whole(database: Engine) -> None:
    one = desked(database)
    one.heard("resolved", WHOLE)
    assert one.now().state == "resolved"
    (text,) = one.said()
    for words in ("A van broke down.", "So sorry.", "No spare van.", "We have refunded you."):
        assert words in text
    assert one.steps()[0][0] == "resolved"


def test_told_twice_it_is_told_once(database: Engine) -> None:
    one = desked(database)
    for _ in range(3):
        one.heard("open", "We are looking for it.")
    for _ in range(3):
        one.heard("resolved", "We are looking for it.", WHOLE, known=1)
    assert [step for step, _ in one.steps()] == ["told", "resolved"]
    assert len(one.said()) == 2


def test_what_nobody_wrote_is_taken_from_the_draft_that_fits_where_nobody_must_fill_it_in(database: Engine) -> None:
    one = desked(database, Drafting(DRAFT, {"remedy": ["was getan wird"]}))
    one.heard("resolved", "Wir haben 12 € erstattet.")
    (text,) = one.said()
    for words in (DRAFT.happened, DRAFT.apology, DRAFT.reason, "Wir haben 12 € erstattet."):
        assert words in text
    assert one.now().state == "resolved"


@pytest.mark.parametrize(
    ("desk", "answer", "asked"),
    [
        (Drafting(), "We paid.", "what happened, that we are sorry, why"),
        (Drafting(), "Reason: No van.\nRemedy: We paid.", "what happened, that we are sorry"),
        (Drafting(DRAFT, {"reason": ["warum"], "happened": ["was"]}), "We paid.", "what happened, why"),
        (Drafting(DRAFT), "Reason: No van.", "what was or will be done"),
        (Drafting(DRAFT, spoken="it"), "We paid.", "what happened, that we are sorry, why"),
    ],
    ids=["no draft", "half of it", "blanks", "no remedy", "not the customer's language"],
)
def test_while_a_part_is_missing_nothing_is_made_up_and_a_person_is_asked_for_it(
    database: Engine, desk: Drafting, answer: str, asked: str
) -> None:
    one = desked(database, desk)
    for _ in range(2):
        one.heard("resolved", answer)
    assert one.now().state == "received"
    ((step, note),) = one.steps()
    assert step == "noted"
    assert f"please say here {asked}, and then resolve it.\n\n{answer}" in note
    assert one.said() == []
    one.heard("resolved", answer, WHOLE, known=1)
    assert one.now().state == "resolved"


@pytest.mark.parametrize("length", [2_000, 12_000])
def test_an_answer_too_long_for_a_text_message_is_noted_with_the_reason(database: Engine, length: int) -> None:
    one = desked(database, channel="sms")
    for _ in range(2):
        one.heard("open", "a" * length)
        one.heard("resolved", "a" * length, f"{WHOLE} {'b' * length}", known=1)
    assert [step for step, _ in one.steps()] == ["noted", "noted"]
    for (_, note), words in zip(one.steps(), ("a" * 1000, WHOLE), strict=True):
        assert note.startswith("Answered in rt, but the customer was not told of it: ")
        assert "characters" in note
        assert words in note
    assert one.now().state == "received"
    assert one.said() == []


def test_a_part_that_waited_for_an_answer_which_is_refused_is_noted_again_with_the_reason(database: Engine) -> None:
    one = desked(database, channel="sms")
    answer = f"{WHOLE} {'b' * 2_000}"
    one.heard("open", answer)
    one.heard("resolved", answer, known=1)
    first, second = one.steps()
    assert first == ("noted", answer)
    assert "too long" in second[1]


def test_what_is_answered_there_after_it_was_resolved_is_noted(database: Engine) -> None:
    one = desked(database)
    one.register.resolve(one.case.id, RESOLUTION, "ann")
    for _ in range(2):
        one.heard("resolved", "It was the blue one, by the way.", WHOLE)
    assert [step for step, _ in one.steps()] == ["noted", "noted"]
    assert "It was the blue one, by the way." in one.steps()[0][1]
    assert "We have refunded you." in one.steps()[1][1]
    assert len(one.said()) == 1


def test_what_is_written_beside_the_answer_is_noted(database: Engine) -> None:
    one = desked(database)
    for _ in range(2):
        one.heard("resolved", "We found it.", WHOLE, "Bye!")
    assert [(step, note.rpartition("\n")[2]) for step, note in one.steps() if step == "noted"] == [
        ("noted", "We found it."),
        ("noted", "Bye!"),
    ]
    assert one.now().state == "resolved"
    assert len(one.said()) == 1


def test_where_nobody_wrote_for_the_customer_a_person_is_asked_to(database: Engine) -> None:
    one = desked(database, Drafting(Resolution("a", "b", "c", "d")))
    for _ in range(2):
        one.heard("resolved")
    assert one.now().state == "received"
    ((step, note),) = one.steps()
    assert step == "noted"
    assert "please resolve it here" in note
    assert one.said() == []


def test_an_answer_on_the_way_is_passed_on_and_parts_of_the_last_one_wait_for_it(database: Engine) -> None:
    one = desked(database)
    one.heard("open", "Which parcel do you mean?")
    one.heard("open", "Which parcel do you mean?", REMEDY, known=1)
    assert [step for step, _ in one.steps()] == ["told", "noted"]
    assert len(one.said()) == 1
    assert "Which parcel do you mean?" in one.said()[0]


def test_a_customer_who_cannot_be_told_is_not(database: Engine) -> None:
    one = desked(database, answerable=False)
    one.heard("open", "Which parcel do you mean?")
    one.heard("resolved", "Which parcel do you mean?", WHOLE, known=1)
    assert [step for step, _ in one.steps()] == ["noted", "resolved"]
    assert one.said() == []


def test_what_is_opened_again_there_is_noted_here(database: Engine) -> None:
    one = desked(database)
    one.heard("resolved", WHOLE)
    one.heard("open", WHOLE, known=1)
    one.heard("open", WHOLE, "One more thing.", known=1)
    assert [step for step, _ in one.steps()] == ["resolved", "noted", "noted"]
    assert one.now().state == "resolved"


def test_private_words_from_there_do_not_stay_in_the_history(database: Engine) -> None:
    one = desked(database)
    for _ in range(2):
        one.heard("open", "We called +1 202 555 0142.")
    assert len(one.steps()) == 1
    assert "0142" not in one.steps()[0][1]
    assert "0142" in one.said()[0]


def merged(one: Desked) -> Case:
    """The case that goes on in its place."""
    other = issue("the same again", subject="Parcel, too")
    one.register.open([other])
    heir = one.register.of_feedback(other.feedback)
    assert heir is not None
    return one.register.merge(one.case.id, heir.id, "ann")


def steps_of(one: Desked, case: Case) -> list[str]:
    return [event.step for event in one.register.history(case.id) if event.actor == "rt"]


def test_an_answer_to_a_case_that_goes_on_in_another_is_told_there(database: Engine) -> None:
    one = desked(database)
    heir = merged(one)
    one.heard("open", "Which parcel do you mean?")
    assert steps_of(one, heir) == ["told"]
    assert len(one.said()) == 1


def test_a_case_that_goes_on_in_another_is_resolved_there(database: Engine) -> None:
    one = desked(database)
    heir = merged(one)
    for _ in range(2):
        one.heard("resolved", WHOLE)
    assert one.register.find(heir.id).state == "resolved"
    assert (one.steps(), steps_of(one, heir)) == ([], ["resolved"])
    assert len(one.said()) == 1


def test_the_ticket_of_a_case_that_goes_on_in_another_may_end_without_a_word(database: Engine) -> None:
    one = desked(database)
    heir = merged(one)
    one.heard("resolved")
    assert (one.steps(), steps_of(one, heir)) == ([], [])


def test_a_case_that_there_is_not_is_refused(database: Engine) -> None:
    one = desked(database)
    with pytest.raises(NotFound):
        one.told_by("nothing", "rt", MirrorStatus("resolved", MONDAY), [])
