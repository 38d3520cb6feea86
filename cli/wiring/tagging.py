"""The taggers that an installation's settings name."""

from collections.abc import Callable, Sequence

from golddust.events import Feedback, Tags
from golddust.ports import Metrics
from processors.options import ONLY_WORDS, Options
from processors.private.masks import masking
from processors.registry import tagging
from processors.tagging import Hiding, Tagging
from processors.taxonomy import Taxonomy


def tagging_of(options: Options, taxonomy: Taxonomy, key: Callable[[], bytes]) -> Tagging:
    """The taggers, and what they hide. `key`, 32 bytes, is asked for where masks are made with one."""
    private = options.private
    masked = masking(private.masks, b"" if private.masks == "kind" else key())
    return tagging(options.tier, taxonomy, Hiding(private.keep, masked), options.own)


def read_closely(tagger: Tagging) -> int:
    """How many texts the encoder has read so far; 0 where the tier has none."""
    asked: int | None = getattr(tagger.teller, "asked", None)
    return asked or 0


class Counted:
    """A `Processor` that counts the texts it tags, by what read them last."""

    def __init__(self, tagger: Tagging, metrics: Metrics) -> None:
        self._tagger = tagger
        self._metrics = metrics
        self._usually = "words" if tagger.name.partition("/")[0] in ONLY_WORDS else "fast"

    @property
    def name(self) -> str:
        """What goes with the tags."""
        return self._tagger.name

    def tag(self, batch: Sequence[Feedback]) -> list[Tags]:
        """The tags of each feedback, in order."""
        before = read_closely(self._tagger)
        tags = self._tagger.tag(batch)
        closely = read_closely(self._tagger) - before
        self._metrics.count("golddust_texts_tagged_total", max(0, len(batch) - closely), read_by=self._usually)
        self._metrics.count("golddust_texts_tagged_total", closely, read_by="encoder")
        return tags

    def redact(self, text: str, known: Sequence[tuple[str, str]] = ()) -> str:
        """The text as it may leave the house."""
        return self._tagger.redact(text, known)
