#!/usr/bin/env python3
"""Are faults known of what golddust is made of? pip-audit, asked about requirements.lock, with answers that cannot be mistaken.

Ends with 0 when every package was looked up and nothing is known of it, with 1 when something is, and with 69 when even one
package could not be looked up: pip-audit itself calls a package that its database does not know a good one.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FINE, FAULTS, AWAY = 0, 1, 69
WITHIN = 900
SHOWN = 5
LINE = 240


def asked(command: list[str]) -> tuple[list[dict[str, Any]], str]:
    """Each package as pip-audit reports it, and what it complained of; no package where it got no answer."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN, check=False)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired) as fault:
        return [], str(fault)
    complaint = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode} and said nothing"])[-1]
    try:
        return list(json.loads(done.stdout)["dependencies"]), complaint
    except (ValueError, KeyError, TypeError):
        return [], complaint


def verdict(packages: list[dict[str, Any]], complaint: str) -> tuple[int, list[str]]:
    """How to end, and the lines to say."""
    if not packages:
        return AWAY, [f"not audited: the database of known faults gave no answer: {complaint[:LINE]}"]
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault.get('fix_versions') or ['no version yet'])}"
        for one in packages
        for fault in one.get("vulns") or ()
    ]
    unknown = [f"{one['name']}: {one['skip_reason'][:LINE]}" for one in packages if one.get("skip_reason")]
    if faults:
        return FAULTS, [*faults, f"{len(faults)} known faults; {len(unknown)} of {len(packages)} packages could not be looked up"]
    if unknown:
        said = f"not audited: {len(unknown)} of {len(packages)} packages could not be looked up"
        return AWAY, [*unknown[:SHOWN], said]
    return FINE, [f"nothing is known against any of {len(packages)} packages"]


def main() -> None:
    """Ask, say, end."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("lock", type=Path)
    reader.add_argument("--service", default="osv", choices=["osv", "pypi"], help="whose database is asked")
    reader.add_argument("--pip-audit", default="pip-audit", help="the command")
    chosen = reader.parse_args()
    lock = ["--requirement", str(chosen.lock), "--disable-pip", "--require-hashes"]
    shape = ["--vulnerability-service", chosen.service, "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    code, lines = verdict(*asked([chosen.pip_audit, *lock, *shape]))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
