"""The taggers that an installation's settings name."""

from collections.abc import Callable

from processors.options import Options
from processors.private.masks import masking
from processors.registry import tagging
from processors.tagging import Hiding, Tagging
from processors.taxonomy import Taxonomy


def tagging_of(options: Options, taxonomy: Taxonomy, key: Callable[[], bytes]) -> Tagging:
    """The taggers, and what they hide. `key`, 32 bytes, is asked for where masks are made with one."""
    private = options.private
    masked = masking(private.masks, b"" if private.masks == "kind" else key())
    return tagging(options.tier, taxonomy, Hiding(private.keep, masked), options.own)
