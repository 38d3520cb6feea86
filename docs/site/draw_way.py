"""Draws `way.svg`, one message's way, on the landing page: `python docs/site/draw_way.py > docs/site/way.svg`."""

INK, LINE, GOLD, PALE, SOFT = "#2b2f36", "#7b8490", "#f2c14e", "#fff7df", "#eef1f5"
WIDE, HIGH = 1120, 400
BOXES = (  # x, y, width, height, title, second line, fill
    (20, 30, 120, 38, "text message", "", SOFT),
    (20, 80, 120, 38, "mail", "", SOFT),
    (20, 130, 120, 38, "web hook", "", SOFT),
    (20, 180, 120, 38, "form", "", SOFT),
    (190, 84, 130, 80, "ingest", "acknowledged", GOLD),
    (372, 96, 150, 56, "feedback.received", "topic", PALE),
    (574, 84, 130, 80, "processors", "kind, mood, topics", GOLD),
    (756, 96, 150, 56, "feedback.tagged", "topic", PALE),
    (956, 40, 144, 44, "store", "", GOLD),
    (956, 106, 144, 44, "streams, hooks", "for your systems", GOLD),
    (564, 226, 150, 56, "feedback.issues", "topic", PALE),
    (756, 214, 150, 80, "complaints", "case and promises", GOLD),
    (956, 226, 144, 56, "complaints.events", "topic", PALE),
    (564, 330, 150, 50, "replies.requested", "topic", PALE),
    (372, 326, 150, 58, "replies", "by text, by mail", GOLD),
    (150, 330, 170, 50, "the customer", "reference and time", SOFT),
)
ARROWS = (
    *((140, y, 190, to) for y, to in ((49, 100), (99, 116), (149, 132), (199, 148))),
    (320, 124, 372, 124),
    (522, 124, 574, 124),
    (704, 124, 756, 124),
    (906, 116, 956, 66),
    (906, 128, 956, 128),
    (639, 164, 639, 226),
    (714, 254, 756, 254),
    (906, 254, 956, 254),
    (831, 294, 714, 350),
    (564, 355, 522, 355),
    (372, 355, 320, 355),
)


def drawn() -> str:
    """The picture. It stands on white in dark pages, too, so that its colours hold."""
    title = "One message's way: from the customer through topics and stages to a case, and back as an answer"
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-labelledby="way-title"'
            ' font-family="system-ui, sans-serif" font-size="13">'
        ),
        f'<title id="way-title">{title}</title>',
        (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            f'<path d="M0 0 8 4 0 8z" fill="{LINE}"/></marker></defs>'
        ),
        f'<rect width="{WIDE}" height="{HIGH}" rx="10" fill="#ffffff"/>',
    ]
    for x, y, to_x, to_y in ARROWS:
        parts.append(
            f'<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" stroke="{LINE}" stroke-width="1.6" marker-end="url(#tip)"/>'
        )
    for x, y, width, height, first, second, fill in BOXES:
        parts.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="7" fill="{fill}" stroke="{LINE}"/>')
        middle, at = x + width / 2, y + height / 2
        parts.append(_words(middle, at + (-3 if second else 5), first, "13", "600"))
        if second:
            parts.append(_words(middle, at + 14, second, "11", "400"))
    return "\n".join([*parts, "</svg>"])


def _words(x: float, y: float, words: str, size: str, weight: str) -> str:
    centred = f'x="{x}" y="{y}" text-anchor="middle" fill="{INK}"'
    return f'<text {centred} font-size="{size}" font-weight="{weight}">{words}</text>'


if __name__ == "__main__":
    print(drawn())  # noqa: T201 - it goes into a file
