"""Draws one trace as a picture: a line for each step, a colour for each process."""

from collections.abc import Sequence
from html import escape

from tests.services.otlp import Told

COLOURS = ("#0b6e99", "#b45309", "#4d7c0f", "#7c3aed", "#be123c", "#0f766e", "#6b7280", "#a16207")
WIDE, LEFT, RIGHT, TALL, TOP = 1100, 230, 110, 30, 64
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1f2937}.q{fill:#6b7280}.t{font-weight:600;font-size:16px}"
    "@media(prefers-color-scheme:dark){.p{fill:#111827}text{fill:#e5e7eb}.q{fill:#9ca3af}.r{stroke:#374151}}"
)


def picture_of(spans: Sequence[Told], names: dict[int, str] | None = None) -> str:
    """An SVG, readable in light and dark; `names` are of processes, by their numbers."""
    ordered = _in_depth(spans)
    began, ended = min(span.began for span in spans), max(span.ended for span in spans)
    scale = (WIDE - LEFT - RIGHT) / ((ended - began) or 1)
    processes = list(dict.fromkeys(span.process for span, _ in ordered))
    height = TOP + TALL * len(ordered) + 40
    about = f"{len(spans)} steps in {len(processes)} processes, {(ended - began) * 1000:,.0f} ms"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {height}" role="img" aria-label="One trace">',
        f"<style>{STYLE}</style>",
        f'<rect class="p" width="{WIDE}" height="{height}" fill="#fff"/>',
        f'<text class="t" x="16" y="28">trace {spans[0].trace}</text>',
        f'<text class="q" x="16" y="50">{about}</text>',
    ]
    for line, (span, depth) in enumerate(ordered):
        y = TOP + TALL * line
        colour, name = COLOURS[processes.index(span.process) % len(COLOURS)], (names or {}).get(span.process, str(span.process))
        x, width = LEFT + (span.began - began) * scale, max(3.0, (span.ended - span.began) * scale)
        lines += [
            f'<line class="r" x1="16" x2="{WIDE - 16}" y1="{y}" y2="{y}" stroke="#e5e7eb"/>',
            f'<text x="{16 + 14 * depth}" y="{y + 20}">{escape(span.name)}</text>',
            f'<text class="q" x="{LEFT - 12}" y="{y + 20}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{x:.1f}" y="{y + 8}" width="{width:.1f}" height="14" rx="2" fill="{colour}"/>',
            f'<text class="q" x="{WIDE - 16}" y="{y + 20}" text-anchor="end">{(span.ended - span.began) * 1000:,.0f} ms</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


def _in_depth(spans: Sequence[Told]) -> list[tuple[Told, int]]:
    """Each under the one that it came from, and how deep."""
    children: dict[str, list[Told]] = {}
    for span in sorted(spans, key=lambda one: one.began):
        children.setdefault(span.parent, []).append(span)

    def below(parent: str, depth: int) -> list[tuple[Told, int]]:
        return [found for span in children.get(parent, ()) for found in ((span, depth), *below(span.id, depth + 1))]

    return below("", 0)
