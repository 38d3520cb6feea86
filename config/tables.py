"""The tables that stand beside the settings: taxonomy, service standards, ladder. Ours, unless the company gives its own."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from golddust.errors import Misconfigured, Problem

HERE = Path(__file__).parent
TAXONOMY = HERE / "taxonomy.toml"
STANDARDS = HERE / "standards.toml"
ESCALATION = HERE / "escalation.toml"


def read_table(setting: str, path: Path) -> Mapping[str, Any]:
    """What the TOML file holds. Raises Misconfigured naming the setting that points to it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise Misconfigured((Problem(setting, str(path), "a readable TOML file in UTF-8"),)) from None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured((Problem(setting, str(path), f"a readable TOML file: {error}"),)) from error
