"""All scenarios, by name."""

from benchmarks.torture.scenarios import frozen, half_done, killed_roles, rebalances

SCENARIOS = {module.SCENARIO.name: module.SCENARIO for module in (killed_roles, rebalances, half_done, frozen)}
