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
from golddust.mirroring import PLAIN, MirrorComment, MirrorState, MirrorStatus
from golddust.ports import Case, Desk, DraftedResolution, Resolution
from sinks.complaints.returning import Returning
from tests.complaints.made import MONDAY, issue, register_on

REMEDY = "Remedy: We have refunded you."


@dataclass(frozen=True, slots=True)
class Drafting:
    """A desk that proposes one draft, or none."""

    drafted: Resolution | None = None
    blanks: Mapping[str, Sequence[str]] | None = None

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
    one.heard("resolved", "Happened: A van broke down.\nApology: So sorry.\nReason: No spare van.\nRemedy: We have refunded you.")
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
        one.heard("resolved", "We are looking for it.", REMEDY, known=1)
    assert [step for step, _ in one.steps()] == ["told", "resolved"]
    assert len(one.said()) == 2


def test_what_nobody_wrote_is_taken_from_the_draft_that_fits_but_for_what_a_person_must_fill_in(database: Engine) -> None:
    drafted = Resolution("Ihr Paket kam zu spät.", "Das tut uns leid.", "[Grund]", "[was getan wird]")
    one = desked(database, Drafting(drafted, {"reason": ["Grund"], "remedy": ["was getan wird"]}))
    one.heard("resolved", "Wir haben 12 € erstattet.")
    (text,) = one.said()
    for words in ("Ihr Paket kam zu spät.", "Das tut uns leid.", PLAIN.reason, "Wir haben 12 € erstattet."):
        assert words in text


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
    one.heard("resolved", "Which parcel do you mean?", REMEDY, known=1)
    assert [step for step, _ in one.steps()] == ["noted", "resolved"]
    assert one.said() == []


def test_what_is_opened_again_there_is_noted_here(database: Engine) -> None:
    one = desked(database)
    one.heard("resolved", REMEDY)
    one.heard("open", REMEDY, known=1)
    one.heard("open", REMEDY, "One more thing.", known=1)
    assert [step for step, _ in one.steps()] == ["resolved", "noted", "noted"]
    assert one.now().state == "resolved"


def test_private_words_from_there_do_not_stay_in_the_history(database: Engine) -> None:
    one = desked(database)
    for _ in range(2):
        one.heard("open", "We called +1 202 555 0142.")
    assert len(one.steps()) == 1
    assert "0142" not in one.steps()[0][1]
    assert "0142" in one.said()[0]


def test_an_answer_to_a_case_that_goes_on_in_another_is_told_there(database: Engine) -> None:
    one = desked(database)
    other = issue("the same again", subject="Parcel, too")
    one.register.open([other])
    heir = one.register.of_feedback(other.feedback)
    assert heir is not None
    one.register.merge(one.case.id, heir.id, "ann")
    one.heard("open", "Which parcel do you mean?")
    assert [event.step for event in one.register.history(heir.id) if event.actor == "rt"] == ["told"]
    assert len(one.said()) == 1


def test_a_case_that_there_is_not_is_refused(database: Engine) -> None:
    one = desked(database)
    with pytest.raises(NotFound):
        one.told_by("nothing", "rt", MirrorStatus("resolved", MONDAY), [])
