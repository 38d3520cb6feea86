"""A register on each engine, with a clock that tests move."""

import pytest
from sqlalchemy import Engine

from complaints.cases.register import SqlRegister
from golddust.clock import MovableClock
from tests.complaints.made import MONDAY, register_on


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def register(database: Engine, clock: MovableClock) -> SqlRegister:
    return register_on(database, clock)
