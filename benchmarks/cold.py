"""The first look after everything was started anew: server time of the first pages, and when a browser has them usable.

`python -m benchmarks.cold URL`: an installation on a filled PostgreSQL (`python -m benchmarks --only pages` fills one), which
should have been started anew just before, with the machine's file cache dropped.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from console.admission.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database
from tests.services.browser import running_browser
from tests.services.ports import free_port

PAGES = ("/console/", "/console/feedback", "/console/cases", "/console/insight", "/console/insight/audit")
TIMES = """() => {
  const [page] = performance.getEntriesByType('navigation'), all = performance.getEntriesByType('resource');
  const sizes = all.map(one => one.encodedBodySize);
  return {answered: page.responseEnd, usable: page.domContentLoadedEventEnd, loaded: page.loadEventEnd,
          page_kB: page.encodedBodySize / 1000, assets_kB: sizes.reduce((a, b) => a + b, 0) / 1000}
}"""


def main() -> None:
    """Start a console, look at each page twice with a browser that knows none of it, print a record a page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("url", metavar="URL")
    url = asked.parse_args().url
    with TemporaryDirectory(prefix="golddust-bench-") as folder:
        port, process = free_port(), None
        try:
            process = _console(url, Path(folder), port)
            accounts = Accounts(open_database(url), SystemClock())
            cookie = accounts.redeem(accounts.one_time_link().partition("?")[0])
            with running_browser() as browser:
                for path in PAGES:
                    for which in ("first", "second"):
                        context = browser.new_context()
                        context.add_cookies(
                            [{"name": "golddust_session", "value": cookie, "url": f"http://127.0.0.1:{port}/console"}]
                        )
                        print(json.dumps({"page": path, "look": which, **_looked(context, f"http://127.0.0.1:{port}{path}")}))
                        context.close()
        finally:
            if process is not None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


def _looked(context: Any, address: str) -> dict[str, float]:
    page = context.new_page()
    page.goto(address, wait_until="load")
    return {name: round(value, 1) for name, value in page.evaluate(TIMES).items()}


def _console(url: str, data: Path, port: int) -> "subprocess.Popen[bytes]":
    words = ["serve", "console", "--console", str(port), "--data", str(data)]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "cli.main", *words], env={**os.environ, "GOLDDUST_STORE__URL": url}
    )
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return process
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the console did not start")


if __name__ == "__main__":
    main()
