"""Random damage done to the corpus and to hostile mails, through the readers of all channels: each reads it or says Malformed.

Of mails more is asked: CPU time and memory within bounds, spans that cover the full text, new words that are those spans.

python -m benchmarks.fuzz --seconds 600     what went wrong is kept as files, in a folder that is printed at the end
"""

import argparse
import random
import re
import signal
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from benchmarks import hostile
from golddust.errors import Malformed
from golddust.events import Channel, Feedback
from golddust.identity import Keys
from golddust.ports import ChannelReader
from ingest.hooks.options import Options
from ingest.inbox import new_delivery
from ingest.registry import readers

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
SEEDS: dict[Channel, str] = {"email": "email/*.eml", "sms": "sms/*", "hook": "hooks/*", "form": "sms/*"}
KEYS = Keys(pseudonym=b"p" * 32, links=b"l" * 32, originals=b"o" * 32)
CHANNELS: tuple[Channel, ...] = ("email", "email", "email", "email", "email", "sms", "hook", "form")
NASTY = (
    *(b"\0", b"\xff\xfe", b"\r", b"\n\n", b"=?utf-8?q?", b"?=", b"--", b"<", b">" * 50, b"[" * 2000, b"%00", b"&", b"9" * 400),
    *(b"\xf0\x9f\x98\xa1", b"\xed\xa0\x80", b"\x1b$B", b"\r\r\n", b"begin 644 a\n", b"\nend\n", b"&#x110000;", b"<!--"),
    *(b"Content-Type: multipart/mixed; boundary=b\n", b"\n--b\n", b"charset=", b"utf-7", b"base64", b"filename*0*=", b'"'),
    *(b"<blockquote>", b'<div style="display:none">', b"\n> ", b"\n-- \n", b" wrote:\n", b"\nFrom: a\nSent: b\nTo: c\n"),
    *(b"=ybegin line=1 size=1 name=a\n",),
)
SLOW_SECONDS, HUNG_SECONDS = 2.0, 20
MEMORY_TIMES, MEMORY_BASE = 20, 4_000_000
"""Memory that reading a mail may take: so many times its bytes, and the base that every mail may take."""
MEGABYTE = 1_000_000
_UNTOLD = re.compile(r"^[>|\s]+|\[[^\]\n]*\]|<[^<>\s]*>|[\u200b-\u200f\u2060\ufeff\ufffc]", re.MULTILINE)
_WORD, _PLACE = re.compile(r"\w"), re.compile(r"\[(?:cid|image):[^\]\n]*\]")
HOOK = Options.model_validate(
    {"verify": {"secrets": ["whsec_bWFkZS11cC1zZWNyZXQ="]}, "map": {"text": "message", "rating": "stars"}}
)


class HungError(BaseException):
    """Raised from a timer into a reader that does not come back; no reader catches it."""


