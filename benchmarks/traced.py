"""What telling traces costs the doors: signed hooks and mails, with and without a receiver of traces, in turns.

python -m benchmarks.traced
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import load, requests
from benchmarks.doors import Door, door, expect
from benchmarks.processes import Running, cpu_seconds
from benchmarks.soak.receivers import Web
from benchmarks.web import Taken, note_best

MAILS_A_CONNECTION = 20


def measure(count: int, connections: int, rounds: int) -> dict[str, Taken]:
    """The best of the rounds by door, plain and traced."""
    best = {f"{name}, {how}": Taken() for name in ("hooks", "mails") for how in ("plain", "traced")}
    with _pair("http") as http, _pair("smtp") as smtp:
        for turn in range(rounds):
            for how, running in http.items():
                brought = requests.many(requests.hook, count, turn * count)
                note_best(best[f"hooks, {how}"], Door(running.http, running.pid), brought, count, connections)
            for how, running in smtp.items():
                _mails(best[f"mails, {how}"], running, count, connections, turn)
    return best


@contextmanager
def _pair(kind: str) -> Iterator[dict[str, Running]]:
    """Two doors of that kind, of which one tells a receiver."""
    receiver = Web()
    receiver.up()
    try:
        with door(kind) as plain, door(kind, settings={"GOLDDUST_OBSERVE__OTLP_ENDPOINT": receiver.url}) as traced:
            yield {"plain": plain, "traced": traced}
        if not receiver.got():
            raise AssertionError("no trace was told")
    finally:
        receiver.refuse()


def _mails(best: Taken, running: Running, count: int, connections: int, turn: int) -> None:
    before = cpu_seconds(running.pid)
    result = load.smtp(running.smtp, requests.many(requests.mail, count, turn * count), connections, MAILS_A_CONNECTION)
    expect(result, {"250"}, count)
    best.per_second = max(best.per_second, result.per_second)
    best.cpu = min(best.cpu, (cpu_seconds(running.pid) - before) / count * 1e6)


def main() -> None:
    """Measure, and print a record of each, and of how much more tracing takes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=2000)
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    best = measure(options.messages, 16, options.rounds)
    for name, one in best.items():
        print(json.dumps({"door": name, "a_second": round(one.per_second), "cpu_ms_for_1000": round(one.cpu)}))
    for name in ("hooks", "mails"):
        print(
            json.dumps(
                {"door": name, "cpu_traced_over_plain": round(best[f"{name}, traced"].cpu / best[f"{name}, plain"].cpu, 3)}
            )
        )


if __name__ == "__main__":
    main()
