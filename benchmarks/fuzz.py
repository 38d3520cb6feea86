"""Random damage done to the corpus, through the readers of all channels: whatever comes, a reader reads it or says Malformed.

python -m benchmarks.fuzz --seconds 600
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from golddust.errors import Malformed
from golddust.events import Channel
from golddust.identity import Keys
from ingest.hooks.options import Options
from ingest.inbox import new_delivery
from ingest.registry import readers

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
SEEDS: dict[Channel, str] = {"email": "email/*.eml", "sms": "sms/*", "hook": "hooks/*", "form": "sms/*"}
NASTY = (
    b"\0",
    b"\xff\xfe",
    b"\r",
    b"\n\n",
    b"=?utf-8?q?",
    b"--",
    b"<",
    b">" * 50,
    b"[" * 2000,
    b"%00",
    b"&",
    b"\xf0\x9f\x98\xa1",
    b"9" * 400,
)
SLOW_SECONDS = 2.0
HOOK = Options.model_validate(
    {"verify": {"secrets": ["whsec_bWFkZS11cC1zZWNyZXQ="]}, "map": {"text": "message", "rating": "stars"}}
)


def damaged(seed: bytes, dice: random.Random) -> bytes:
    """The seed with up to eight cuts, repeats, swaps and insertions."""
    data = bytearray(seed)
    for _ in range(dice.randrange(1, 9)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.randrange(40))
        change = dice.choice((b"", bytes(data[start:end]) * dice.randrange(2, 30), dice.choice(NASTY), dice.randbytes(5)))
        data[start:end] = change
    return bytes(data)


def fuzz(seconds: float, dice: random.Random, say: Callable[[str], object]) -> list[str]:
    """Read damaged messages for so long; returns what went wrong, with the bytes that did it."""
    seeds = {channel: [path.read_bytes() for path in sorted(CORPUS.glob(pattern))] for channel, pattern in SEEDS.items()}
    by_channel, faults, counts = readers({"shop": HOOK}, Keys(b"p" * 32, b"l" * 32, b"o" * 32)), [], Counter[str]()
    deadline, next_word = time.monotonic() + seconds, time.monotonic() + 10
    while time.monotonic() < deadline:
        channel = dice.choice(list(SEEDS))
        raw = damaged(dice.choice(seeds[channel]), dice)
        delivery = new_delivery(channel, "shop", "id", raw, raw, datetime.now(UTC), "", {})
        started = time.monotonic()
        try:
            by_channel[channel](delivery).text.encode()
        except Malformed:
            counts["malformed"] += 1
        except Exception as fault:  # noqa: BLE001 - what is looked for
            faults.append(f"{channel}: {type(fault).__name__} on {raw[:300]!r}")
        if time.monotonic() - started > SLOW_SECONDS:
            faults.append(f"{channel}: {time.monotonic() - started:.1f} s on {raw[:300]!r}")
        counts[channel] += 1
        if time.monotonic() > next_word:
            say(f"{dict(counts)}, {len(faults)} faults")
            next_word += 30
    say(f"{dict(counts)}, {len(faults)} faults")
    return faults


def main() -> None:
    """Run it, and exit with 1 when a reader failed or was slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    faults = fuzz(options.seconds, random.Random(options.seed), print)
    for fault in faults[:20]:
        print("FAULT:", fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
