"""An office on each engine."""

import pytest
from sqlalchemy import Engine

from golddust.clock import MovableClock
from tests.sinks.made import MONDAY
from tests.sinks.staff.telling import Office


@pytest.fixture
def office(database: Engine) -> Office:
    return Office(database, MovableClock(MONDAY))
