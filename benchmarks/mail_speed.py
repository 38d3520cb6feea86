"""Mails a second on one core, read by golddust and by others over the same mails, in turns.

python -m benchmarks.mail_speed
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from benchmarks.cluster import MissingError
from benchmarks.mail import CORPUS
from benchmarks.mail_job import Reader, bare, rate
from benchmarks.peers.environment import environment, python
from ingest.email.read import mail_of

PLAIN, ORDINARY = "plain, under 5 kB", "ordinary, 5-50 kB"
AIMS = {PLAIN: 1000, ORDINARY: 400}
SMALL, LEAST, MOST = 5_000, 5_000, 50_000
OURS, BARE = "golddust", "Python's email, policy default"
_STYLE = "<style><!-- {} --></style>"
_RULE = "p.Mso{n}, li.Mso{n} {{margin:0cm; font-size:11.0pt; font-family:'Calibri',sans-serif; mso-style-priority:{n}}}"
_WORDS = "The parcel with the lamp came late and its shade was broken so please send a new one to the same address today"


def plain_mails() -> list[bytes]:
    """The corpus's own mails of one short plain part."""
    small = (path.read_bytes() for path in sorted(CORPUS.glob("*.eml")))
    return [raw for raw in small if len(raw) < SMALL and b"multipart/" not in raw.lower() and b"text/html" not in raw.lower()]


def ordinary_mails(count: int = 150) -> list[bytes]:
    """Mails as programs with HTML write them: both texts, the history quoted, now and then a file; the same on each run."""
    dice = Random(6)
    made = (_ordinary(number, dice) for number in range(count))
    return [raw for raw in made if LEAST <= len(raw) <= MOST]


def _ordinary(number: int, dice: Random) -> bytes:
    asked, told = (_paragraphs(dice, dice.randrange(2, 9)) for _ in range(2))
    head = "On Tue, 24 Nov 2026 at 10:00, Shop <help@example.com> wrote:"
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Ann Example {number} <ann{number}@example.com>", "feedback@example.com"
    mail["Subject"], mail["Message-ID"] = f"Re: Order {number}: Größe und Farbe", f"<{number}.ordinary@example.com>"
    mail["Date"] = "Tue, 24 Nov 2026 10:10:00 +0000"
    for hop in range(dice.randrange(2, 7)):
        mail["Received"] = (
            f"from mx{hop}.example.com (192.0.2.{hop}) by relay{hop}.example.net with ESMTPS; Tue, 24 Nov 2026 10:00:0{hop} +0000"
        )
    mail.set_content("\n\n".join(told) + f"\n\n{head}\n" + "\n".join(f"> {line}" for line in "\n\n".join(asked).split("\n")))
    mail.add_alternative(_html(told, head, asked, outlook=number % 2 == 0), subtype="html")
    for part in range(dice.choice((0, 0, 1, 2))):
        content = dice.randbytes(dice.randrange(1_000, 9_000))
        mail.add_attachment(content, maintype="image", subtype="png", filename=f"Bild {part}.png")
    return mail.as_bytes()


def _paragraphs(dice: Random, count: int) -> list[str]:
    return ["\n".join(" ".join(dice.choices(_WORDS.split(), k=11)).capitalize() + "." for _ in range(4)) for _ in range(count)]


def _html(told: list[str], head: str, asked: list[str], *, outlook: bool) -> str:
    if outlook:
        style = _STYLE.format("\n".join(_RULE.format(n=n) for n in range(40)))
        body = "".join(
            f'<p class="MsoNormal"><span lang="EN-GB" style="color:#1F497D">{text}<o:p></o:p></span></p>' for text in told
        )
        quoted = "".join(f'<p class="MsoNormal">{text}<o:p></o:p></p>' for text in asked)
        rule = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        fields = "<b>From:</b> Shop &lt;help@example.com&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Ann<br><b>Subject:</b> Order"
        start = f'<html><head>{style}</head><body><div class="WordSection1">'
        return f"{start}{body}<div>{rule}<p>{fields}</p></div></div>{quoted}</div></body></html>"
    body, quoted = ("".join(f"<div>{text}</div><div><br></div>" for text in texts) for texts in (told, asked))
    quote = f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;padding-left:1ex">{quoted}</blockquote>'
    attr = f'<div dir="ltr" class="gmail_attr">{head.replace("<", "&lt;")}<br></div>'
    return f'<div dir="ltr">{body}</div><br><div class="gmail_quote">{attr}{quote}</div>'


def measure(laps: int) -> tuple[dict[str, dict[str, float]], str]:
    """Mails a second by parser and kind of mail, the best of the laps; and why others are missing, "" when they are not."""
    kinds = {PLAIN: plain_mails(), ORDINARY: ordinary_mails()}
    best: dict[str, dict[str, float]] = {}
    missing = ""
    with tempfile.TemporaryDirectory(prefix="golddust-mails-") as folder:
        _write(Path(folder), kinds)
        for _ in range(laps):
            _keep(best, {name: {kind: rate(reader, mails) for kind, mails in kinds.items()} for name, reader in _HERE.items()})
            try:
                _keep(best, _others(folder))
            except MissingError as gone:
                missing = str(gone)
    return best, missing


_HERE: dict[str, Reader] = {OURS: mail_of, BARE: bare}


def _write(folder: Path, kinds: dict[str, list[bytes]]) -> None:
    for kind, mails in kinds.items():
        (folder / kind).mkdir()
        for number, mail in enumerate(mails):
            (folder / kind / f"{number:04}.eml").write_bytes(mail)


def _keep(best: dict[str, dict[str, float]], lap: dict[str, dict[str, float]]) -> None:
    for name, rates in lap.items():
        kept = best.setdefault(name, {})
        for kind, found in rates.items():
            kept[kind] = max(kept.get(kind, 0.0), found)


def _others(folder: str) -> dict[str, dict[str, float]]:
    """One lap of the others. Raises MissingError when their environment cannot be made or they do not run."""
    command = (str(python("mail_peers")), "-m", "benchmarks.mail_job", folder)
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise MissingError((done.stderr.strip().splitlines() or ["no reason given"])[-1][:100])
    rates: dict[str, dict[str, float]] = json.loads(done.stdout.strip().splitlines()[-1])
    return rates


def tables(laps: int) -> Iterator[Table | str]:
    """The table, and a line about others that are missing."""
    best, missing = measure(laps)
    shown = Table("parser", PLAIN, "of bare", ORDINARY, "of bare", title="Mails read, a second and core", title_justify="left")
    for name, rates in best.items():
        cells = (cell for kind in AIMS for cell in (f"{rates[kind]:,.0f}", f"{rates[kind] / best[BARE][kind]:.0%}"))
        shown.add_row(name, *cells)
    shown.add_row("aim", *(cell for aim in AIMS.values() for cell in (f"{aim:,}", "")), style="dim")
    yield shown
    if missing:
        yield f"no other parsers: {missing}"


if __name__ == "__main__":
    screen = Console() if sys.stdout.isatty() else Console(width=130)
    for shown in tables(3):
        screen.print(shown)
