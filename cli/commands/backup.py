"""`golddust backup` and `golddust restore`: one moment of an installation, sealed, and an installation made from it."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.backup.words import gap_in_words, in_words
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import FAILED, people, print_json, print_table, printable, progress, when
from config.load import Loaded, load
from golddust.errors import Malformed, Misconfigured, NotFound, Problem

if TYPE_CHECKING:
    from cli.backup.making import Told
    from cli.backup.manifest import Manifest
    from cli.backup.place import Place

To = Annotated[Path | None, typer.Option("--to", metavar="PLACE", help="folder of the backups, instead of [backup] to")]
From = Annotated[Path | None, typer.Option("--from", metavar="PLACE", help="folder of the backups, instead of [backup] to")]
Keep = Annotated[
    int | None, typer.Option("--keep", metavar="DAYS", min=1, help="take older ones away, instead of [backup] keep_days")
]
Backup = Annotated[str, typer.Argument(metavar="BACKUP", help="its name, or latest")]
Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="where the passphrase stands; asked for unless given")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    backup = typer.Typer(help="Copy the whole installation, sealed, while it is at work.", invoke_without_command=True)
    backup.callback()(make)
    backup.command("keys")(seal)
    backup.command("list")(list_backups)
    backup.command("verify")(verify)
    backup.command("prune")(prune)
    backup.command("replayed")(say_replayed)
    app.add_typer(backup, name="backup")
    app.command("restore")(restore)


def make(
    context: typer.Context,
    to: To = None,
    keep: Keep = None,
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="the file of settings as it is; else what is secret in it is left out")
    ] = False,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Make a backup: what was acknowledged before this began is in it. Then take away those that are too old.

    It holds log, store, originals, settings and all else in data_dir, but no keys; see `golddust backup keys`.
    """
    if context.invoked_subcommand is not None:
        return
    from cli.backup import making  # noqa: PLC0415 - loaded for this command alone
    from cli.backup.settings_copy import settings_file, without_secrets  # noqa: PLC0415
    from cli.wiring.installation import Installation  # noqa: PLC0415

    loaded = load(config, {"data_dir": data, "backup.to": to, "backup.keep_days": keep})
    settings = settings_file(config) if with_secrets else without_secrets(loaded)
    with closing(Installation(loaded.settings, migrates=False)) as installation, _bar() as told:
        place = _place(loaded)
        manifest = making.make(installation, place, settings, told)
        gone = making.prune(place, timedelta(days=loaded.settings.backup.keep_days), installation.clock.now())
        unreadable = place.unreadable()
        installation.admission.audit.write("command", name_of(actor), "did.backup", manifest.name, gone=len(gone))
    if as_json:
        print_json([_as_json(manifest)])
    people().print(printable(f"Backup {manifest.name} is in {place.folder}: {in_words(manifest)}."))
    if gone:
        people().print(f"Older than {loaded.settings.backup.keep_days} days and gone: {', '.join(gone)}.")
    _tell_of(unreadable)


def seal(
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="a new file; keep it apart from the backups, and off this machine")
    ],
    passphrase_file: Passphrase = None,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Write all keys into a file, sealed under a passphrase. Without it no backup can be read, by nobody, ever."""
    from cli.backup.sealing import seal_keys  # noqa: PLC0415
    from cli.commands.keys import noted  # noqa: PLC0415

    loaded = load(config, {"data_dir": data})
    _refuse_nothing(loaded)
    mark = seal_keys(loaded.settings, to, _passphrase(passphrase_file, new=True))
    noted(loaded.settings, actor, "did.seal_keys", mark[:8])
    people().print(printable(f"The keys {mark[:8]} are in {to}. Keep it and its passphrase where the backups are not."))


def list_backups(to: To = None, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List the backups that there are."""
    place = _place(load(config, {"data_dir": data, "backup.to": to}))
    found = [*place.readable()][::-1]
    if as_json:
        print_json(map(_as_json, found))
    else:
        rows = ((one.name, when(one.at), f"{one.size >> 20} MiB", f"{one.original_count:,}", one.version) for one in found)
        print_table(("backup", "of", "size", "originals", "golddust"), rows, f"There is no backup in {place.folder}.")
    _tell_of(place.unreadable())


def verify(
    backup: Backup = "latest",
    to: To = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FILE", help="the sealed keys, where this is not their machine")
    ] = None,
    passphrase_file: Passphrase = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Read all of a backup, and say what is missing or changed."""
    from cli.backup import making  # noqa: PLC0415

    place, opened = _read_with(load(config, {"data_dir": data, "backup.to": to}), keys, passphrase_file)
    manifest = place.read(backup)
    with _bar() as told:
        wrong = making.verify(place, manifest, opened, told)
    if as_json:
        print_json([{"backup": manifest.name, "wrong": wrong}])
    for one in wrong:
        people().print(printable(f"Wrong: {one}."))
    people().print(f"Backup {manifest.name}: " + (f"{len(wrong)} wrong." if wrong else f"all there, {in_words(manifest)}."))
    if wrong:
        raise typer.Exit(FAILED)


def prune(
    to: To = None,
    keep: Keep = None,
    unreadable: Annotated[
        bool, typer.Option("--unreadable", help="also those whose list does not open: nothing can be restored from them")
    ] = False,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take away backups that are too old (the newest stays), and what was left by one that was stopped."""
    from cli.backup import making  # noqa: PLC0415
    from golddust.clock import SystemClock  # noqa: PLC0415

    loaded = load(config, {"data_dir": data, "backup.to": to, "backup.keep_days": keep})
    place, days = _place(loaded), timedelta(days=loaded.settings.backup.keep_days)
    gone = making.prune(place, days, SystemClock().now(), unreadable=unreadable)
    if as_json:
        print_json({"backup": name} for name in gone)
    people().print(f"Gone: {', '.join(gone)}." if gone else "No backup is too old.")
    _tell_of(place.unreadable())


