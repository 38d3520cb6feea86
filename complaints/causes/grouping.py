"""Groups of cases that are alike, found in two walks.

In the first each case joins the group that it fits best, or begins one. Then groups that are much alike are thrown together, and
in the second walk each case goes where it fits best, now that all groups are known. A case is compared with a few groups only,
which share one of its rarest words, so that the work grows with the number of cases and not with its square. Pure: the same
cases, in whatever order, fall into the same groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import sqrt

from complaints.causes.likeness import Said, Vector, vectors

ALIKE = 0.28
"""From this cosine with a group on a case counts as alike; chosen on made-up causes among other complaints (tests/complaints)."""
RAREST = 6
"""So many of a case's words, the weightiest, lead to groups that it is compared with."""
MOST_COMPARED = 12
"""Groups compared for each of these words: the latest, and the largest."""
ALIKE_AS_GROUPS = 0.3
"""From this cosine on two groups are one."""
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that are alike, the most typical first; `likeness` is the mean of the cosines of each with the others.

    `seed` names what it grew around, if anything.
    """

    cases: tuple[str, ...]
    likeness: float
    seed: str = ""


@dataclass(slots=True)
class _Pile:
    """A group while it grows: the numbers of its cases, and the sum of their vectors."""

    seed: str = ""
    members: list[int] = field(default_factory=list)
    total: dict[str, float] = field(default_factory=dict)
    square: float = 0.0

    def add(self, number: int, vector: Vector) -> None:
        self.members.append(number)
        for word, weight in vector.items():
            before = self.total.get(word, 0.0)
            self.total[word] = before + weight
            self.square += weight * (2 * before + weight)

    def direction(self) -> Vector:
        """The sum at length one."""
        length = sqrt(self.square)
        return {word: weight / length for word, weight in self.total.items()}

    def likeness(self, vector: Vector, *, without: bool = False) -> float:
        """The cosine with the pile; `without`: the vector is in it, and is taken out before."""
        total = self.total
        dot = sum(weight * total[word] for word, weight in vector.items() if word in total)
        square = self.square
        if without:
            square, dot = square - 2 * dot + 1, dot - 1
        return dot / sqrt(square) if square > NOTHING else 0.0


class _Piles:
    """All groups while they grow, and which of them share a word."""

    def __init__(self, made: Sequence[Vector]) -> None:
        self.made = made
        self.piles: list[_Pile] = []
        self._sharing: dict[str, list[int]] = {}
        self._largest: dict[str, int] = {}

    def begin(self, seed: str = "") -> int:
        self.piles.append(_Pile(seed))
        return len(self.piles) - 1

    def place(self, number: int, pile: int) -> None:
        grown, vector = self.piles[pile], self.made[number]
        for word in vector:
            if word not in grown.total:
                self._sharing.setdefault(word, []).append(pile)
        grown.add(number, vector)
        for word in vector:
            if len(self.piles[self._largest.setdefault(word, pile)].members) < len(grown.members):
                self._largest[word] = pile

    def best(self, number: int, alike: float, own: int = -1) -> int:
        """The pile that the case fits best, where it fits at all, else -1; `own` is the one that it is in."""
        return self.nearest(self.made[number], alike, own)

    def nearest(self, vector: Vector, alike: float, own: int = -1) -> int:
        """The pile that is most like the vector."""
        weighed = [(self.piles[pile].likeness(vector, without=pile == own), -pile) for pile in self._near(vector)]
        likeness, pile = max(weighed, default=(0.0, 1))
        return -pile if likeness >= alike else -1

    def _near(self, vector: Vector) -> set[int]:
        near: set[int] = set()
        for word in nlargest(RAREST, vector, key=lambda word: (vector[word], word)):
            if word in self._largest:
                near.add(self._largest[word])
                near.update(self._sharing[word][-MOST_COMPARED:])
        return near

    def heaped(self) -> tuple["_Piles", dict[int, int]]:
        """The piles of more than one case, those that are much alike thrown together; and where each pile went."""
        fewer, went = _Piles(self.made), dict[int, int]()
        kept = [number for number, pile in enumerate(self.piles) if pile.seed or len(pile.members) > 1]
        for number in sorted(kept, key=lambda number: (not self.piles[number].seed, -len(self.piles[number].members), number)):
            pile = self.piles[number]
            found = -1 if pile.seed else fewer.nearest(pile.direction(), ALIKE_AS_GROUPS)
            went[number] = fewer.begin(pile.seed) if found < 0 else found
            for member in pile.members:
                fewer.place(member, went[number])
        return fewer, went


def groups(said: Sequence[Said], seeds: Mapping[str, str], alike: float = ALIKE) -> list[Group]:
    """The groups of two cases and more. `seeds` says of cases that belong together for good what they belong to.

    A group that grew around a seed holds the cases that are new to it.
    """
    ordered = sorted(said, key=lambda one: one.case)
    made = vectors(ordered)
    free = [number for number, one in enumerate(ordered) if one.case not in seeds and made[number]]
    first, at = _first_walk(ordered, made, free, seeds, alike)
    found = _second_walk(first, at, free, alike)
    return [_group(pile, members, ordered, made) for pile, members in found if len(members) + bool(pile.seed) > 1]


def _first_walk(
    ordered: Sequence[Said], made: Sequence[Vector], free: Sequence[int], seeds: Mapping[str, str], alike: float
) -> tuple[_Piles, dict[int, int]]:
    piles = _Piles(made)
    planted = {seed: piles.begin(seed) for seed in sorted(set(seeds.values()))}
    for number, one in enumerate(ordered):
        if one.case in seeds:
            piles.place(number, planted[seeds[one.case]])
    at: dict[int, int] = {}
    for number in free:
        found = piles.best(number, alike)
        at[number] = piles.begin() if found < 0 else found
        piles.place(number, at[number])
    return piles, at


def _second_walk(piles: _Piles, at: Mapping[int, int], free: Sequence[int], alike: float) -> list[tuple[_Pile, list[int]]]:
    fewer, again = piles.heaped()
    members: dict[int, list[int]] = {}
    for number in free:
        if (found := fewer.best(number, alike, again.get(at[number], -1))) >= 0:
            members.setdefault(found, []).append(number)
    return [(fewer.piles[pile], members[pile]) for pile in sorted(members)]


def _group(pile: _Pile, members: Sequence[int], ordered: Sequence[Said], made: Sequence[Vector]) -> Group:
    inside = set(pile.members)
    weighed = sorted((-pile.likeness(made[one], without=one in inside), ordered[one].case) for one in members)
    mean = -sum(likeness for likeness, _ in weighed) / len(weighed)
    return Group(tuple(case for _, case in weighed), round(min(max(mean, 0.0), 1.0), 3), pile.seed)
