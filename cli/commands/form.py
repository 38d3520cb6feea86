"""`golddust qr`: codes that open the form, for stores, products and receipts."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from cli.options import ConfigFile
from cli.output import people, printable
from cli.wiring.installation import Installation
from config.load import load
from config.settings import Settings
from golddust.errors import Malformed, NotFound
from ingest.form.places import address as address_of
from ingest.form.places import place_with, signed_address

KINDS = ("svg", "png", "pdf", "eps")
QUIET_ZONE = 4
"""Modules of blank around a code, as ISO/IEC 18004 wants it."""
MODULE = 12
"""Pixels of a module in a PNG."""


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("qr")(qr)


def qr(
    place: Annotated[str, typer.Argument(metavar="[PLACE]", help="a place of [form.places]; none: the form itself")] = "",
    label: Annotated[
        list[str] | None, typer.Option("--label", metavar="NAME=VALUE", help="a label of what is told there; may be repeated")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="a picture to write: .svg, .png, .pdf or .eps")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="one picture for each place of [form.places]; --out is their folder")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Print the form's address at a place and its QR code, or write the code to a file.

    Labels that no place has are signed, so that nobody but you can put words there.
    """
    settings = load(config).settings
    if every:
        _all(settings, out, alone=not (place or label))
        return
    if place and label:
        raise Malformed("a place has its labels already: give a place or labels")
    address = _labelled(settings, _labels(label)) if label else address_of(settings.form.places, settings.http.public_url, place)
    if out is None:
        _on_the_terminal(address)
    else:
        _write(address, out)
    typer.echo(address)


def _all(settings: Settings, folder: Path | None, *, alone: bool) -> None:
    """A picture of each place, and a line with its name and its address."""
    if folder is None or folder.suffix or not alone:
        raise Malformed("--all needs --out FOLDER, and neither a place nor labels")
    folder.mkdir(parents=True, exist_ok=True)
    for name in settings.form.places:
        address = address_of(settings.form.places, settings.http.public_url, name)
        _write(address, folder / f"{name}.svg")
        typer.echo(f"{name}\t{address}")


def _labelled(settings: Settings, labels: Mapping[str, str]) -> str:
    """The address of the place with these labels, else one that is signed: with the keys that are there, never with new ones."""
    name = place_with(settings.form.places, labels)
    if name:
        return address_of(settings.form.places, settings.http.public_url, name)
    if not settings.keys.links.get_secret_value() and not (settings.data_dir / "keys" / "links.key").exists():
        raise NotFound(f"no place has these labels, and there are no keys in {settings.data_dir} to sign them with")
    return signed_address(Installation(settings).keys, settings.http.public_url, labels)


def _labels(given: list[str]) -> Mapping[str, str]:
    pairs = [one.partition("=") for one in given]
    wrong = [one for one, (_, equals, _) in zip(given, pairs, strict=True) if not equals]
    if wrong:
        raise Malformed(f"--label {wrong[0]}: NAME=VALUE, such as store=munich")
    if len({name for name, _, _ in pairs}) < len(pairs):
        raise Malformed("each label once")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _write(address: str, file: Path) -> None:
    """The code as a picture. A quarter of it may be scratched or soiled and it is still read."""
    import segno  # noqa: PLC0415 - for this command alone

    kind = file.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise Malformed(f"{file.name}: a picture ends in .{', .'.join(KINDS)}")
    title = {"title": address} if kind == "svg" else {}
    try:
        segno.make(address, error="q", micro=False).save(str(file), kind=kind, scale=MODULE, border=QUIET_ZONE, **title)
    except OSError as error:
        raise Malformed(f"{file}: {error.strerror}") from None
    people().print(printable(f"written: {file}"), soft_wrap=True)


def _on_the_terminal(address: str) -> None:
    """The code in blocks, among the words for people, so that standard output is the address alone."""
    import segno  # noqa: PLC0415 - as above

    segno.make(address, error="m", micro=False).terminal(out=sys.stderr, border=2, compact=True)
