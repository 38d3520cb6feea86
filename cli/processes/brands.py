"""`golddust run --brands DIR`: many brands on one machine, each a `golddust run` of its own under one supervisor.

They share the machine and nothing else: a brand that cannot go on is started again with back-off, and no other notices.
"""

import os
import signal
from pathlib import Path

from rich.console import Console

from cli.processes.supervisor import STOP_WITHIN, Role, Supervisor
from config.brands import Brand, brands_in
from golddust.clock import SystemClock

LONGER = 4.0
"""Seconds: each brand's own supervisor needs as long as it needs to stop its roles."""


def run_brands(folder: Path, people: Console) -> None:
    """Run all brands of that folder until SIGTERM or SIGINT. Raises NotFound, Misconfigured for what two of them would share."""
    environment = dict(os.environ)
    brands = brands_in(folder, environment)
    people.print(f"Brands: {', '.join(brand.name for brand in brands)}.")
    supervisor = Supervisor([_role(brand) for brand in brands], environment, SystemClock(), stop_within=STOP_WITHIN + LONGER)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stop())
    supervisor.run()


def _role(brand: Brand) -> Role:
    return Role(brand.name, ["run", "--config", str(brand.file)], environment=brand.environment)
