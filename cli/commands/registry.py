"""`golddust topics register`: the schemas of our events, at the schema registry that the settings name."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.options import AsJson, ConfigFile
from cli.output import people, print_json, print_table
from config.load import load
from golddust.errors import Misconfigured, Problem


def register(topics: typer.Typer) -> None:
    """Add this command to `golddust topics`."""
    topics.command("register")(register_schemas)


def register_schemas(
    look: Annotated[bool, typer.Option("--look", help="only say how each stands there; nothing is changed")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Put the schema of each type of event to the schema registry, as the newest version under the type's name.

    What is there already stays as it is. A registry refuses what would break those who read by a version before.
    """
    from cli.wiring.registry import Registry, as_registered  # noqa: PLC0415 - only where there is one
    from golddust.schemas import schemas  # noqa: PLC0415 - as above

    options = load(config).settings.log.registry
    if not options.url:
        raise Misconfigured((Problem("log.registry.url", "", "where the schema registry is, such as http://127.0.0.1:8081"),))
    registry, told = Registry(options), list[Mapping[str, Any]]()
    for kind, schema in schemas().items():
        meant = as_registered(schema)
        before = registry.standing(kind, meant)
        number = registry.put(kind, meant) if before != "same" and not look else None
        told.append({"subject": kind, "before": before, "id": number})
    if as_json:
        print_json(told)
        return
    rows = [(one["subject"], one["before"], str(one["id"] or "")) for one in told]
    print_table(("subject", "was there", "id now"), rows, empty="No types.")
    done = sum(one["id"] is not None for one in told)
    people().print(f"{done} of {len(told)} put to {options.url}.")
