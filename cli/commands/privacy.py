"""`golddust export`, `golddust erase`, `golddust hold`: a person's right to their data, and to be forgotten."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import FAILED, people, print_json, print_table, printable, when
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Malformed, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cli.privacy.requests import StoredPrivacy
    from config.settings import Settings
    from golddust.privacy import Erasure, Known

Customer = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="an address as people write it, a pseudonym, a case, or an id of your list")
]
Reason = Annotated[str, typer.Option("--reason", help="why, in words for whoever asks later")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="who does it; your login name unless given")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("export")(export)
    app.command("erase")(erase)
    hold = typer.Typer(help="Data that must stay, whoever asks for it to go.", no_args_is_help=True)
    hold.command("add")(add)
    hold.command("list")(list_holds)
    hold.command("release")(release)
    app.add_typer(hold, name="hold")


def export(
    customer: Customer,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.zip", help="a new file; golddust-export.zip unless given")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="of the page; the one that they write, unless given")
    ] = "",
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Give out all that is held of a person: a page to read, JSON for programs, and what they sent as it came."""
    path = to or Path("golddust-export.zip")
    with closing(_installation(data, config)) as installation:
        privacy = _privacy(installation)
        counts = privacy.export(privacy.find(customer), path, language, name_of(actor))
    if as_json:
        print_json([{"file": str(path), **counts}])
        return
    print_table(("what", "how much"), [(kind.replace("_", " "), f"{count:,}") for kind, count in counts.items()], empty="")
    people().print(f"Written to {printable(str(path))}. It is full of personal data: give it to nobody else, and delete it then.")


def erase(
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="an address as people write it, a pseudonym, a case, or an id of your list")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
    when_released: Annotated[
        bool, typer.Option("--when-released", help="where their data is held: erase them once it is released")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="erase anew whoever was erased before; after a backup was restored")
    ] = False,
    register_file: Annotated[
        Path | None,
        typer.Option("--register", metavar="FILE", help="with --again: a register of erasures that was kept elsewhere"),
    ] = None,
    report: Annotated[str, typer.Option("--report", metavar="ID", help="print the report of an erasure that was done")] = "",
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Erase a person: their words, addresses, originals, letters and records, here and where cases are shown elsewhere.

    Cases stay as figures without words. There is no way back.
    """
    if (bool(customer) + again + bool(report)) != 1:
        raise typer.BadParameter("name a customer, or give --again, or --report ID")
    from cli.backup.staging import clear  # noqa: PLC0415 - for this command alone

    with closing(_installation(data, config)) as installation:
        privacy = _privacy(installation)
        clear(installation.settings.data_dir)  # what a killed backup left
        if again:
            kept = register_file.name if register_file is not None else "own register"
            installation.admission.audit.write("command", name_of(actor), "did.erase_again", kept)
            _again(installation, register_file, as_json=as_json)
        elif report:
            _tell(privacy.erasure(report), as_json=as_json)
        else:
            _erase(privacy, privacy.find(customer), name_of(actor), (yes, dry_run, when_released), as_json=as_json)


def _again(installation: Installation, register_file: Path | None, *, as_json: bool) -> None:
    from cli.privacy.erasing import erase_again  # noqa: PLC0415 - the database is loaded by who erases alone

    number = erase_again(installation, register_file)
    _privacy(installation).finish(at_once=True)
    if as_json:
        print_json([{"people": number}])
    else:
        people().print(
            f"{number:,} people were there again, and are erased." if number else "Nobody who was erased is there again."
        )


def _erase(privacy: "StoredPrivacy", customer: str, by: str, asked: tuple[bool, bool, bool], *, as_json: bool) -> None:
    yes, dry_run, when_released = asked
    known = privacy.known(customer)
    if dry_run:
        _plan(known, as_json=as_json)
        return
    if not (yes or known.held):
        _plan(known, as_json=False, errors=True)
        _confirm()
    made = privacy.erase(customer, by, when_released=when_released)
    if made.state == "held":
        people().print(f"Their data is held; erasure {made.id} waits until it is released.")
        raise typer.Exit(FAILED)
    _tell(made, as_json=as_json)


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise Malformed("this cannot be undone, and nobody is there to be asked: say --yes")
    if not typer.confirm("This cannot be undone. Erase them?", err=True):
        raise typer.Exit(FAILED)


def _plan(known: "Known", *, as_json: bool, errors: bool = False) -> None:
    if as_json:
        print_json([{"customer": known.customer, "held": known.held, "places": dict(known.places)}])
        return
    if errors:
        places = ", ".join(f"{count:,} in {place}" for place, count in sorted(known.places.items()))
        people().print(printable(f"Of {', '.join((*known.names, *known.addresses)) or known.customer}: {places or 'nothing'}."))
        return
    rows = [(place, f"{count:,}") for place, count in sorted(known.places.items())]
    print_table(("place", "would be erased"), rows, empty="Nothing is held of them.")
    if known.held:
        people().print("Their data is held, so nothing would be erased.")


def _tell(erasure: "Erasure", *, as_json: bool) -> None:
    said: Mapping[str, Any] = erasure.report
    if as_json:
        print_json([{"erasure": erasure.id, "state": erasure.state, **said}])
        return
    if not said:
        people().print(f"Erasure {erasure.id} was asked for {when(erasure.asked_at)} and is not done yet.")
        return
    print_table(
        ("place", "erased"), [(place, f"{count:,}") for place, count in said["erased"].items()], empty="Nothing was held."
    )
    typer.echo()
    rows = [(one["place"], one["until"] or "", one["why"]) for one in said["remains"]]
    print_table(("what remains", "until", "why"), rows, empty="", words_last=True)
    elsewhere = [(one["mirror"], one["ticket"], one["state"], one["why"]) for one in said["elsewhere"]]
    if elsewhere:
        typer.echo()
        print_table(("elsewhere", "ticket", "state", "what to do"), elsewhere, empty="", words_last=True)
    until = said["last_readable_copy_until"] or "no time that is set: see what remains"
    people().print(f"Erasure {erasure.id}; the last readable copy of ours is gone by {until}.")


def add(
    customer: Customer,
    reason: Reason,
    actor: By = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Hold a person's data: nothing of it is erased or forgotten by age until it is released."""
    with closing(_installation(data, config)) as installation:
        privacy = _privacy(installation)
        made = privacy.hold(privacy.find(customer), reason, name_of(actor))
    if as_json:
        print_json([{"hold": made}])
    else:
        people().print(f"Held. (hold {made})")


