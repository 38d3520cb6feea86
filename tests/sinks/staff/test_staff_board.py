"""People see what the staff was told, and can have what failed sent again."""

from datetime import timedelta

import pytest

from golddust.errors import Conflict, NotFound, Refused
from sinks.staff.board import StaffBoard
from tests.sinks.made import MONDAY
from tests.sinks.staff.telling import Office, notice, page, raising


@pytest.fixture
def board(office: Office) -> StaffBoard:
    return StaffBoard(office.engine, office.clock)


def test_the_newest_comes_first_and_what_was_sent_can_be_left_out(office: Office, board: StaffBoard) -> None:
    office.take(notice("a"), notice("b", requested_at=MONDAY + timedelta(minutes=1), reference="GD-2222"))
    assert [one.reference for one in board.notices()] == ["GD-2222", "GD-7KQ2"]
    assert [one.reference for one in board.notices("gd-7kq2")] == ["GD-7KQ2"]
    assert len(board.notices(limit=1)) == 1
    office.dispatch()
    assert board.notices(all_=False) == []
    assert {one.state for one in board.notices()} == {"sent"}


def test_what_failed_is_sent_once_more_when_somebody_asks(office: Office, board: StaffBoard) -> None:
    office.take(notice())
    office.mail.answer = raising(Refused("the relay answered 550 5.1.1"))
    office.dispatch()
    (failed,) = board.notices(all_=False)
    assert (failed.state, failed.why) == ("failed", "the relay answered 550 5.1.1")
    assert board.try_again(failed.id[:8]).state == "waiting"
    office.mail.answer = lambda _row, _to: "ok"
    assert office.dispatch() == 1
    assert board.notices()[0].state == "sent"


@pytest.mark.parametrize("beginning", ["nothing begins so", "%", "_"])
def test_what_is_not_there_is_not_found(office: Office, board: StaffBoard, beginning: str) -> None:
    office.take(notice())
    with pytest.raises(NotFound):
        board.try_again(beginning)


def test_a_beginning_of_several_is_not_enough(office: Office, board: StaffBoard) -> None:
    office.take(page())
    with pytest.raises(NotFound, match="several"):
        board.try_again("")


def test_what_did_not_fail_is_not_sent_again(office: Office, board: StaffBoard) -> None:
    office.directory.people.pop("kim")
    office.directory.roles.pop("on call")
    office.take(notice(), page("shown", role="nobody's", person=""))
    office.dispatch()
    for one in board.notices():
        if one.state in ("sent", "shown"):
            with pytest.raises(Conflict, match=one.state):
                board.try_again(one.id)
