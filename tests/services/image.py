"""The container image, built and run for real without any registry: Debian's buildah, podman and runc, on a base by debootstrap.

The base stands in for the official python:3.11-slim; that the image builds on it does not prove that it builds on the official
one, so the Dockerfile keeps to what both have. All images lie in a cache of their own, `.cache/image`.
"""

import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.missing import without

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "image"
STORE = ("--root", str(CACHE / "images"), "--runroot", str(CACHE / "run"))
BASE = "localhost/golddust-base:bookworm"
IMAGE = "localhost/golddust:test"
TOOLS = ("buildah", "podman", "runc", "debootstrap", "git")
NEEDED = "python3,python3-venv,python3-pip,python-is-python3,ca-certificates"
PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout", "retries")
LIMITS = ("--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096")  # podman's own are more than this machine may allow
LOCKED = ("--read-only", "--read-only-tmpfs=false", "--tmpfs=/tmp", "--cap-drop=all", "--security-opt=no-new-privileges")


def _done(*command: str | Path, within: float = 1800) -> subprocess.CompletedProcess[str]:
    no_systemd = {**os.environ, "DISABLE_HC_SYSTEMD": "true"}  # else podman wants a timer for each health check
    return subprocess.run(command, capture_output=True, text=True, timeout=within, env=no_systemd, check=False)


def _do(*command: str | Path) -> str:
    """Its standard output. Raises AssertionError with what it said when it fails."""
    done = _done(*command)
    assert done.returncode == 0, f"{command[:6]}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
    return done.stdout


PODMAN = ("podman", "--runtime=runc", *STORE)


def podman(*words: str) -> str:
    """What podman answers, on our own images."""
    return _do(*PODMAN, *words)


def buildah(*words: str | Path) -> str:
    """What buildah answers, on our own images."""
    return _do("buildah", *STORE, *words)


@dataclass(frozen=True, slots=True)
class Built:
    """An image, and how long its base and itself took, in seconds; a base from the cache takes none."""

    name: str
    base_seconds: float
    seconds: float

    @property
    def megabytes(self) -> int:
        """Its size on disk, base included."""
        return _megabytes(self.name)

    @property
    def own_megabytes(self) -> int:
        """What it adds to its base, which differs from the official one."""
        return _megabytes(self.name) - _megabytes(BASE)


def _megabytes(image: str) -> int:
    return int(podman("image", "inspect", "--format", "{{.Size}}", image)) // 10**6


def built_image(name: str = IMAGE, *more: str) -> Built:
    """The image of this tree as git would commit it. Skips, or in CI fails, where there is nothing to build with."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        without("a builder of images", "as root, install Debian's packages buildah, podman, runc and debootstrap")
    CACHE.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    _make_base()
    based = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        _build(_tree(Path(folder) / "tree"), _pip_secrets(Path(folder)), name, *more)
    return Built(name, based - started, time.monotonic() - based)


def _make_base() -> None:
    if BASE in podman("images", "--format", "{{.Repository}}:{{.Tag}}"):
        return
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        root = Path(folder) / "root"
        _do("debootstrap", "--variant=minbase", f"--include={NEEDED}", "bookworm", root, _mirror())
        for left in ("var/cache/apt", "var/lib/apt/lists"):
            shutil.rmtree(root / left)
        container = buildah("from", "scratch").strip()
        buildah("add", "--quiet", container, root, "/")
    path = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
    buildah("config", "--env", f"PATH={path}", "--env", "LANG=C.UTF-8", "--cmd", "python3", container)
    buildah("commit", "--quiet", "--rm", container, BASE)


def _mirror() -> str:
    """Where this machine's own Debian comes from."""
    listed = _do("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)", "Identifier: Packages")
    release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    return next(words[0] for words in map(str.split, listed.splitlines()) if words[1:] == [release, "main"])


