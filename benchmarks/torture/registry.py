"""All scenarios, by name."""

from benchmarks.torture.scenarios import (
    broker_stopped,
    clock_jump,
    frozen,
    full_disk,
    half_done,
    kafka_late,
    killed_roles,
    lost_broker,
    other_door,
    rebalances,
)

_MODULES = (
    killed_roles,
    rebalances,
    half_done,
    frozen,
    broker_stopped,
    kafka_late,
    lost_broker,
    clock_jump,
    full_disk,
    other_door,
)
SCENARIOS = {module.SCENARIO.name: module.SCENARIO for module in _MODULES}
