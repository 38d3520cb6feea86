"""Follows each message on its way: taken in, tagged, a case, an answer that arrives."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from cli.demo.carriers import Arrival, Carriers
from cli.demo.customers import COMPANY_NUMBER, HOOK_SECRET, STORY, TWILIO_TOKEN, Said, say
from cli.processes.running import run_all
from cli.wiring.installation import Installation
from config.load import load
from golddust import topics, wire
from golddust.events import Tagged
from golddust.ports import Reader

PATIENCE = 20.0
LONGEST_QUOTE = 140
FACE = {"negative": "[red]negative[/red]", "neutral": "neutral", "positive": "[green]positive[/green]"}


def tell_story(ports: Mapping[str, Any], people: Console, *, leave: bool, past: bool = False) -> None:
    """Run golddust with the demo's company, let its customers speak, and show what becomes of it.

    `leave`: end afterwards; `past`: invent half a year of what they said before.
    """
    with tempfile.TemporaryDirectory(prefix="golddust-demo-") as scratch:
        arrivals = _Arrivals()
        carriers = Carriers(arrivals.add)
        carriers.start()
        overrides = {**ports, "data_dir": ports.get("data_dir") or Path(scratch)}
        if ports.get("http.port"):
            overrides["http.public_url"] = f"http://127.0.0.1:{ports['http.port']}"
        try:
            with _company(carriers, overrides):
                people.print("Starting golddust: four processes, no server needed …")
                loaded = load(None, overrides)
                if past:
                    people.print("Inventing half a year of what its customers said before; this takes a moment …")
                    _invent(Installation(loaded.settings))
                running = Installation(loaded.settings)
                log_file = loaded.settings.data_dir / "golddust.log"
                run_all(loaded, None, people, lambda: _play(running, arrivals, people, leave=leave), log_file)
                running.close()
        finally:
            carriers.stop()


@contextmanager
def _company(carriers: Carriers, overrides: Mapping[str, Any]) -> Iterator[None]:
    """The company's settings, in the environment, where the processes that are started find them."""
    settings = {
        "GOLDDUST_SMS__TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "GOLDDUST_SMS__TWILIO__CATCH_UP_HOURS": "0",
        "GOLDDUST_SMS__TWILIO__AUTH_TOKEN": TWILIO_TOKEN,
        "GOLDDUST_SMS__TWILIO__FROM_NUMBER": COMPANY_NUMBER,
        "GOLDDUST_SMS__TWILIO__API_BASE": carriers.texts_url,
        "GOLDDUST_SMS__SENDING__QUIET_HOURS": "",  # it is told at any hour, and quickly
        "GOLDDUST_SMS__SENDING__PER_SECOND": "20",
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(carriers.mail.port),
        "GOLDDUST_HOOKS__SHOP__VERIFY": f'{{"scheme": "standard", "secrets": ["{HOOK_SECRET}"]}}',
        "GOLDDUST_HOOKS__SHOP__MAP": '{"text": "message", "customer": "email", "subject": "title", "rating": "stars"}',
    }
    if "http.public_url" in overrides:
        settings["GOLDDUST_HTTP__PUBLIC_URL"] = str(overrides["http.public_url"])
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _invent(installation: Installation) -> None:
    """In an installation of its own, so that its taggers do not stay in memory."""
    from cli.demo.past import invent  # noqa: PLC0415 - seldom asked for

    installation.prepare()
    invent(installation)
    installation.close()


class _Arrivals:
    """What the carriers brought, waited for by recipient."""

    def __init__(self) -> None:
        self._came: list[Arrival] = []
        self._changed = threading.Condition()

    def add(self, arrival: Arrival) -> None:
        with self._changed:
            self._came.append(arrival)
            self._changed.notify_all()

    def for_(self, who: str, within: float) -> Arrival | None:
        with self._changed:
            self._changed.wait_for(lambda: self._find(who) is not None, within)
            return self._find(who)

    def _find(self, who: str) -> Arrival | None:
        return next((arrival for arrival in self._came if arrival.to == who), None)


def _play(ready: Installation, arrivals: _Arrivals, people: Console, *, leave: bool) -> None:
    tagged = ready.log.browse(topics.TAGGED, last=0)
    for said in STORY:
        people.print(f"\n[bold]{said.name}[/bold] {_how(said)}: [italic]“{escape(_short(said.text))}”[/italic]")
        _follow(ready, said, tagged, arrivals, people)
    people.print(f"\n[bold]See it all on the console:[/bold] {ready.sign_in_link()}", soft_wrap=True)
    if leave:
        os.kill(os.getpid(), 15)
    else:
        people.print("Ctrl-C ends the demo; its data is then deleted, unless --data named a folder.")


def _how(said: Said) -> str:
    return {
        "sms": f"texts from {said.who}",
        "email": f"mails from {said.who}",
        "hook": f"leaves {said.stars} of 5 stars in the shop",
        "form": "writes into the one-box form",
    }[said.channel]


def _follow(ready: Installation, said: Said, tagged: Reader, arrivals: _Arrivals, people: Console) -> None:
    started = time.monotonic()
    say(said, ready.settings)
    people.print(f"  {_ms(started)}  on disk, and acknowledged to the sender")
    tags = _next_tagged(tagged)
    if tags is None:
        people.print("  [red]not tagged within 20 s[/red]; see the log lines above")
        return
    people.print(f"  {_ms(started)}  tagged: {_in_words(tags)}")
    case = _case_of(ready, tags)
    if case is None:
        people.print("          no case: nothing here waits for an answer")
        return
    people.print(f"  {_ms(started)}  case [bold]{case.reference}[/bold], {case.priority} priority, for {escape(case.owner)}")
    answer = arrivals.for_(said.who, PATIENCE)
    if answer is None:
        people.print("  [red]no answer arrived within 20 s[/red]; `golddust doctor` says what it waits for")
        return
    people.print(f"  {_ms(started)}  {said.name} has the answer, by {answer.channel}:")
    for line in answer.text.strip().splitlines():
        people.print(f"            [dim]│[/dim] {escape(line)}", soft_wrap=True)


def _next_tagged(reader: Reader) -> Tagged | None:
    records = reader.read(1, PATIENCE)
    return wire.event_of(records[0], Tagged) if records else None


def _case_of(ready: Installation, tags: Tagged) -> Any:
    if tags.kind.label in ("praise", "other", "spam") and tags.urgency.level in ("none", "low"):
        return None
    deadline = time.monotonic() + PATIENCE
    while (case := ready.register.of_feedback(tags.feedback)) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return case


def _in_words(tags: Tagged) -> str:
    about = ", ".join(topic.name for topic in tags.topics) or "no topic of ours"
    urgent = f", urgency {tags.urgency.level}" if tags.urgency.level != "none" else ""
    private = f", {len(tags.private)} private details masked" if tags.private else ""
    mood = FACE[tags.sentiment.label]
    return f"[bold]{tags.kind.label}[/bold], {mood}, {tags.emotion.label}; about {about}{urgent}{private}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"


def _ms(started: float) -> str:
    return f"[cyan]{(time.monotonic() - started) * 1000:5.0f} ms[/cyan]"
