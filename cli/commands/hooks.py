"""`golddust hooks`: which sources there are, and what one would make of a payload."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import AsJson, ConfigFile
from cli.output import people, print_json, print_table
from cli.wiring.hook_trial import Trial, signed_headers, trial_of
from config.load import load
from golddust.errors import Malformed, NotFound
from ingest.hooks.options import Options
from ingest.hooks.ready import ready_sources

Source = Annotated[str, typer.Argument(metavar="SOURCE", help="a source of the settings, or a ready one")]
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="a body, or a whole recorded request with its headers; - for standard input")
]
Type = Annotated[str, typer.Option("--type", metavar="TYPE", help="the body's Content-Type, where it is not JSON")]
Headers = Annotated[list[str] | None, typer.Option("--header", metavar="'NAME: VALUE'", help="a header that came with the body")]
STAND_IN = {"standard": "whsec_c2hvd24gYnkgaG9va3MgdHJ5"}  # signs nothing: a ready source is only tried with it
LONGEST_SHOWN = 200


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    hooks = typer.Typer(help="Web hooks: sources, and what they would become.", no_args_is_help=True)
    hooks.command("list")(list_sources)
    hooks.command("try")(try_source)
    hooks.command("sign")(sign)
    app.add_typer(hooks, name="hooks")


def list_sources(
    ready: Annotated[bool, typer.Option("--ready", help="the ready sources, and how each is set up")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """List the sources of the settings, or the ready ones."""
    records = list(_ready()) if ready else list(_configured(load(config).settings.hooks))
    if as_json:
        print_json(records)
    elif ready:
        print_table(("source", "sender", "scheme", "how to set it up there"), (_cells(record) for record in records), "")
    else:
        empty = "No source is set: \\[hooks.<source>] names one (`golddust hooks list --ready` shows the ready ones)."
        print_table(("source", "route", "scheme", "like", "each", "answer"), (_cells(record) for record in records), empty)


def try_source(
    source: Source,
    file: File,
    content_type: Type = "",
    header: Headers = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Show what a payload would become, and what is wrong with it. Nothing is stored, and no signature is asked for."""
    settings = load(config).settings
    trial = trial_of(source, _options(source, settings.hooks), settings, _raw(file), content_type, header or [])
    if as_json:
        print_json(trial.records)
    else:
        for record in trial.records:
            _print(record)
        people().print(_summary(trial))
    if trial.is_refused:
        raise typer.Exit(1)


def sign(source: Source, file: File, config: ConfigFile = None) -> None:
    """Print the headers with which the source (Standard Webhooks or HMAC) would send this body now, one a line."""
    settings = load(config).settings
    if source not in settings.hooks:
        raise NotFound(f"there is no [hooks.{source}]: only with its secret can it be signed")
    for name, value in signed_headers(settings.hooks[source].verify, _raw(file)).items():
        typer.echo(f"{name}: {value}")


def _options(source: str, configured: Mapping[str, Options]) -> Options:
    if source in configured:
        return configured[source]
    known = ready_sources().get(source)
    if known is None:
        raise NotFound(f"no source {source!r} is set, and no ready source is called so; see `golddust hooks list --ready`")
    secret = STAND_IN.get(known.settings["verify"]["scheme"], "bm90IGEgcmVhbCBzZWNyZXQ=")
    return Options.model_validate({"source": source, "verify": {"secrets": [secret]}})


def _raw(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Malformed(f"{file}: {error.strerror}") from None


def _configured(sources: Mapping[str, Options]) -> Iterator[dict[str, Any]]:
    for name, options in sources.items():
        yield {
            "source": name,
            "route": f"/hooks/{name}",
            "scheme": options.verify.scheme,
            "like": options.source,
            "each": options.each,
            "answer": options.answer.form,
        }


def _ready() -> Iterator[dict[str, Any]]:
    for ready in ready_sources().values():
        yield {"source": ready.key, "sender": ready.name, "scheme": ready.settings["verify"]["scheme"], "setup": ready.setup}


def _cells(record: Mapping[str, Any]) -> Sequence[str]:
    return [str(value) for value in record.values()]


def _print(record: Mapping[str, Any]) -> None:
    rows = ((name, _short(value)) for name, value in record.items() if value not in ("", [], {}, None))
    print_table(("", f"part {record['part']}"), rows, "")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _summary(trial: Trial) -> str:
    if trial.is_refused:
        return "It would be refused, or become a dead letter."
    return "Nothing of it would be taken in: `when` is true of no part." if not trial.records else "It would be taken in."
