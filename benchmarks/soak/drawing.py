"""A picture of what the processes took over time, with the faults marked: plain SVG."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from benchmarks.soak.faults import Thrown
from benchmarks.soak.samples import Sample, Standing, write, write_standings

WIDE, HIGH, LEFT, TOP, GAP, RIGHT = 1180, 230, 62, 34, 58, 190
INK, PALE, MARK = "#333b44", "#d6dbe1", "#b3423a"
COLOURS = ("#1f6fb2", "#c46a10", "#2f8a4c", "#8a3fb0", "#b8352f", "#0f8a8a", "#7a6a10", "#555e68", "#d0488a", "#4a55c0")
Line = Sequence[tuple[float, float]]


def write_pictured(
    folder: Path, samples: Sequence[Sample], standings: Sequence[Standing], thrown: Sequence[Thrown], seconds: float
) -> None:
    """All samples as CSV, and the picture of them."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "samples.csv", samples)
    write_standings(folder / "standings.csv", standings)
    (folder / "soak.svg").write_text(picture(samples, standings, thrown, seconds))


def picture(samples: Sequence[Sample], standings: Sequence[Standing], thrown: Sequence[Thrown], seconds: float) -> str:
    """Memory of each process, its descriptors, and what waits, one above the other."""
    ours = [one for one in samples if not one.process.startswith(("broker", "postgres"))]
    panels = (
        ("memory of each process, MiB", _lines(ours, lambda one: one.rss / 1024)),
        ("open descriptors of each process", _lines(ours, lambda one: float(one.descriptors))),
        ("messages that wait, all stages together", {"waiting": [(one.at, float(one.lag)) for one in standings]}),
    )
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(sorted(panels[0][1]))}
    high = TOP + len(panels) * (HIGH + GAP) + 20 * (1 + len(thrown) // 3)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" font-family="sans-serif" font-size="11">']
    parts.append(f'<rect width="{WIDE}" height="{high}" fill="#ffffff"/>')
    for number, (title, lines) in enumerate(panels):
        parts += _panel(TOP + number * (HIGH + GAP), title, lines, colours, thrown, seconds)
    parts += _faults(TOP + len(panels) * (HIGH + GAP), thrown)
    return "\n".join([*parts, "</svg>\n"])


def _lines(samples: Sequence[Sample], value: Callable[[Sample], float]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for one in samples:
        found.setdefault(one.process, []).append((one.at, value(one)))
    return found


def _panel(
    top: float, title: str, lines: Mapping[str, Line], colours: Mapping[str, str], thrown: Sequence[Thrown], seconds: float
) -> Iterator[str]:
    most = max((value for line in lines.values() for _, value in line), default=1.0) * 1.05 or 1.0
    width = WIDE - LEFT - RIGHT
    yield f'<text x="{LEFT}" y="{top - 10}" fill="{INK}" font-size="13">{escape(title)}</text>'
    for step in range(5):
        y = top + HIGH * step / 4
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + width}" y2="{y:.1f}" stroke="{PALE}"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{most * (4 - step) / 4:,.0f}</text>'
    for step in range(9):
        x = LEFT + width * step / 8
        yield f'<text x="{x:.1f}" y="{top + HIGH + 15}" text-anchor="middle" fill="{INK}">{seconds * step / 480:.0f} min</text>'
    for number, one in enumerate(thrown, start=1):
        x, ends = LEFT + width * one.began / seconds, LEFT + width * (one.ended + one.recovered) / seconds
        yield f'<rect x="{x:.1f}" y="{top}" width="{max(1.0, ends - x):.1f}" height="{HIGH}" fill="{MARK}" opacity="0.10"/>'
        yield f'<text x="{x:.1f}" y="{top + HIGH + 27}" fill="{MARK}" font-size="9">{number}</text>'
    for row, (name, line) in enumerate(sorted(lines.items())):
        points = " ".join(f"{LEFT + width * at / seconds:.1f},{top + HIGH * (1 - value / most):.1f}" for at, value in line)
        colour = colours.get(name, INK)
        dashes = ' stroke-dasharray="4 2"' if row // len(COLOURS) % 2 else ""
        yield f'<polyline fill="none" stroke="{colour}" stroke-width="1.2"{dashes} points="{points}"/>'
        y = top + 8 + row * min(12.0, HIGH / max(1, len(lines)))
        yield f'<text x="{LEFT + width + 8}" y="{y:.1f}" fill="{colour}" font-size="9">{escape(name)}</text>'


def _faults(top: float, thrown: Sequence[Thrown]) -> Iterator[str]:
    for number, one in enumerate(thrown):
        x, y = LEFT + number % 3 * 340, top + number // 3 * 18
        words = f"{number + 1}  {one.what}, {one.began / 60:.1f} min, itself again after {one.recovered:.0f} s"
        yield f'<text x="{x}" y="{y}" fill="{MARK}">{escape(words)}</text>'
