"""Where work piles up: more cases come than are done with, by more than chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from console.insight.discovery import found, two_sided
from golddust.insight import Flow


@dataclass(frozen=True, slots=True)
class Trend:
    """How the pile of a business function changed; `growing`: more came than were done with, and not by chance.

    `chance`: the probability of so great a difference, either way, if as many come as are done with.
    """

    owner: str
    flow: Flow
    more: int
    chance: float
    growing: bool


def trends(flows: Mapping[str, Flow]) -> list[Trend]:
    """Each business function, the pile that grew most first.

    Of two Poisson counts, given their sum, one is binomial with a half (Przyborowski and Wilenski, Biometrika 31, 1940), here by
    its normal approximation, less a half for its steps. Among many functions false alarms are held down (`discovery`).
    """
    chances = {owner: _chance(flow) for owner, flow in flows.items()}
    standing_out = found(chances)
    rows = [
        Trend(owner, flow, flow.opened - flow.resolved, chances[owner], owner in standing_out and flow.opened > flow.resolved)
        for owner, flow in flows.items()
    ]
    return sorted(rows, key=lambda one: (-one.more, one.owner))


def _chance(flow: Flow) -> float:
    whole = flow.opened + flow.resolved
    return two_sided(max(0, abs(flow.opened - flow.resolved) - 1) / sqrt(whole)) if whole else 1.0
