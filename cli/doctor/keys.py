"""What `golddust doctor` finds about the installation's keys: their age, and what is still sealed with an old one."""

from collections.abc import Iterator

from cli.wiring.installation import Installation
from config.keys import before_path, made_at
from golddust.findings import Finding

NAMES = ("pseudonym", "links", "originals")
READABLE_BY_OTHERS = 0o077


def key_findings(installation: Installation) -> Iterator[Finding]:
    """Nothing where no key was made yet."""
    folder, now = installation.settings.data_dir / "keys", installation.clock.now()
    paths = {name: folder / f"{name}.key" for name in NAMES}
    there = {name: path for name, path in paths.items() if path.exists()}
    if not there:
        return
    open_ = sorted(name for name, path in there.items() if path.stat().st_mode & READABLE_BY_OTHERS)
    if open_:
        yield Finding("keys", "bad", f"others on this machine may read {', '.join(open_)}", f"chmod 600 {folder}/*.key")
    ages = ", ".join(f"{name} {(now - made_at(path)).days:,} days" for name, path in there.items())
    yield Finding("keys", "good", f"in use: {ages}")
    before = before_path(folder, "originals")
    if before.exists():
        days = (now - made_at(before)).days
        words = f"the key of originals was replaced {days:,} days ago, and the old one is still there"
        yield Finding("keys", "note", words, "golddust keys rewrap --retire, once every process was restarted")
