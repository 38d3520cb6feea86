"""One port for several brands: the proxy's settings in the how-to send each host name to its own brand."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.services.haproxy import StartSetHaproxy

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "several-brands.md"
DEFAULTS = "defaults\n  mode http\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n"


@contextmanager
def door_of(brand: str) -> Iterator[int]:
    """A door that says whose it is, and its port."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(brand.encode())

        def log_message(self, *_: object) -> None:  # type: ignore[override] # it says nothing
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def settings_in_the_page(north: int, south: int) -> str:
    block = PAGE.read_text().partition("```\nfrontend web\n")[2].partition("```")[0]
    told = "frontend web\n" + block.replace("bind :443 ssl crt /etc/haproxy/certs", "bind 127.0.0.1:{port}")
    return DEFAULTS + told.replace("127.0.0.1:8080", f"127.0.0.1:{north}").replace("127.0.0.1:8090", f"127.0.0.1:{south}")


@pytest.mark.service
def test_each_host_name_leads_to_its_own_brand_and_others_nowhere(set_haproxy: StartSetHaproxy) -> None:
    with ExitStack() as doors:
        port = set_haproxy(settings_in_the_page(*(doors.enter_context(door_of(brand)) for brand in ("north", "south"))))

        def asked(host: str) -> str:
            request = urllib.request.Request(f"http://127.0.0.1:{port}/tell-us", headers={"Host": host})
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own
                return str(answer.read().decode())

        assert [asked(f"feedback.{brand}.example.com") for brand in ("north", "South", "north")] == ["north", "south", "north"]
        with pytest.raises(urllib.error.HTTPError, match="503"):
            asked("feedback.west.example.com")
