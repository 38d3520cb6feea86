"""Reads settings: defaults, over them a TOML file, over that the environment, over that secrets in files.

Environment: GOLDDUST_ + section + __ + name, lists and tables as JSON; with _FILE at the end, the value is what that file holds.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.settings import Settings
from golddust.errors import Misconfigured, Problem

PREFIX = "GOLDDUST_"
DEFAULT_FILE = Path("golddust.toml")
LONGEST_SHOWN = 80
"""Characters of a value that people see."""
_SECRET_WORDS = ("token", "secret", "password", "key")
_PASSWORD_IN_ADDRESS = re.compile(r"(://[^\s/:@\"']*:)[^\s/@\"']+@")
_EXPECTED = {
    "tuple_type": 'a list, such as ["one", "two"]',
    "list_type": 'a list, such as ["one", "two"]',
    "dict_type": 'a table, such as { name = "words" }',
    "model_type": "a table",
    "string_type": "text, in quotation marks",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}
"""What is said in place of pydantic's words, which are about Python's types."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and for each that was set, by its dotted path, where the value came from."""

    settings: Settings
    origins: Mapping[str, str]


def load(
    file: Path | None = None, overrides: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Loaded:
    """The settings, from the file (or golddust.toml here, if there), the environment, and `overrides` over both.

    `overrides` are command line options by dotted path; None among them means not given. `environment`: another than that of this
    process. Raises Misconfigured with every problem.
    """
    problems: list[Problem] = []
    layers = [
        (str(file or DEFAULT_FILE), _from_file(file, problems)),
        ("environment", _from_environment(os.environ if environment is None else environment, problems)),
        ("command line", _nested({k: v for k, v in (overrides or {}).items() if v is not None})),
    ]
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        _merge(merged, layer)
        origins |= dict.fromkeys(_paths(layer), origin)
    settings = _validated(merged, problems)
    if problems or settings is None:
        raise Misconfigured(tuple(problems))
    return Loaded(settings, origins)


def _from_file(file: Path | None, problems: list[Problem]) -> dict[str, Any]:
    path = file or DEFAULT_FILE
    if file is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(str(path), "no such file", "a TOML file (golddust settings reference shows one)"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), type(error).__name__, "a readable TOML file in UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(str(path), "", f"valid TOML: {error}"))
    return {}


def _from_environment(environment: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in sorted(environment.items()):
        if name.startswith(PREFIX):
            path = name.removeprefix(PREFIX).lower().split("__")
            in_file = name.endswith("_FILE") and not _is_setting(path)
            path[-1] = path[-1].removesuffix("_file") if in_file else path[-1]
            text = _content(name, value, problems) if in_file else value
            if text is not None:
                _merge(found, _nested({".".join(path): _decoded(text)}))
    return found


def _is_setting(path: Sequence[str]) -> bool:
    """Whether there is one of that name: `key_file` is the name of a file itself, and no `key` in one."""
    model: Any = Settings
    for name in path[:-1]:
        model = model.model_fields[name].annotation if _has(model, name) else None
    return _has(model, path[-1])


def _has(model: Any, name: str) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel) and name in model.model_fields


def _content(name: str, path: str, problems: list[Problem]) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, path, f"a file that can be read: {type(error).__name__}"))
        return None


def _decoded(text: str) -> Any:
    """Lists and tables come as JSON; everything else stays text, which the models turn into what they need."""
    if text[:1] in ("[", "{"):
        try:
            return TypeAdapter(Any).validate_json(text)
        except ValidationError:
            return text
    return text


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.split(".")
        table = nested
        for parent in parents:
            table = table.setdefault(parent, {})
        table[last] = value
    return nested


def _merge(into: dict[str, Any], layer: Mapping[str, Any]) -> None:
    for name, value in layer.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _paths(layer: Mapping[str, Any], above: str = "") -> list[str]:
    paths: list[str] = []
    for name, value in layer.items():
        paths += _paths(value, f"{above}{name}.") if isinstance(value, dict) else [above + name]
    return paths


def _validated(merged: Mapping[str, Any], problems: list[Problem]) -> Settings | None:
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        problems += [_problem(detail) for detail in error.errors(include_url=False)]
        return None


def _problem(detail: ErrorDetails) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return Problem(path, "", "no such setting (golddust settings reference lists them all)")
    hidden = isinstance(detail["input"], dict) or _holds_secrets(detail["loc"])
    seen = "" if hidden else shown(path, detail["input"])
    if detail["type"] == "string_pattern_mismatch":
        return Problem(path, seen, f"not of the form that is needed: {_what_for(detail['loc']) or detail['msg']}")
    return Problem(path or "settings", seen, _expected(detail))


def _holds_secrets(place: Sequence[str | int]) -> bool:
    """Whether secrets are set there, or below: what stands there in place of them may hold one, whatever it is."""
    here: Any = Settings
    for name in place:
        if _has(here, str(name)):
            here = here.model_fields[str(name)].annotation
        elif (inner := [one for one in get_args(here) if _has(one, str(name))]) or get_args(here):
            here = inner[0].model_fields[str(name)].annotation if inner else get_args(here)[-1]
        else:
            break
    return _is_secret(here)


def _is_secret(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return any(_is_secret(field.annotation) for field in kind.model_fields.values())
    return kind is SecretStr or any(_is_secret(one) for one in get_args(kind))


def _expected(detail: ErrorDetails) -> str:
    words = _EXPECTED.get(detail["type"], detail["msg"])
    return words.removeprefix("Value error, ").removeprefix("Input should be ")


def _what_for(place: Sequence[str | int]) -> str:
    """What the reference says of the setting; "" where none is found."""
    model: Any = Settings
    description = ""
    for name in map(str, place):
        if not _has(model, name):
            break
        description, model = model.model_fields[name].description or "", model.model_fields[name].annotation
    return description


def shown(path: str, value: Any) -> str:
    """The value as people may see it: secrets masked (not the names of files that hold them), long ones cut."""
    if isinstance(value, SecretStr) or (not isinstance(value, Path) and any(word in path for word in _SECRET_WORDS)):
        raw = value.get_secret_value() if isinstance(value, SecretStr) else value
        return "(set, not shown)" if raw else "(empty)"
    text = json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, list | tuple | dict) else str(value)
    text = _PASSWORD_IN_ADDRESS.sub(r"\1(not shown)@", text)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
