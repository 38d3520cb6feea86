"""Throw ten thousand things at every door of a running golddust, and hold it to what it promises.

Whatever comes: no process ends, no answer hangs, none shows our insides or is a failure other than "try again", what was promised
to be kept is kept, and good messages before, between and after come through. What is thrown follows from --seed, the door and its
number alone; what went wrong is kept in a file each, and is thrown again by --doors, --seed and --only.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import Running
from benchmarks.thrown.campaign import DOORS, Campaign, Report
from benchmarks.thrown.ground import settings


def main() -> None:
    """Run it, and exit with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="things thrown at each door")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--doors", nargs="*", default=list(DOORS), choices=DOORS)
    parser.add_argument("--only", type=int, help="throw this one alone")
    parser.add_argument("--kafka", default="", help="the address of a broker; without, the log is a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golddust-thrown-") as folder:
        report = run(Path(folder), options)
    print(report)
    for line in report.faults:
        print(f"FAULT {line}")
    sys.exit(bool(report.faults))


def run(folder: Path, options: argparse.Namespace) -> Report:
    """A golddust of its own, thrown at."""
    running = Running(folder / "data", settings(options.kafka))
    running.start()
    try:
        numbers = range(options.count) if options.only is None else range(options.only, options.only + 1)
        return Campaign(running, options.seed, Path(tempfile.mkdtemp(prefix="golddust-faults-")), print).go(
            options.doors, numbers
        )
    finally:
        running.stop()


if __name__ == "__main__":
    main()