@dataclass(slots=True)
class Finds:
    """What was read, and what went wrong: the kind of fault, and the bytes that did it."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, bytes]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{dict(self.counts)}, {len(self.faults)} faults"


def damaged(seed: bytes, dice: random.Random) -> bytes:
    """The seed with up to eight cuts, repeats, swaps and insertions."""
    data = bytearray(seed)
    for _ in range(dice.randrange(1, 9)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.randrange(40))
        change = dice.choice((b"", bytes(data[start:end]) * dice.randrange(2, 30), dice.choice(NASTY), dice.randbytes(5)))
        data[start:end] = change
    return bytes(data)


def grown(seed: bytes, dice: random.Random) -> bytes:
    """The seed with one piece repeated until it is up to a megabyte: what takes the square of its length shows itself."""
    start = dice.randrange(len(seed) + 1)
    piece = seed[start : start + dice.choice((1, 2, 5, 20, 80, 300))] or b"x"
    return seed[:start] + piece * (dice.randrange(50_000, 950_000) // len(piece)) + seed[start:]


def spliced(seed: bytes, other: bytes, dice: random.Random) -> bytes:
    """The beginning of one and the end of another."""
    return seed[: dice.randrange(len(seed) + 1)] + other[dice.randrange(len(other) + 1) :]


def _mail(seeds: list[bytes], dice: random.Random) -> bytes:
    seed, kind = dice.choice(seeds), dice.choices(("damaged", "spliced", "grown", "hostile"), weights=(80, 17, 2, 1))[0]
    if kind == "grown":
        return grown(seed, dice)
    if kind == "spliced":
        seed = spliced(seed, dice.choice(seeds), dice)
    if kind == "hostile":
        seed = dice.choice(list(hostile.SEEDS.values()))()
    return damaged(seed, dice)


def amiss(read: Feedback) -> str | None:
    """What is wrong with the feedback itself; None when nothing is."""
    read.text.encode()
    read.full_text.encode()
    starts, ends = [span.start for span in read.spans], [span.end for span in read.spans]
    if starts and [*starts, len(read.full_text)] != [0, *ends]:
        return "spans do not cover the full text"
    new = "".join(read.full_text[span.start : span.end] for span in read.spans if span.kind == "new")
    if new.strip() and _told(new) != _told(read.text) and "text: cut to 256 kB" not in read.problems:
        return "the text is not that of the new spans"
    return "empty where there were words" if _WORD.search(_PLACE.sub("", read.full_text)) and not read.text.strip() else None


def _told(text: str) -> list[str]:
    """The words, without what the text leaves out of new lines: marks of quotes, places of pictures, what nobody sees."""
    return _UNTOLD.sub("", text).split()


def tried(read: Callable[[], Feedback], raw: bytes, *, weigh: bool) -> str | None:
    """The fault in reading this; None for none, "malformed" where the reader says so. Weighed, it is too slow to be timed."""
    with _alarm(), _weighing(weigh) as peak:
        started = time.process_time()
        try:
            fault = amiss(read())
        except Malformed:
            fault = "malformed"
        except HungError:
            return f"hung for {HUNG_SECONDS} s"
        except Exception as raised:  # noqa: BLE001 - what is looked for
            return f"raised {type(raised).__name__}"
        seconds, most = time.process_time() - started, peak()
    if not weigh and seconds > SLOW_SECONDS * max(1, len(raw) / MEGABYTE):
        return f"took {seconds:.1f} s"
    return f"took {most / 1e6:.0f} MB for {len(raw)} bytes" if most > MEMORY_TIMES * len(raw) + MEMORY_BASE else fault


@contextmanager
def _weighing(wanted: bool) -> Iterator[Callable[[], int]]:  # noqa: FBT001 - one flag, named by the caller's
    if wanted:
        tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1] if wanted else 0
    finally:
        tracemalloc.stop()


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(_: int, __: FrameType | None) -> None:
        raise HungError

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(HUNG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def fuzz(seconds: float, dice: random.Random, say: Callable[[str], object]) -> Finds:
    """Read every hostile mail, then damaged messages for so long."""
    seeds = {channel: [path.read_bytes() for path in sorted(CORPUS.glob(pattern))] for channel, pattern in SEEDS.items()}
    by_channel, finds = readers({"shop": HOOK}, KEYS), Finds()
    deadline, next_word = time.monotonic() + seconds, time.monotonic() + 10
    _tried(by_channel["email"], "email", seeds["email"][0], finds, weigh=False)
    for name, make in hostile.SEEDS.items():
        raw = make()
        for weigh in (False, True):
            _tried(by_channel["email"], "email", raw, finds, weigh=weigh, name=name)
    while time.monotonic() < deadline:
        channel = dice.choice(CHANNELS)
        raw = _mail(seeds["email"], dice) if channel == "email" else damaged(dice.choice(seeds[channel]), dice)
        _tried(by_channel[channel], channel, raw, finds, weigh=channel == "email" and not dice.randrange(20))
        if time.monotonic() > next_word:
            say(str(finds))
            next_word += 30
    return finds


def _tried(reader: ChannelReader, channel: Channel, raw: bytes, finds: Finds, *, weigh: bool, name: str = "") -> None:
    delivery = new_delivery(channel, "shop", "id", raw, raw, datetime.now(UTC), "", {})
    fault = tried(lambda: reader(delivery), raw, weigh=weigh)
    finds.counts[channel] += 1
    if fault == "malformed" and channel != "email":
        finds.counts["malformed"] += 1
    elif fault:
        finds.faults.append((f"{channel}: {name}{': ' * bool(name)}{fault}", raw))


def main() -> None:
    """Run it, and exit with 1 when a reader failed, was slow or took too much memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    finds = fuzz(options.seconds, random.Random(options.seed), print)
    print(finds)
    if finds.faults:
        print(f"what did it is kept in {_kept(finds.faults)}")
    sys.exit(bool(finds.faults))


def _kept(faults: list[tuple[str, bytes]]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="golddust-fuzz-"))
    for number, (fault, raw) in enumerate(faults[:500]):
        file = folder / f"{number:03}.eml"
        file.write_bytes(raw)
        print(f"FAULT {file.name}: {fault}")
    return folder


if __name__ == "__main__":
    main()
