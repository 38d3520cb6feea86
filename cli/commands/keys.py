"""`golddust keys`: how old the installation's secrets are, and putting new ones in their place."""

from collections import Counter
from contextlib import closing
from typing import Annotated

import typer

from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import FAILED, people, print_json, print_table, printable
from cli.wiring.installation import Installation
from config.keys import LINKS_LAST, Rotated, befores, made_at, retire, rotate
from config.load import load
from config.settings import Settings
from golddust.errors import Malformed, Unavailable

WHAT_FOR = {
    "pseudonym": "names customers in the streams; chains the audit log; masks of [tag.private]",
    "links": "signs links and addresses in what we send",
    "originals": "encrypts originals and the secrets of second factors",
}
NEVER = (
    "the key pseudonym is not replaced: every stream, case, consent and figure knows customers by names made with it, and "
    "under a new one each would be a stranger to their own history. What to do when it leaked: docs/howto/keys.md"
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    keys = typer.Typer(help="The secrets of the installation: their age, and new ones.", no_args_is_help=True)
    keys.command("list")(list_keys)
    keys.command("rotate")(rotate_key)
    keys.command("rewrap")(rewrap)
    app.add_typer(keys, name="keys")


def list_keys(as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List the keys, where each comes from and since when it is in use. No key is shown."""
    settings = load(config, {"data_dir": data}).settings
    folder, rows = settings.data_dir / "keys", []
    for name, what_for in WHAT_FOR.items():
        earlier = [] if name == "pseudonym" else befores(folder, _named(name))
        for each, paths in ((name, [folder / f"{name}.key"]), (f"{name} (before)", earlier)):
            given = getattr(settings.keys, name if each == name else f"{name}_before", None)
            if given is not None and given.get_secret_value():
                rows.append((each, "settings", "", what_for))
            else:
                rows += [(each, str(path), f"{made_at(path):%Y-%m-%d}", what_for) for path in paths if path.exists()]
    if as_json:
        print_json({"key": key, "from": origin, "since": since, "for": used} for key, origin, since, used in rows)
    else:
        print_table(("key", "from", "since", "what it is for"), rows, "No keys yet: `golddust run` makes them.", words_last=True)


def rotate_key(
    name: Annotated[str, typer.Argument(help="links or originals")],
    at_once: Annotated[
        bool, typer.Option("--at-once", help="links: those made before are good no more, as after a leak")
    ] = False,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Make a new key. What was made under the old one stays good: links for 180 days, originals until they are rewrapped."""
    settings = load(config, {"data_dir": data}).settings
    which = _named(name)
    rotate(settings, which)
    noted(settings, actor, "did.replace_key", which)
    if which == "links":
        if at_once:
            retire(settings, which)
        lasts = "are good no more" if at_once else f"stay good for {LINKS_LAST.days} days"
        people().print(f"There is a new key. Restart golddust; links of before then {lasts}.")
    else:
        people().print("There is a new key. Restart every process of golddust, then run `golddust keys rewrap --retire`.")


def rewrap(
    retiring: Annotated[
        bool, typer.Option("--retire", help="forget the old key at the end; every process must have been restarted")
    ] = False,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Seal what was sealed with the originals' old key with the new one. It may be stopped and begun anew at any moment."""
    from sinks.originals.folder import FolderOriginals  # noqa: PLC0415 - other commands start without it

    settings = load(config, {"data_dir": data}).settings
    installation = Installation(settings)
    keys = installation.keys
    if not keys.originals_before:
        people().print("Nothing is sealed with an old key.")
        return
    done: Counter[str] = Counter()
    for outcome in FolderOriginals(settings.data_dir / "originals", keys.originals, keys.originals_before).rewrap():
        done[outcome] += 1
        if sum(done.values()) % 1000 == 0:
            people().print(f"{sum(done.values()):,} files …")
    factors = installation.admission.codes.seal_anew()
    noted(settings, actor, "did.seal_anew", "originals")
    people().print(
        f"{done['rewrapped']:,} originals and {factors:,} second factors sealed anew; {done['current']:,} were so already."
    )
    if done["unreadable"]:
        people().print(printable(f"{done['unreadable']:,} files open with neither key, so the old one stays."))
        raise typer.Exit(FAILED)
    if retiring:
        retire(settings, "originals")
        noted(settings, actor, "did.forget_old_key", "originals")
        people().print("The old key is forgotten here. Forget it in your backups, too.")


def noted(settings: Settings, actor: str, action: str, subject: str, **detail: str) -> None:
    """Note in the audit log what was done with keys, after it: a leak waits for no database. If it is away, that is said."""
    try:
        with closing(Installation(settings)) as installation:
            installation.admission.audit.write("command", name_of(actor), action, subject, **detail)
    except Unavailable as away:
        people().print(printable(f"It was done, but is not in the audit log: {away.reason}"))


def _named(name: str) -> Rotated:
    if name == "pseudonym":
        raise Malformed(NEVER)
    if name == "links":
        return "links"
    if name == "originals":
        return "originals"
    raise Malformed(f"no key {name!r}: there are {', '.join(WHAT_FOR)}")
