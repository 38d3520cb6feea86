"""Whether a process keeps what it takes: decided from samples alone, by a fitted line and by medians."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from benchmarks.soak.samples import Sample

MEMORY, COUNTS = "memory", ("descriptors", "threads")
SHARE = 0.05
"""What may be added between the end of the warm-up and the end."""
FLOORS = {"memory": 1024.0, "descriptors": 4.0, "threads": 4.0}
"""Less than this is no growth, however small the process: KiB, and so many."""
WARM_UP = 0.25
"""Of the time under load: caches, pools and the interpreter's arenas fill."""
WINDOW = 0.15
"""Of the time after that, at its beginning and at its end, of which the medians are taken."""
LONG_ENOUGH = 0.5
"""Of that time a process must live to be judged; one that was killed and started again meanwhile may live shorter."""
FEWEST = 12
MOST = 120
"""Points of the fitted line; more are thinned out by medians, which leaves single peaks out, too."""
VALUES: dict[str, Callable[[Sample], float]] = {
    "memory": lambda sample: float(sample.rss),
    "descriptors": lambda sample: float(sample.descriptors),
    "threads": lambda sample: float(sample.threads),
}
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One value of one process: the medians after the warm-up and at the end, and what the fitted line adds in between.

    `fault` is "" where it is flat.
    """

    process: str
    pid: int
    what: str
    first: float
    last: float
    fitted: float

    @property
    def growth(self) -> float:
        """The larger of both, as a share of the first median."""
        return max(self.last - self.first, self.fitted) / self.first if self.first else 0.0

    @property
    def fault(self) -> str:
        """What is wrong."""
        more = max(self.last - self.first, self.fitted)
        if more <= max(SHARE * self.first, FLOORS[self.what]):
            return ""
        medians = f"{self.first:,.0f}, then {self.last:,.0f}"
        return f"{self.process} takes more and more {self.what}: {medians}; the line adds {self.fitted:,.0f}"


def judged(samples: Iterable[Sample], seconds: float, leave_out: Callable[[str], bool] = lambda _: False) -> list[Judged]:
    """Every process that lived long enough under load, which lasted so long; the names left out are not judged."""
    begins = seconds * WARM_UP
    lives: dict[tuple[str, int], list[Sample]] = {}
    for sample in samples:
        if sample.at <= seconds and not leave_out(sample.process):
            lives.setdefault((sample.process, sample.pid), []).append(sample)
    found = []
    for (process, pid), life in lives.items():
        own = [one for one in life if one.at >= max(begins, life[0].at + begins)]
        if len(own) >= FEWEST and own[-1].at - own[0].at >= (seconds - begins) * LONG_ENOUGH:
            found += [_judged(process, pid, what, [(one.at, value(one)) for one in own]) for what, value in VALUES.items()]
    return found


def _judged(process: str, pid: int, what: str, points: Points) -> Judged:
    begins, ends = points[0][0], points[-1][0]
    window = (ends - begins) * WINDOW
    first = median(value for at, value in points if at <= begins + window)
    last = median(value for at, value in points if at >= ends - window)
    return Judged(process, pid, what, first, last, slope(points) * (ends - begins))


def slope(points: Points) -> float:
    """By how much a second the values rise: the median of all slopes between two points (Theil and Sen), deaf to outliers."""
    thin = _thinned(points)
    rises = [(later - earlier) / (then - at) for (at, earlier), (then, later) in combinations(thin, 2) if then > at]
    return median(rises) if rises else 0.0


def _thinned(points: Points) -> Points:
    size = -(-len(points) // MOST)
    pieces = [points[start : start + size] for start in range(0, len(points), size)]
    return [(median(at for at, _ in piece), median(value for _, value in piece)) for piece in pieces]
