"""One tier in a process of its own: prints a line after its first tag, and then what it needs, as JSON.

python -m benchmarks.tagging_job TIER
"""

import json
import os
import sys
import time
from pathlib import Path

from config.taxonomy import read_taxonomy
from processors.registry import tagging

TRADE = "retail"
MANY, SINGLY = 1000, 100
FIRST = "Können Sie mir sagen, was das soll?"
"""Nothing tells its language or its topic at once, so that all is loaded that is loaded when first asked."""


def main() -> None:
    """`processor`: seconds on it until the first tag; `one`: for a message that comes alone; `memory`: MiB of a worker."""
    tier = sys.argv[1]
    tagger = tagging(tier, read_taxonomy(TRADE))
    tagger.tag_text(FIRST)
    processor = time.process_time()
    print("tagged", flush=True)

    from benchmarks.messages import mixed  # noqa: PLC0415 - not before the first tag, which it would delay
    from benchmarks.pipeline import whole_way  # noqa: PLC0415 - as above

    texts = mixed(SINGLY, 11)
    started = time.process_time()
    for text in texts:
        tagger.tag_text(text)
    one = (time.process_time() - started) / SINGLY
    whole_way(tagger, MANY)
    print(json.dumps({"processor": processor, "one": one, "memory": _resident() / 2**20}), flush=True)


def _resident() -> int:
    """Bytes of memory that this process holds, those of files that it maps and shares among them."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
