"""What customers say is text, whatever they say: scripts in through every door, and every page that shows them in a browser.

The browser has the Content-Security-Policy off, so that what keeps a script from running is that it is no script.
"""

import email
import email.policy
import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import Mailbox
from tests.journeys.speaking import command, eventually, operators_cookie, post

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
HANGS_AFTER = 90_000
LATE = "The parcel is two weeks late and I am very angry."
IMAGE = '<img src="https://evil.example/x" onerror="document.title=1">'
SCRIPT = "</title></textarea></script><script>document.title=1</script>"
ATTRIBUTE = '" onmouseover="document.title=1" autofocus onfocus="document.title=1" x="'
FORMULA = "{{ 7 * 7 }}${7*7}<%= 7*7 %>"
ATTACKS = (IMAGE, SCRIPT, ATTRIBUTE, FORMULA)
CLIMBS = "../../../../../../etc/passwd"


@pytest.fixture
def golddust(tmp_path: Path, relay: tuple[Mailbox, int]) -> Iterator[Running]:
    """`golddust run`, which answers through the relay."""
    answers = {"GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1", "GOLDDUST_REPLIES__SMTP__PORT": str(relay[1])}
    running = Running(tmp_path / "data", answers)
    running.start()
    yield running
    running.stop()


def hostile_mail(number: int, attack: str) -> EmailMessage:
    """The attack wherever a mail has words of its sender, and a line break where there must be none."""
    mail = EmailMessage(email.policy.SMTP)
    mail["From"] = f'"{attack.replace(chr(34), chr(39))[:60]}" <attacker{number}@example.com>'
    mail["To"] = "feedback@localhost"
    mail["Subject"] = f"{attack} Late"
    mail["Message-ID"] = f"<hostile.{number}@example.com>"
    mail.set_content(f"{LATE}\n{attack}")
    mail.add_alternative(f"<html><body><p>{LATE}</p>{attack}</body></html>", subtype="html")
    mail.add_attachment(attack.encode(), maintype="text", subtype="html", filename=f"{CLIMBS}{attack}.html")
    return mail


def speak(golddust: Running, page: "Page") -> int:
    """The attacks through each door; returns how many messages that makes."""
    number = 0
    for number, attack in enumerate(ATTACKS, start=1):
        with smtplib.SMTP("127.0.0.1", golddust.smtp) as door:
            door.send_message(hostile_mail(number, attack), f"attacker{number}@example.com", ["feedback@localhost"])
        assert post(golddust, requests.text_message(number, golddust.url, f"{LATE} {attack}"))[0] == 200
        assert post(golddust, requests.hook(number, f"{LATE} {attack}"))[0] == 202
        page.goto(f"{golddust.url}/tell-us")
        page.fill("#text", f"{LATE} {attack}")
        page.fill("#contact", f"attacker{number}@example.com")
        page.click("button")
        page.wait_for_url("**/thanks*")
    broken = hostile_mail(99, FORMULA).as_bytes().replace(b"Subject: ", b"Subject: =?utf-8?q?a=0D=0ABcc:_victim@example.com?= ")
    with smtplib.SMTP("127.0.0.1", golddust.smtp) as door:
        door.sendmail("attacker99@example.com", ["feedback@localhost"], broken)
    return 4 * number + 1


def links_on(page: "Page", pattern: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return sorted({href.partition("#")[0] for href in hrefs if re.search(pattern, href)})


def test_scripts_through_every_door_run_nowhere(golddust: Running, browser: "Browser", relay: tuple[Mailbox, int]) -> None:
    context = browser.new_context(bypass_csp=True, accept_downloads=True)
    context.set_default_timeout(HANGS_AFTER)
    page = context.new_page()
    strangers: list[str] = []
    page.on("request", lambda asked: strangers.append(asked.url) if "127.0.0.1" not in asked.url else None)
    count = speak(golddust, page)
    assert eventually(lambda: len(command(golddust, "case", "list", "--json", "--limit", "200")) == count)
    console = f"http://127.0.0.1:{golddust.console}/console"
    context.add_cookies([{"name": "golddust_session", "value": operators_cookie(golddust), "url": f"{console}/"}])

    def harmless(address: str) -> None:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.title() != "1", address
        assert page.evaluate("document.querySelectorAll('[onerror], [onfocus], [onmouseover]').length") == 0, address
        assert page.locator("img:not([src^='/'])").count() == 0, address

    harmless(f"{console}/feedback")
    assert page.locator(".said-row").count() == count
    said = links_on(page, r"/feedback/[a-z2-7]{26}$")
    harmless(f"{console}/cases?state=all")
    cases = links_on(page, "/cases/GD-")
    assert (len(said), len(cases)) == (count, count)
    sources, files = set[str](), set[str]()
    for address in said:
        harmless(address)
        sources |= set(links_on(page, "/source$"))
        files |= set(links_on(page, "/files/"))
    assert (len(sources) >= count, len(files)) == (True, len(ATTACKS) + 1)
    for address in [*sources, *cases, f"{console}/", f"{console}/insight/messages?first=2020-01-01&last=2100-01-01"]:
        harmless(address)
    for address in files:
        with page.expect_download() as saving:
            page.evaluate("address => { location = address }", address)
        assert not re.search(r"[/\\<>\"]", saving.value.suggested_filename), saving.value.suggested_filename
    assert strangers == []
    context.close()
    assert eventually(lambda: len(relay[0].mails) >= 2 * len(ATTACKS) + 1)
    for to, answer in relay[0].mails:
        read = email.message_from_bytes(answer, policy=email.policy.default)
        assert (len(to), read["Bcc"], "victim" in to[0]) == (1, None, False)
        html = read.get_body(("html",))
        assert html is None or not re.search(r"<(script|img)|onerror=|onfocus=\"", html.get_content().replace("&lt;", ""))
