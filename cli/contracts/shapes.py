"""What would break between two JSON Schemas of the same thing: for those who read it, or for those who write it.

It knows the words that msgspec writes and OpenAPI adds: `$ref` within the document, `anyOf`, `type`, `enum`, `const`,
`properties`, `required`, `items`, `additionalProperties`, and plain bounds such as `minimum`. In a list of choices that is open
(`x-extensible-enum`, see `golddust.schemas`), others are valid from the start. A schema within itself is not known; we have none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from golddust.schemas import OPEN

Schema = Mapping[str, Any]
Side = Literal["read", "written"]
BOUNDS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern"),
    *("format", "minItems", "maxItems", "const"),
)
NOTHING: Schema = {"not": {}}
"""What no value fits."""
NAMED = {"integer": "a whole number", "number": "a number", "string": "a text", "boolean": "true or false", "null": "null"}


@dataclass(frozen=True, slots=True)
class Change:
    """Something at `path` that breaks those who built on the earlier schema.

    `of_old`: it does so only where values of before stay to be read, as on a log.
    """

    path: str
    what: str
    of_old: bool = False

    def __str__(self) -> str:
        return f"`{self.path}` {self.what}" if self.path else f"it {self.what}"


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema, and the document in which its references lead somewhere."""

    schema: Schema
    document: Schema

    def of(self, schema: Schema) -> "Shape":
        """Another schema of the same document."""
        return Shape(schema, self.document)

    def alternatives(self) -> dict[str, "Shape"]:
        """By the kind of value, what it may be: references followed, choices between kinds taken apart."""
        found: list[Shape] = list(self.apart())
        objects = sum(one.kind() == "object" for one in found)
        return {one.schema.get("title", "object") if one.kind() == "object" and objects > 1 else one.kind(): one for one in found}

    def apart(self) -> Iterator["Shape"]:
        """All that it may be, one after another."""
        if "$ref" in self.schema:
            yield from self.of(self._found(self.schema["$ref"])).apart()
        elif "anyOf" in self.schema:
            for one in self.schema["anyOf"]:
                yield from self.of(one).apart()
        else:
            yield self

    def _found(self, reference: str) -> Schema:
        found: Any = self.document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
        return dict(found)

    def kind(self) -> str:
        """The JSON type; "anything" where the schema says none."""
        if "enum" in self.schema:
            return {str: "string", int: "integer"}.get(type(self.schema["enum"][0]), "anything")
        return str(self.schema.get("type", "anything"))


def changes(before: Shape, now: Shape, side: Side, path: str = "") -> Iterator[Change]:
    """What breaks: programs that `read` by the schema before and meet values of now, or have `written` by it and are refused now.

    Those that read also meet values of before with the schema of now, as records stay on the log.
    """
    old, new = before.alternatives(), now.alternatives()
    if "anything" in (old if side == "read" else new):
        return
    narrow, wide = (new, old) if side == "read" else (old, new)
    if strange := [kind for kind in narrow if kind not in wide and not (kind == "integer" and "number" in wide)]:
        yield Change(path, _retyped(old, new, strange, side))
        return
    for kind in old:
        same = new.get(kind) or (new.get("integer") if kind == "number" else new.get("number") if kind == "integer" else None)
        if same is not None:
            yield from _of_one_kind(old[kind], same, side, path)


def _retyped(old: Mapping[str, Shape], new: Mapping[str, Shape], strange: list[str], side: Side) -> str:
    if side == "read" and set(old) <= set(new):
        return f"may be {_either(strange)} now"
    if side == "written" and set(new) <= set(old):
        return f"may no longer be {_either(strange)}"
    return f"was {_either(list(old))} and is {_either(list(new))}"


def _either(kinds: list[str]) -> str:
    return " or ".join(NAMED.get(kind, f"an {kind}" if kind in ("object", "array") else kind) for kind in kinds)


