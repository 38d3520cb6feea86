"""Hours under half load with faults thrown in. Exits with 1 when a promise was broken; writes build/soak/report.md.

SIGTERM ends the load at once, and all is counted; a second one ends everything.

python -m benchmarks.soak --hours 2
"""

import argparse
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak.course import Amounts, soak
from benchmarks.soak.installed import installed
from benchmarks.soak.report import Circumstances, write_report
from benchmarks.torture.fleet import ROOT
from benchmarks.torture.trial import Site
from tests.services.kafka import running_brokers
from tests.services.postgres import DURABLE, find_binaries, running_postgres


def main() -> None:
    """Run it, write the report, and exit."""
    options = _options()
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not here: install Debian's package `postgresql`")
    enough = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143) if enough.is_set() else enough.set())
    began, say = datetime.now(UTC), _saying()
    times = {"every": options.every, "lasts": options.lasts}
    amounts = Amounts(options.hours * 3600, **times, rate=options.rate, folder=options.report, enough=enough.is_set)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="golddust-soak-")))
        folder.mkdir(parents=True, exist_ok=True)
        postgres = stack.enter_context(running_postgres(binaries, DURABLE))
        brokers = stack.enter_context(running_brokers(options.brokers, flags=()))
        dice = random.Random(options.seed)
        bootstrap = [broker.bootstrap for broker in brokers]
        site = Site(bootstrap, postgres.url(postgres.create()), folder, amounts.seconds, say, dice, brokers)
        with installed(site, postgres, say) as place:
            told = soak(place, amounts, options.seed, say)
    words = Circumstances(
        f"python -m benchmarks.soak {' '.join(sys.argv[1:])}", f"{began:%Y-%m-%d %H:%M} UTC", _machine(), _commit()
    )
    page = write_report(options.report, told, words)
    say(f"{told.verdict}; see {page}")
    for fault in told.faults:
        say(f"FAULT: {fault}")
    sys.exit(bool(told.faults))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2.0, help="under load")
    parser.add_argument("--seed", type=int, default=0, help="which fault comes when")
    parser.add_argument("--brokers", type=int, default=1, choices=(1, 3))
    parser.add_argument("--every", type=float, default=180.0, help="seconds from one fault to the next")
    parser.add_argument("--lasts", type=float, default=60.0, help="seconds that a fault lasts")
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second; without it, half of what it can take")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "soak", help="folder of report, picture and samples")
    parser.add_argument("--keep", type=Path, help="a folder where what the processes wrote is kept")
    return parser.parse_args()


def _saying() -> Callable[[str], None]:
    started = time.monotonic()
    return lambda words: print(f"{(time.monotonic() - started) / 60:6.1f} min  {words}", flush=True)


def _machine() -> str:
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ":")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} cores ({model.partition(':')[2].strip()}), {memory} GiB, Python {platform.python_version()}"


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