def _tree(to: Path) -> Path:
    listed = _do("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def _pip_secrets(folder: Path) -> list[str]:
    """How pip reaches its index from here, as secrets of the build; none where it needs nothing special."""
    lines, secrets = ["[global]"], []
    for line in _do("python3", "-m", "pip", "config", "list").splitlines():
        name, _, value = line.partition("=")
        name, value = name.rpartition(".")[2], value.strip("'\"")
        if name in PIP_SETTINGS:
            lines.append(f"{name} = {value}")
        if name == "cert":
            lines.append("cert = /run/secrets/ca")
            secrets += ["--secret", f"id=ca,src={value}"]
    (folder / "pip.conf").write_text("\n".join(dict.fromkeys(lines)) + "\n")
    return [*dict.fromkeys(secrets), "--secret", f"id=pip,src={folder / 'pip.conf'}"]


def _build(tree: Path, secrets: Sequence[str], name: str, *more: str) -> None:
    chosen = ("Dockerfile", "requirements.lock", "requirements-build.lock")  # as `make image` does
    dated = f"--timestamp={_do('git', '-C', ROOT, 'log', '-1', '--format=%ct', '--', *chosen).strip()}"
    shape = ("--layers", "--format=docker", "--isolation=chroot", "--pull-never")  # the OCI's own format has no health check
    buildah("build", *shape, dated, *secrets, *more, "--build-arg", f"PYTHON_IMAGE={BASE}", "--tag", name, tree)


# --- running it


@dataclass(frozen=True, slots=True)
class Container:
    """A running container, named, with its doors' ports on the loopback address where they are published."""

    name: str
    http: int = 0
    smtp: int = 0

    def do(self, *command: str) -> str:
        """What a command says that is run in it."""
        return podman("exec", self.name, *command)

    def log(self) -> str:
        """What it has said so far."""
        done = _done(*PODMAN, "logs", self.name)
        return done.stdout + done.stderr

    def is_healthy(self) -> bool:
        """Whether the image's own health check is content."""
        return _done(*PODMAN, "healthcheck", "run", self.name).returncode == 0

    def faults(self, *words: str) -> str:
        """What the health check finds, asked about a golddust that was started with these words."""
        return _done(*PODMAN, "exec", self.name, "golddust-healthy", *words).stderr.strip()

    def stop(self, within: int = 60) -> tuple[int, float]:
        """SIGTERM; its exit code, and the seconds it took. After `within` seconds it is killed."""
        started = time.monotonic()
        podman("stop", "--time", str(within), self.name)
        seconds = time.monotonic() - started
        return int(podman("inspect", "--format", "{{.State.ExitCode}}", self.name)), seconds


def run_once(*words: str, entrypoint: str = "golddust") -> str:
    """What a command says in a new container, locked down as we deploy it."""
    return podman("run", "--rm", *LIMITS, *LOCKED, "--entrypoint", entrypoint, IMAGE, *words)


@dataclass(slots=True)
class Containers:
    """Starts containers that share one /data, and removes them in the end."""

    prefix: str
    _started: list[str] = field(default_factory=list)

    def start(self, *words: str, ports: Sequence[tuple[int, int]] = (), **settings: str) -> Container:
        """golddust with these words, locked down as we deploy it; `ports` are pairs of ours and the container's."""
        name = f"{self.prefix}-{len(self._started)}"
        self._started.append(name)
        published = [f"--publish=127.0.0.1:{ours}:{theirs}" for ours, theirs in ports]
        environment = [f"--env={key}={value}" for key, value in settings.items()]
        shared = f"--volume={self.prefix}:/data"
        podman("run", "--detach", "--name", name, *LIMITS, *LOCKED, shared, *published, *environment, IMAGE, *words)
        doors = {theirs: ours for ours, theirs in ports}
        return Container(name, doors.get(8080, 0), doors.get(2525, 0))

    def remove(self) -> None:
        """All of them, with their /data."""
        for name in self._started:
            _done(*PODMAN, "rm", "--force", "--time", "0", "--volumes", name)
        _done(*PODMAN, "volume", "rm", "--force", self.prefix)


@contextmanager
def containers(prefix: str) -> Iterator[Containers]:
    """Containers for one test."""
    started = Containers(prefix)
    try:
        yield started
    finally:
        started.remove()
