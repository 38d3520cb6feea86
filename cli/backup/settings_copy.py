"""The file of settings as it goes into a backup: as it is, or without its secrets."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.load import DEFAULT_FILE, Loaded
from golddust.errors import NotFound

LEFT_OUT = "**********"
"""What a secret is written as by pydantic."""
_PASSWORD_IN_ADDRESS = re.compile(r"(://[^\s/:@]*:)[^\s/@]+@")
HEADING = "# golddust's settings as they were when the backup was made, without secrets: those are to be set again.\n"
Said = Mapping[str, Any]


def settings_file(file: Path | None) -> bytes:
    """The file itself, secrets and all. Raises NotFound."""
    path = file or DEFAULT_FILE
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}") from None


def without_secrets(loaded: Loaded) -> bytes:
    """All that was set, wherever it came from, as a file that can be used once the secrets are added.

    `data_dir` is not in it: whoever restores says where, and used as it was it would point at what was lost.
    """
    said = loaded.settings.model_dump(mode="json", exclude_unset=True, exclude_none=True, exclude={"data_dir"})
    lines = [f"{path} = {_written(value)}" for path, value in _leaves(said) if LEFT_OUT not in json.dumps(value)]
    left = [f"# {path} is left out" for path, value in _leaves(said) if LEFT_OUT in json.dumps(value)]
    return (HEADING + "\n".join([*sorted(lines), *sorted(left)]) + "\n").encode()


def _leaves(table: Said, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = above + (name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False))
        if isinstance(value, dict) and value:
            yield from _leaves(value, key + ".")
        else:
            yield key, value


def _written(value: Any) -> str:
    """As TOML, which has strings, numbers and lists as JSON has them, and tables otherwise."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {_written(v)}" for k, v in value.items()) + " }"
    if isinstance(value, str):
        return json.dumps(_PASSWORD_IN_ADDRESS.sub(rf"\1{LEFT_OUT}@", value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
