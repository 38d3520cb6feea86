"""How the words that are to be translated are found in our code; `make words` and the tests look by the same rules."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "say": None,
    "say_in": ((1, "c"), 2),
    "counted": (1, 2),
    "counted_in": ((1, "c"), 2, 3),
    "forms": (1, 2),
    "marked": None,
    "marked_many": (1, 2),
}
"""What says words, and which of what it is given are the words ("c": the context)."""
METHODS = [("templates/**.html", "jinja2"), ("templates/**.svg", "jinja2"), ("**.py", "python")]