def say_replayed(actor: Actor = "", data: DataFolder = None, config: ConfigFile = None) -> None:
    """After a restore with the log on Kafka: all replays are through, so what machines say by themselves may be sent again."""
    from cli.backup.note import replayed  # noqa: PLC0415
    from cli.wiring.installation import Installation  # noqa: PLC0415

    settings = load(config, {"data_dir": data}).settings
    note = replayed(settings)
    if note is None:
        people().print("Nothing was held back for replays.")
        return
    with closing(Installation(settings, migrates=False)) as installation:
        installation.admission.audit.write("command", name_of(actor), "did.end_replays", note.backup)
    people().print("What was held back goes from now on.")


def restore(
    backup: Backup,
    keys: Annotated[Path, typer.Option("--keys", metavar="FILE", help="the sealed keys that `golddust backup keys` wrote")],
    source: From = None,
    passphrase_file: Passphrase = None,
    erased: Annotated[
        Path | None,
        typer.Option("--erased", metavar="FILE", help="the register of erasures, kept apart: whoever is in it is erased again"),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", "--data", metavar="DIR", help="data_dir of what is made; must be empty")
    ] = None,
    store: Annotated[
        str | None, typer.Option("--store", metavar="URL", help="its database, which must be empty; [store] url")
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Make an installation from a backup, where there is none; it is not started.

    What was under way at the moment of the backup is done again. What may have been said to a customer already is not said again:
    it is put in doubt, and shown.
    """
    from cli.backup.restoring import Wanted  # noqa: PLC0415
    from cli.backup.restoring import restore as make_from  # noqa: PLC0415

    loaded = load(config, {"data_dir": into, "store.url": store, "backup.to": source})
    place, opened = _opened(loaded, keys, passphrase_file)
    manifest = place.read(backup)
    with _bar() as told:
        restored = make_from(loaded.settings, place, Wanted(manifest, opened, erased), told)
    if as_json:
        print_json(
            [_as_json(manifest) | {"restored_at": restored.at, "in_doubt": restored.in_doubt, "waiting": restored.waiting}]
        )
    for line in gap_in_words(manifest, restored, loaded.settings.data_dir):
        people().print(printable(line), soft_wrap=True)


def _place(loaded: Loaded) -> "Place":
    """Where the backups are, to be read with the key of this machine."""
    from cli.backup.place import Place  # noqa: PLC0415
    from cli.backup.sealing import backup_key  # noqa: PLC0415

    folder = _folder(loaded)
    _refuse_nothing(loaded)
    return Place(folder, backup_key(loaded.settings))


def _read_with(loaded: Loaded, keys: Path | None, passphrase_file: Path | None) -> "tuple[Place, dict[str, bytes]]":
    """The same and all keys: those of this machine, or sealed ones."""
    from cli.backup.sealing import all_keys  # noqa: PLC0415

    if keys is not None:
        return _opened(loaded, keys, passphrase_file)
    return _place(loaded), all_keys(loaded.settings)


def _tell_of(unreadable: Sequence[str]) -> None:
    if unreadable:
        people().print(
            f"The lists of these do not open, so nothing is taken away that may belong to them: {', '.join(unreadable)}."
            " `golddust backup prune --unreadable` gives them up."
        )


def _refuse_nothing(loaded: Loaded) -> None:
    """Raises NotFound where there is no installation: looking must not make one."""
    if not loaded.settings.data_dir.exists():
        raise NotFound(f"there is nothing in {loaded.settings.data_dir}; --data names another folder")


def _opened(loaded: Loaded, keys: Path, passphrase_file: Path | None) -> "tuple[Place, dict[str, bytes]]":
    from cli.backup.place import Place  # noqa: PLC0415
    from cli.backup.sealing import BACKUP, open_keys  # noqa: PLC0415

    folder = _folder(loaded)
    opened = open_keys(keys, _passphrase(passphrase_file, new=False))
    return Place(folder, opened[BACKUP]), opened


def _folder(loaded: Loaded) -> Path:
    folder = loaded.settings.backup.to
    if folder is None:
        raise Misconfigured((Problem("backup.to", "", "a folder for backups: set it, or give --to"),))
    if folder.resolve().is_relative_to(loaded.settings.data_dir.resolve()):
        raise Misconfigured((Problem("backup.to", str(folder), "a folder outside data_dir: what is lost with it is no backup"),))
    return folder


def _passphrase(file: Path | None, *, new: bool) -> str:
    if file is None:
        return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{file} cannot be read: {type(error).__name__}") from None


@contextmanager
def _bar() -> "Iterator[Told]":
    with progress() as bar:
        tasks = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=max(total, done))

        yield told


def _as_json(manifest: "Manifest") -> dict[str, object]:
    return {
        "backup": manifest.name, "at": manifest.at, "ended": manifest.ended, "golddust": manifest.version,
        "migration": manifest.migration, "store": manifest.store, "log": manifest.log, "keys": manifest.keys,
        "bytes": manifest.size, "originals": manifest.original_count, "rows": manifest.rows, "records": manifest.records,
    }  # fmt: skip
