"""A customer smells gas at night, and whoever is on call is told by mail, text and hook before anybody sleeps on."""

import email
import email.policy
import json
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import Mailbox
from tests.journeys.speaking import STOPS_WITHIN, eventually, post
from tests.services.hooks import HookServer
from tests.services.texts import Texts

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
SAID = "I smell gas in the cellar since your engineer was here, call me: +1 202 555 0117"


def ladder(folder: Path, hook: str) -> Path:
    """Our own ladder with one person, who is on call at any hour."""
    ours = (Path(__file__).parents[2] / "config" / "escalation.toml").read_text()
    (folder / "kim-hook").write_text(SECRET)
    person = "\n".join(
        [
            "[staff.kim]",
            'full_name = "Kim Example"',
            'mail = "kim@example.com"',
            'phone = "+12025550101"',
            'hours = "always"',
            f'hook = "{hook}"',
            f'hook_secret_file = "{folder / "kim-hook"}"',
        ]
    )
    table = folder / "escalation.toml"
    table.write_text(f"{ours}\n{person}\n".replace('[roles."on call"]\npeople = []', '[roles."on call"]\npeople = ["kim"]'))
    return table


@pytest.mark.slow
@pytest.mark.parametrize("golddust", ["sqlite"], indirect=True)
def test_danger_pages_who_is_on_call_by_every_way(
    golddust: Running, relay: tuple[Mailbox, int], texts: Texts, hook_server: HookServer, tmp_path: Path
) -> None:
    mailbox, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_COMPLAINTS__ESCALATION": str(ladder(tmp_path, f"{hook_server.url}/kim")),
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_SMS__TWILIO__API_BASE": texts.url,
    }
    golddust.start()
    assert post(golddust, requests.text_message(1, golddust.url, SAID))[0] == 200

    def paged() -> bool:
        texted = [form for form in texts.forms if form["To"] == "+12025550101"]
        return bool(texted and hook_server.got and [to for to, _ in mailbox.mails if to == ["kim@example.com"]])

    assert eventually(paged), (texts.forms, hook_server.got, mailbox.mails)
    raw = next(raw for to, raw in mailbox.mails if to == ["kim@example.com"])
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    hook = Webhook(SECRET).verify(hook_server.got[0].body, hook_server.got[0].headers)["data"]
    assert mail["Subject"].startswith("URGENT: GD-")
    assert hook["purpose"] == "page"
    told = raw.decode() + json.dumps(hook) + json.dumps([form for form in texts.forms if form["To"] == "+12025550101"])
    assert "555 0117" not in told
    assert hook["text"].endswith(f"/console/cases/{hook['reference']}")
    assert golddust.stop() < STOPS_WITHIN