def _of_one_kind(before: Shape, now: Shape, side: Side, path: str) -> Iterator[Change]:
    yield from _choices(before.schema, now.schema, side, path)
    yield from _bounds(before.schema, now.schema, side, path)
    yield from _fields(before, now, side, path)
    yield from _inner(before, now, side, path)


def _choices(before: Schema, now: Schema, side: Side, path: str) -> Iterator[Change]:
    """A closed list gains none where it is read; no list loses one: old records hold it, and old programs send it."""
    old, new = before.get("enum"), now.get("enum")
    known = before.get(OPEN, old or []), now.get(OPEN, new or [])
    if side == "read" and old and OPEN in now:
        yield Change(path, "was a closed list of choices and is an open one")
    elif side == "read" and old and not new and "const" not in now:
        yield Change(path, "was a closed list of choices and may be anything of its type now")
    if side == "read" and old and new:
        yield from (Change(path, f"may be `{one}` now, and its choices were closed") for one in new if one not in old)
    if side == "written" and new and not old:
        yield Change(path, "takes only some values now")
        return
    if any(known[1]):
        lost = [one for one in known[0] if one not in known[1]]
        yield from (Change(path, f"no longer knows `{one}`", of_old=side == "read") for one in lost)


def _bounds(before: Schema, now: Schema, side: Side, path: str) -> Iterator[Change]:
    for word in BOUNDS:
        old, new = before.get(word), now.get(word)
        promised = old if side == "read" else new
        if old != new and promised is not None and not _looser(word, old, new, side):
            yield Change(path, f"had {word} {old} and has {new}" if old is not None else f"has {word} {new} now")


def _looser(word: str, old: Any, new: Any, side: Side) -> bool:
    """Whether the bound moved to the side that hurts nobody: inwards where it is read, outwards where it is written."""
    if old is None or new is None or not (word.lower().startswith(("min", "max", "exclusive"))):
        return False
    inwards = new >= old if "min" in word.lower() else new <= old
    return bool(inwards == (side == "read"))


def _fields(before: Shape, now: Shape, side: Side, path: str) -> Iterator[Change]:
    old, new = before.schema.get("properties", {}), now.schema.get("properties", {})
    needed, needs = before.schema.get("required", []), now.schema.get("required", [])
    for name, field in old.items():
        at = f"{path}.{name}".lstrip(".")
        if name not in new:
            yield Change(at, "is gone")
            continue
        yield from changes(before.of(field), now.of(new[name]), side, at)
        if side == "read" and name in needed and name not in needs:
            yield Change(at, "may be missing now")
        if "default" in field and "default" in new[name] and field["default"] != new[name]["default"]:
            meant = f"meant {field['default']!r} where it was missing, and means {new[name]['default']!r}"
            yield Change(at, meant, of_old=side == "read")
    more = [f"{path}.{name}".lstrip(".") for name in needs if name not in needed]
    yield from (Change(at, "is required now", of_old=side == "read") for at in more)


def _inner(before: Shape, now: Shape, side: Side, path: str) -> Iterator[Change]:
    """What lists hold, and what objects hold under names of anybody's choice; where nothing is said of it, that is anything."""
    yield from changes(before.of(_said(before, "items")), now.of(_said(now, "items")), side, f"{path}[]")
    if "object" not in (before.kind(), now.kind()):
        return
    old, new = _said(before, "additionalProperties"), _said(now, "additionalProperties")
    if old == new:
        return
    if new == NOTHING:
        yield Change(path, "takes no fields but those that it names" if side == "written" else "holds no others by name any more")
    elif old == NOTHING:
        if side == "read":
            yield Change(path, "may hold fields that it does not name now")
    else:
        yield from changes(before.of(old), now.of(new), side, f"{path}.*")


def _said(shape: Shape, word: str) -> Schema:
    """The schema under that word; JSON Schema takes `true` for one that anything fits, `false` for one that nothing does."""
    said = shape.schema.get(word, True)
    return said if isinstance(said, Mapping) else {} if said else NOTHING
