"""Takes golddust's web hooks: checks each signature, and counts an event once however often it comes. Standard library alone.

SECRET=whsec_… PORT=8090 python receive.py
"""

import base64
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))
OLDEST = 300
"""Seconds: what was signed longer ago is somebody's copy."""
seen: set[str] = set()
"""Keep yours in your database, in the transaction that does the work."""


def is_ours(headers, body: bytes) -> bool:
    """Whether golddust signed this, just now. While a secret is rotated there are two signatures: one that fits is enough."""
    event, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > OLDEST:
        return False
    made = base64.b64encode(hmac.digest(SECRET, f"{event}.{stamp}.".encode() + body, "sha256")).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(f"v1,{made}", one) for one in given)


class Receive(BaseHTTPRequestHandler):
    """Takes one request."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Refuse what is not ours; answer at once, and work afterwards."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not is_ours(self.headers, body):
            return self.answer(401)
        event = json.loads(body)
        if event["id"] not in seen:  # it may come twice
            seen.add(event["id"])
            print(event["type"], event["id"], event["data"].get("text", ""), flush=True)
        return self.answer(204)

    def answer(self, status: int) -> None:
        """A status without a body."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8090"))), Receive).serve_forever()