def list_holds(
    everything: Annotated[bool, typer.Option("--all", help="those that were released as well")] = False,
    actor: Annotated[str, typer.Option("--by", metavar="NAME", help="who looks; your login name unless given")] = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List whose data is held, and why."""
    with closing(_installation(data, config)) as installation:
        installation.admission.audit.write("command", name_of(actor), "saw.holds", "all" if everything else "")
        found = [one for one in _privacy(installation).holds() if everything or one.released_at is None]
    if as_json:
        names = ("id", "customer", "reason", "placed_at", "placed_by", "released_at", "released_by", "released_why")
        print_json({name: getattr(one, name) for name in names} for one in found)
        return
    rows = [(one.customer, when(one.placed_at), one.placed_by, when(one.released_at), one.reason) for one in found]
    print_table(("customer", "held", "by", "released", "why"), rows, empty="Nobody's data is held.", words_last=True)


def release(
    customer: Customer,
    reason: Reason,
    actor: By = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Let a person's data go; an erasure that waited for it is done now."""
    with closing(_installation(data, config)) as installation:
        privacy = _privacy(installation)
        gone = privacy.release(privacy.find(customer), reason, name_of(actor))
        done = privacy.perform_waiting()
        privacy.finish(at_once=True)
    if as_json:
        print_json([{"released": list(gone), "erased": done}])
    else:
        people().print("Released." + (" They were to be erased then, and are now." if done else ""))


def _installation(data: DataFolder, config: ConfigFile) -> Installation:
    return Installation(existing(load(config, {"data_dir": data}).settings))


def existing(settings: "Settings") -> "Settings":
    """Raises NotFound where there is nothing yet: to look at nothing must not make a store."""
    if not settings.store.url and not settings.data_dir.exists():
        raise NotFound(f"there is nothing in {settings.data_dir}; --data names another folder")
    return settings


def _privacy(installation: Installation) -> "StoredPrivacy":
    from cli.privacy.requests import StoredPrivacy  # noqa: PLC0415 - the database is loaded by who asks for it

    return StoredPrivacy(installation, "command")
