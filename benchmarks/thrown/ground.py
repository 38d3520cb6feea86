"""What those who throw know of the golddust they throw at: doors, keys and names, as customers, senders and colleagues do."""

import hashlib
import json
import random
import re
import secrets
import tempfile
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from benchmarks.processes import HOOK_SECRET, SOURCE_SECRET, Running
from cli.doors import inner_door, public_door
from cli.wiring.installation import Installation
from config.load import load
from console.admission.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database

ROOT = Path(__file__).parents[2]
SIGNING = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"made up").digest())
PUBLIC_KEY = SIGNING.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
MAP = {"text": "message", "customer": "email", "subject": "title", "rating": "stars", "id": "id", "language": "lang"}
_MAIL = {"raw": "raw", "recipient": "to", "sender": "from"}
SOURCES: Mapping[str, Mapping[str, Any]] = {
    "shop": {"verify": {"scheme": "standard", "secrets": [HOOK_SECRET]}, "map": MAP},
    "keyed": {
        "verify": {
            "scheme": "hmac",
            "secrets": [SOURCE_SECRET],
            "header": "X-Signature",
            "timestamp": "X-Time",
            "signed": "{timestamp}.{body}",
        },
        "map": MAP,
        "each": "items",
    },
    "paired": {"verify": {"scheme": "ed25519", "public_keys": [PUBLIC_KEY], "header": "X-Signature"}, "map": MAP},
    "basic": {"verify": {"scheme": "basic", "username": "shop", "secrets": [SOURCE_SECRET]}, "map": MAP},
    "bearer": {"verify": {"scheme": "bearer", "secrets": [SOURCE_SECRET]}, "map": MAP, "payload": "form"},
    "proxied": {
        "verify": {"scheme": "mutual_tls", "header": "X-Subject", "subjects": ["CN=shop"], "networks": ["127.0.0.0/8"]},
        "map": MAP,
        "payload": "cloudevents",
    },
    "open": {"verify": {"scheme": "unsigned"}, "map": MAP, "payload": "json"},
    "relay": {"verify": {"scheme": "unsigned"}, "map": MAP, "mail": _MAIL},
    "typeform": {"source": "typeform", "verify": {"secrets": [SOURCE_SECRET]}},
}
"""One source for each scheme and each payload."""
_NAMES = re.compile(r"""(?:args|form|values)\.(?:get|getlist)\(\s*"([a-z_-]+)"|name="([a-z_-]+)\"""")


def settings(kafka: str = "") -> dict[str, str]:
    """The environment of the golddust that is thrown at; its log is on that broker, under a prefix of its own."""
    given = {f"GOLDDUST_HOOKS__{name.upper()}": json.dumps(source) for name, source in SOURCES.items() if name != "shop"}
    if kafka:
        given |= {"GOLDDUST_LOG__BACKEND": "kafka", "GOLDDUST_LOG__BOOTSTRAP_SERVERS": json.dumps([kafka])}
        given |= {"GOLDDUST_LOG__PREFIX": f"t{secrets.token_hex(4)}.", "GOLDDUST_LOG__PARTITIONS": "4"}
    return given | {
        "GOLDDUST_HOOKS__SHOP__VERIFY": json.dumps(SOURCES["shop"]["verify"]),
        "GOLDDUST_HOOKS__SHOP__MAP": json.dumps(MAP),
        "GOLDDUST_SMS__JOIN_SECONDS": "0",
    }


def good(dice: random.Random, names: Any) -> Any:
    """One of the names."""
    return dice.choice(sorted(names))


@dataclass(slots=True)
class Ground:
    """A running golddust, and what is known of it. What it cannot tell is asked for again when it changes."""

    running: Running
    token: str = ""
    cookie: str = ""
    csrf: str = ""
    nonce: str = ""
    ids: tuple[str, ...] = ("x",)
    cases: tuple[str, ...] = ("x",)
    case: str = ""
    tokens_of_cases: tuple[str, ...] = ("x",)

    @property
    def ports(self) -> dict[str, int]:
        """The doors."""
        return {"http": self.running.http, "console": self.running.console, "smtp": self.running.smtp}

    def sign_in(self) -> None:
        """A session of somebody who may do everything, and the token of its forms."""
        engine = open_database(f"sqlite:///{self.running.data / 'store.sqlite3'}")
        accounts = Accounts(engine, SystemClock())
        try:
            self.cookie = accounts.redeem(accounts.one_time_link())
        finally:
            engine.dispose()
        page = self.page("console", "/console/me", {"Cookie": f"golddust_session={self.cookie}"})
        self.csrf = found[1] if (found := re.search(r'name="csrf" value="([^"]+)"', page)) else ""

    def refresh(self) -> None:
        """Ids of what is stored by now, and a nonce of the form."""
        allowed = {"Authorization": f"Bearer {self.token}"}
        listed = json.loads(self.page("console", "/api/v1/feedback?limit=50", allowed))["items"]
        self.ids = tuple(one["id"] for one in listed) or self.ids
        listed = json.loads(self.page("console", "/api/v1/cases?limit=50", allowed))["items"]
        self.cases = tuple(one["reference"] for one in listed) or self.cases
        self.case = listed[0]["id"] if listed else ""
        page = self.page("http", "/tell-us", {})
        self.nonce = found[1] if (found := re.search(r'name="nonce" value="([^"]+)"', page)) else ""

    def page(self, door: str, path: str, headers: Mapping[str, str]) -> str:
        """What a good request there is answered."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.ports[door]}{path}", headers=dict(headers))
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            return str(answer.read().decode())


class Routes:
    """The routes of the inner door, and the names of what they may be given."""

    @cached_property
    def api(self) -> list[tuple[str, str, Any]]:
        """(path, method, the schema's name of the body) of each route of the API."""
        document = json.loads((ROOT / "docs" / "reference" / "api.openapi.json").read_text())
        return [
            (path, method.upper(), item[method])
            for path, item in document["paths"].items()
            for method in ("get", "post")
            if method in item
        ]

    @cached_property
    def shapes(self) -> Mapping[str, Any]:
        """The schemas of bodies."""
        document = json.loads((ROOT / "docs" / "reference" / "api.openapi.json").read_text())
        return document["components"]["schemas"]  # type: ignore[no-any-return] # as it is written

    @cached_property
    def fields(self) -> list[str]:
        """Every name that a page asks for, or a form sends."""
        files = [*(ROOT / "console").rglob("*.py"), *(ROOT / "console").rglob("*.html")]
        return sorted({a or b for file in files for a, b in _NAMES.findall(file.read_text())})

    @cached_property
    def pages(self) -> list[tuple[str, str]]:
        """(rule, method) of each page and action of both doors."""
        with tempfile.TemporaryDirectory() as folder, closing(Installation(load(None, {"data_dir": folder}).settings)) as made:
            rules = [rule for door in (inner_door(made), public_door(made)) for rule in door.url_map.iter_rules()]
        asked = [(rule.rule, method) for rule in rules for method in ("GET", "POST") if method in (rule.methods or ())]
        return sorted(one for one in asked if not one[0].startswith(("/api/", "/hooks/", "/sms/")))
