"""Writes the reference pages from the code, and the accuracy page from the recorded scores; a test fails when they are stale.

`python -m cli.reference docs/reference`.
"""

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import typer

from cli.commands.all import app
from cli.http_pages import http_page
from config.reference import as_markdown as settings_page
from console.api import openapi as inner_door
from console.exports import as_csv
from console.exports.tables import TABLES
from golddust import asyncapi, errors
from golddust.catalogue import GROUPS
from golddust.schemas import schemas
from golddust.topic_pages import topics_page
from ingest import openapi as public_door
from processors import models
from training.evaluation.cards import models_page
from training.evaluation.page import accuracy_page
from training.evaluation.scores import RECORDED, read_scores

MODELS = Path(models.__file__).parent
NOTE = "Generated from the code by `make docs`; do not edit."


def pages() -> dict[str, str]:
    """Each page's name and what must stand in it."""
    made = {
        "settings.md": settings_page(),
        "commands.md": _commands_page(),
        "topics.md": topics_page(asyncapi.document(), NOTE),
        "metrics.md": _metrics_page(),
        "exports.md": _exports_page(),
        "errors.md": f"# Errors\n\n{NOTE}\n\n```text\n{inspect.getdoc(errors)}\n```",
        "models.md": models_page(MODELS),
        "../explanation/accuracy.md": accuracy_page(read_scores(RECORDED)),
    }
    made |= {name: json.dumps(document, indent=2) for name, document in contracts().items()}
    made["api.md"] = http_page(inner_door.document(), "The API", "api.openapi.json", NOTE)
    made["ingest.md"] = http_page(public_door.document(), "The public door", "ingest.openapi.json", NOTE)
    return {name: text.rstrip() + "\n" for name, text in made.items()}


def contracts() -> dict[str, dict[str, Any]]:
    """What other programs build on, by the name of its file: topics, schemas of events, the API, the public door."""
    return {
        "asyncapi.json": asyncapi.document(),
        "api.openapi.json": inner_door.document(),
        "ingest.openapi.json": public_door.document(),
        **{f"schemas/{name}.json": schema for name, schema in schemas().items()},
    }


def _commands_page() -> str:
    root = typer.main.get_command(app)
    return "\n".join(["# Commands", "", NOTE, "", *_command_lines(root, "golddust")])


def _command_lines(command: Any, path: str) -> list[str]:
    if hasattr(command, "commands"):
        return [line for name, inner in command.commands.items() for line in _command_lines(inner, f"{path} {name}")]
    options = [p for p in command.params if not getattr(p, "hidden", False)]
    lines = [f"## `{path}`", "", (command.help or "").strip(), "", "| argument or option | what it is for |", "| --- | --- |"]
    lines += [f"| `{_names(option)}` | {getattr(option, 'help', '') or ''} |" for option in options]
    return [*lines, ""]


def _names(option: Any) -> str:
    if option.param_type_name == "argument":
        return str(option.metavar or (option.name or "").upper()).replace("|", "\\|")
    return ", ".join(option.opts)


def _metrics_page() -> str:
    lines = ["# Metrics", "", NOTE, ""]
    lines += [
        "`/metrics` on the console's door, or on `[watch] port` of a role that runs by itself. A counter begins anew with its"
    ]
    lines += ["process; what stands on the log or in the database is a gauge. No label holds personal data, or an id."]
    lines += ["[deploy/prometheus](../../deploy/prometheus/alerts.yml) has alarms made of them."]
    for title, group in GROUPS.items():
        lines += ["", f"## {title}", "", "| name | kind | what it says | labels |", "| --- | --- | --- | --- |"]
        for metric in group:
            labels = "<br>".join(f"`{name}`: {holds}" for name, holds in metric.labels.items())
            lines.append(f"| `{metric.name}` | {metric.kind} | {metric.says} | {labels} |")
    return "\n".join(lines)


def _exports_page() -> str:
    lines = ["# Tables to take away", "", NOTE, "", inspect.getdoc(as_csv) or ""]
    lines += ["", "[How to get them](../howto/exports.md). Columns marked as personal are left out unless they are asked for."]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", "", f"{table.says}. Scope: `{table.scope}`.".capitalize(), ""]
        lines += ["| column | CSV | Parquet | what it holds |", "| --- | --- | --- | --- |"]
        for column in table.columns:
            said, typed = _IN_FILES[column.form]
            personal = " **Personal.**" if column.raw else ""
            lines.append(f"| `{column.name}` | {said} | {typed} | {column.says}{personal} |")
    return "\n".join(lines)


_IN_FILES = {
    "text": ("text", "string"),
    "label": ("text", "string, by a dictionary"),
    "labels": ("texts with `;` between them", "list of string"),
    "moment": ("RFC 3339, `2026-11-24T09:00:00.000250Z`", "timestamp, microseconds, UTC"),
    "number": ("number", "double"),
    "whole": ("number", "int64"),
    "truth": ("`true`, `false`", "boolean"),
}


def main() -> None:
    """Write all pages into the folder given."""
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
