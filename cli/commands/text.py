"""`golddust parse email`, `golddust tag`, `golddust unmask`, `golddust tail`: what texts and topics hold."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import tail
from cli.options import AsJson, ConfigFile, DataFolder, OtherTaxonomy
from cli.output import people, print_json, print_table, when
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Malformed

TAG_BATCH = 256
LONGEST_SHOWN = 300


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    parse = typer.Typer(help="Show what a message says, as golddust reads it.", no_args_is_help=True)
    parse.command("email")(parse_email)
    app.add_typer(parse, name="parse")
    app.command("tag")(tag)
    app.command("unmask")(unmask)
    app.command("tail")(tail_topic)


def parse_email(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...|-", help="mails as files; - for standard input")],
    config: ConfigFile = None,
) -> None:
    """Print each mail as one line of JSON."""
    from ingest.email.as_json import parsed  # noqa: PLC0415 - other commands start without it

    installation = Installation(load(config).settings)
    failed = False
    for file in files:
        try:
            raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            people().print(f"{file}: {error.strerror}")
            failed = True
            continue
        record = parsed(str(file), raw)
        print_json([{**record, "language": installation.languages.tag(record["text"]).code}])
    if failed:
        raise typer.Exit(1)


def tag(
    plain: Annotated[
        bool, typer.Option("--plain", help="each line that is read is a text, not JSON; what is printed is JSON all the same")
    ] = False,
    taxonomy: OtherTaxonomy = None,
    config: ConfigFile = None,
) -> None:
    """Read texts from standard input, and print what each is about and how it feels, in the same order.

    Each line is a JSON object with "text", and an "id" if you like, which the answer repeats. What tags them is set under [tag].
    """
    loaded = load(config, {"tag.taxonomy": taxonomy})
    tagger = Installation(loaded.settings).tag_texts
    requests = ({"text": line} if plain else _request(number, line) for number, line in _lines(sys.stdin.buffer))
    size = 1 if sys.stdin.isatty() else TAG_BATCH  # somebody who types wants an answer to each line
    while batch := list(islice(requests, size)):
        print_json(tagger(batch))


def unmask(data: DataFolder = None, config: ConfigFile = None) -> None:
    """Read redacted texts from standard input, and print them with the personal data that masks such as [phone:kbnf…] stand for.

    Only masks made with `[tag.private] masks = "reversible"` and the keys of this installation are turned back; all else stays
    as it is.
    """
    from processors.private.masks import unmasked  # noqa: PLC0415 - other commands start without it

    key = Installation(load(config, {"data_dir": data}).settings).keys.pseudonym
    for raw in sys.stdin.buffer:
        sys.stdout.buffer.write(unmasked(raw.decode("utf-8", "surrogateescape"), key).encode("utf-8", "surrogateescape"))


def _lines(stream: Any) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(stream, start=1):
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            yield number, line


def _request(number: int, line: str) -> Mapping[str, Any]:
    try:
        request = json.loads(line)
    except json.JSONDecodeError as error:
        raise Malformed(f"line {number} is no JSON ({error.msg}); with --plain each line is a text") from None
    if not isinstance(request, dict) or not isinstance(request.get("text"), str):
        raise Malformed(f'line {number} is no object with a "text"')
    return request


def tail_topic(
    topic: Annotated[str, typer.Argument(help="for example feedback.tagged")],
    from_start: Annotated[bool, typer.Option("--from-start", help="all records, not the last 10")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="at most so many records")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="go on as records come")] = False,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Print what is on a topic."""
    log = Installation(load(config, {"data_dir": data}).settings).existing_log()
    if topic not in log.topics():
        people().print(f"Nothing is on {topic} yet. Topics: {', '.join(log.topics()) or 'none'}")
    last = None if from_start else limit or 10
    found = tail.records(log, topic, last, limit, follow=follow)
    if as_json:
        print_json(map(tail.as_json, found))
    elif follow:
        _print_as_they_come(map(tail.as_json, found))
    else:
        rows = [(when(r["appended_at"]), str(r["position"]), r["key"], _short(r["value"])) for r in map(tail.as_json, found)]
        print_table(("appended", "position", "key", "value"), rows, empty="No records.", words_last=True)


def _print_as_they_come(records: Iterable[Mapping[str, Any]]) -> None:
    for record in records:
        typer.echo(f"{when(record['appended_at'])}  {record['position']}  {record['key']}  {_short(record['value'])}")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
