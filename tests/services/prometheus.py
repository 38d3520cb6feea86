"""A Prometheus of the tests' own, set up as `deploy/prometheus` has it, where it is installed."""

import json
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.missing import without
from tests.services.ports import free_port

DEPLOYED = Path(__file__).parents[2] / "deploy" / "prometheus"


@dataclass(frozen=True, slots=True)
class Prometheus:
    """Where it is."""

    url: str

    def ask(self, path: str, **query: str) -> Any:
        """What its API answers; None while it is not up. See https://prometheus.io/docs/prometheus/latest/querying/api/."""
        try:
            page = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}"
            with urllib.request.urlopen(page, timeout=10) as answer:  # noqa: S310 - the one that we started
                return json.load(answer)["data"]
        except OSError:
            return None

    def value(self, query: str) -> float | None:
        """The one value of a query; None where there is none (yet)."""
        found = (self.ask("query", query=query) or {}).get("result")
        return float(found[0]["value"][1]) if found else None


@contextmanager
def running_prometheus(console: int, folder: Path) -> Iterator[Prometheus]:
    """One that asks the console's door on that port, each second instead of every fifteen."""
    program = shutil.which("prometheus") or without("Prometheus", "apt-get install prometheus")
    deployed = (DEPLOYED / "prometheus.yml").read_text()
    settings = deployed.replace("127.0.0.1:8081", f"127.0.0.1:{console}").replace("scrape_interval: 15s", "scrape_interval: 1s")
    (folder / "prometheus.yml").write_text(settings)
    shutil.copy(DEPLOYED / "alerts.yml", folder)
    address = f"127.0.0.1:{free_port()}"
    with (folder / "prometheus.log").open("wb") as log:
        words = [program, "--config.file=prometheus.yml", "--storage.tsdb.path=data", f"--web.listen-address={address}"]
        process = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
    try:
        yield Prometheus(f"http://{address}")
    finally:
        process.terminate()
        process.wait()
