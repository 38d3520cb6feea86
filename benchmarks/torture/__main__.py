"""The long run: rounds of `golddust run` on SQLite, and scenarios on a real Kafka. Exits with 1 when a promise was broken.

python -m benchmarks.torture --rounds 20 --scenario all
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.torture.registry import SCENARIOS
from benchmarks.torture.rounds import torture
from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site
from benchmarks.torture.verdict import Verdict
from tests.services.kafka import running_brokers
from tests.services.postgres import PostgresServer, find_binaries, running_postgres

ROUNDS = 20


def main() -> None:
    """Run what was asked for, and exit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, help=f"kills of `golddust run` on SQLite; {ROUNDS} where no scenario is named")
    parser.add_argument("--scenario", action="append", default=[], choices=["all", *SCENARIOS], help="on Kafka; may be repeated")
    parser.add_argument("--seconds", type=float, help="of load in each scenario; without it, as long as each wants")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder where what the processes wrote is kept")
    options = parser.parse_args()
    chosen = list(SCENARIOS) if "all" in options.scenario else options.scenario
    rounds = options.rounds if options.rounds is not None else 0 if chosen else ROUNDS
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="golddust-torture-")))
        folder.mkdir(parents=True, exist_ok=True)
        verdicts = _on_sqlite(rounds, folder, options.seed) if rounds else {}
        if chosen:
            verdicts |= _on_kafka([SCENARIOS[name] for name in chosen], folder, options.seconds, options.seed)
    for name, verdict in verdicts.items():
        print(f"{name}: {verdict}")
    sys.exit(any(verdict.faults for verdict in verdicts.values()))


def _on_sqlite(rounds: int, folder: Path, seed: int) -> dict[str, Verdict]:
    verdict = torture(rounds, folder, print, seed)
    _tell(f"{rounds} kills on SQLite", verdict)
    return {f"{rounds} kills on SQLite": verdict}


def _on_kafka(scenarios: Sequence[Scenario], folder: Path, seconds: float | None, seed: int) -> dict[str, Verdict]:
    """Each with brokers and a database of its own."""
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not here: install Debian's package `postgresql`")
    verdicts = {}
    with running_postgres(binaries) as postgres:
        for scenario in scenarios:
            if missing := scenario.lacks():
                print(f"{scenario.name} is left out: {missing}")
                continue
            print(f"--- {scenario.name}: {scenario.tells}")
            verdicts[scenario.name] = _one(scenario, postgres, folder / scenario.name, seconds or scenario.seconds, seed)
            _tell(scenario.name, verdicts[scenario.name])
    return verdicts


def _one(scenario: Scenario, postgres: PostgresServer, folder: Path, seconds: float, seed: int) -> Verdict:
    database = postgres.url(postgres.create())
    with running_brokers(scenario.brokers) as brokers:
        bootstrap = [broker.bootstrap for broker in brokers]
        return scenario.run(Site(bootstrap, database, folder, seconds, _saying(), random.Random(seed), brokers))


def _saying() -> Callable[[str], None]:
    started = time.monotonic()
    return lambda words: print(f"{time.monotonic() - started:6.1f} s  {words}", flush=True)


def _tell(name: str, verdict: Verdict) -> None:
    print(f"{name}: {verdict}", flush=True)
    for fault in verdict.faults:
        print("FAULT:", fault, flush=True)


if __name__ == "__main__":
    main()
