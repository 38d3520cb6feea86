"""The templates of drafts: Jinja in its sandbox, and of its language only what cannot reach anything, run long or grow.

They come from the company's own folder, where many may write, so they are treated as strangers' (docs/adr/0013). What is left of
the language: text, values, `if`, `in`, `==`, `!=`, `and`, `or`, `not`, and filters without arguments. There are no loops, calls,
attributes, arithmetic or macros, so that the time and the room that a template takes are bounded by its length, and every way
through it is known to work when it is read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from golddust.errors import Problem
from golddust.events import Feeling, Kind, Standard

PARTS = ("happened", "apology", "reason", "remedy")
TEXTS = frozenset({"opening", "tone", "reference", "subject", "topic", "kind", "emotion", "priority", "channel", "received"})
FLAGS = frozenset({"late", "reopened"})
LISTS = frozenset({"topics"})
VALUES = TEXTS | FLAGS | LISTS
FILTERS = ("capitalize", "lower", "trim", "upper")
LARGEST_FILE = 16_384
"""In bytes."""
LONGEST_PART = 2_000
"""In characters; what a template writes beyond is cut off."""
DEEPEST = 20
"""How deep conditions may stand in one another; Python's own compiler ends at a hundred."""
_ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.List,
    nodes.Tuple,
    nodes.Const,
    nodes.Filter,
)
_FRONT = re.compile(r"\s*\{#-?(.*?)-?#\}", re.DOTALL)
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "kinds": get_args(Kind),
    "emotions": get_args(Feeling),
    "standards": get_args(Standard),
}
_LISTED = ("topics", *_ONE_OF)


@dataclass(frozen=True, slots=True)
class Fits:
    """What a draft is for: it fits where each list that is not empty names something of the case.

    `standards` are those of promises that were broken.
    """

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftTemplate:
    """One file: its name, what people call it, what it is for, and the four parts."""

    name: str
    title: str
    fits: Fits
    template: Template

    def part(self, name: str, values: Mapping[str, Any]) -> str:
        """One of the four, filled in, at most `LONGEST_PART` characters. Never raises where `values` has all of `VALUES`."""
        written, length = list[str](), 0
        for piece in self.template.blocks[name](self.template.new_context(dict(values))):
            written.append(piece[: LONGEST_PART * 2 - length])
            length += len(written[-1])
            if length >= LONGEST_PART * 2:  # twice, because the spaces between words are yet to be taken out
                break
        return _cut(_tidy("".join(written)))


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja as drafts have it. Nothing is escaped: drafts are plain text, and whoever shows them on a page escapes them there."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests, made.globals = {}, {}
    made.finalize = lambda value: ", ".join(map(str, value)) if isinstance(value, tuple) else value
    return made


def read_template(made: ImmutableSandboxedEnvironment, path: Path, shown: str, problems: list[Problem]) -> DraftTemplate | None:
    """The template in that file; None when it cannot be used, with every problem as `shown:line`."""
    before = len(problems)
    source = _source(path, shown, problems)
    title, fits = _front(source, shown, problems) if source else ("", Fits())
    template = _checked(made, source, shown, problems) if source else None
    return DraftTemplate(path.stem, title, fits, template) if template and len(problems) == before else None


def _source(path: Path, shown: str, problems: list[Problem]) -> str:
    """The text of the file."""
    try:
        raw = path.read_bytes()
        if 0 < len(raw) <= LARGEST_FILE:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        problems.append(_problem(shown, 1, f"a file of 1 to {LARGEST_FILE:,} bytes; it has {len(raw):,}"))
    except UnicodeDecodeError:
        problems.append(_problem(shown, 1, "text in UTF-8"))
    except OSError as error:
        problems.append(_problem(shown, 1, f"a file that can be read: {error.strerror}"))
    return ""


def _front(source: str, shown: str, problems: list[Problem]) -> tuple[str, Fits]:
    """The title and what the draft is for, from the comment at the top."""
    match = _FRONT.match(source)
    title, lists = "", dict[str, tuple[str, ...]]()
    first = source[: match.start(1)].count("\n") + 1 if match else 1
    for number, line in enumerate(match[1].split("\n") if match else [], start=first):
        key, _, value = (part.strip() for part in line.partition(":"))
        if key == "title":
            title = value
        elif key in _LISTED:
            lists[key] = tuple(word.strip() for word in value.split(",") if word.strip())
            problems += _unknown_words(key, lists[key], shown, number)
        elif line.strip():
            problems.append(_problem(shown, number, f"one of title, {', '.join(_LISTED)}, with a colon after it"))
    if not title:
        problems.append(_problem(shown, first, 'a comment at the top with a title, such as "{# title: A parcel is lost #}"'))
    return title, Fits(**lists)


def _unknown_words(key: str, words: Sequence[str], shown: str, line: int) -> list[Problem]:
    known = _ONE_OF.get(key)
    wrong = [word for word in words if known and word not in known]
    return [_problem(shown, line, f"{key}: some of {', '.join(known or ())}; not {word[:40]!r}") for word in wrong]


def _checked(made: ImmutableSandboxedEnvironment, source: str, shown: str, problems: list[Problem]) -> Template | None:
    """The compiled template, when there is nothing in it but what is allowed."""
    try:
        tree = made.parse(source)
        found = [_problem(shown, line, what) for line, what in _forbidden(tree)]
        problems += found
        return None if found else made.from_string(source)
    except TemplateSyntaxError as error:
        problems.append(_problem(shown, error.lineno, str(error.message)))
    except (TemplateError, RecursionError, ValueError, SyntaxError, MemoryError) as error:
        problems.append(_problem(shown, 1, f"a template that can be read; this one ends in {type(error).__name__}"))
    return None


def _forbidden(tree: nodes.Template) -> list[tuple[int, str]]:
    """What stands in the template and may not, with its line."""
    found: list[tuple[int, str]] = []
    seen: list[str] = []
    for node in tree.body:
        if isinstance(node, nodes.Block):
            seen.append(f"required {node.name}" if node.required else node.name)
            for child in node.body:
                _look(child, 0, found)
        elif not _is_blank(node):
            found.append((node.lineno, "nothing between the blocks; it would never be shown"))
    if sorted(seen) != sorted(PARTS):
        found.append((1, f"each of these blocks once: {', '.join(PARTS)}; found: {', '.join(seen) or 'none'}"[:300]))
    return found


def _is_blank(node: nodes.Node) -> bool:
    texts = node.nodes if isinstance(node, nodes.Output) else [node]
    return all(isinstance(text, nodes.TemplateData) and not text.data.strip() for text in texts)


def _look(node: nodes.Node, depth: int, found: list[tuple[int, str]]) -> None:
    wrong = f"no deeper than {DEEPEST} levels" if depth > DEEPEST else _wrong_with(node)
    if wrong:
        found.append((node.lineno, wrong))
        return
    for child in node.iter_child_nodes():
        _look(child, depth + 1, found)


def _wrong_with(node: nodes.Node) -> str:
    """Why this may not stand in a draft; "" when it may."""
    if isinstance(node, nodes.Name):
        return "" if node.name in VALUES else f"one of the values {', '.join(sorted(VALUES))}; not {node.name[:40]!r}"
    if isinstance(node, nodes.Filter):
        plain = node.name in FILTERS and not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
        return "" if plain else f"one of the filters {', '.join(FILTERS)}, without arguments; not {node.name[:40]!r}"
    if isinstance(node, nodes.Const):
        return "" if isinstance(node.value, str | bool) else "words in quotation marks, and no numbers"
    if isinstance(node, nodes.Operand):
        return _wrong_comparison(node)
    if isinstance(node, _ALLOWED):
        return ""
    return f"text, values, if, in, ==, !=, and, or, not; no {type(node).__name__.lower()}"


def _wrong_comparison(node: nodes.Operand) -> str:
    if node.op in {"eq", "ne"}:
        return ""
    in_list = isinstance(node.expr, nodes.List | nodes.Tuple) or (isinstance(node.expr, nodes.Name) and node.expr.name in LISTS)
    return "" if node.op in {"in", "notin"} and in_list else 'a comparison with ==, != or in: "delivery" in topics'


def _tidy(text: str) -> str:
    """Paragraphs with single spaces, as an agent would have written them."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PART else text[: LONGEST_PART - 1] + "…"


def _problem(shown: str, line: int, expected: str) -> Problem:
    return Problem(f"complaints.drafts {shown}:{line}", "", expected)
