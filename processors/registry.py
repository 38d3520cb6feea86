"""The tiers by name, as `[tag] tier` names them. One line each."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from golddust.errors import Misconfigured, Problem
from processors.by_lexicon import ByLexicon
from processors.cues import all_cues
from processors.language import LanguageTagger
from processors.options import ONLY_WORDS
from processors.seen import Teller
from processors.sentiment import TextBlobSentiment, VaderSentiment
from processors.tagging import Hiding, Tagging
from processors.taxonomy import Taxonomy
from processors.topics import TopicTagger

if TYPE_CHECKING:
    from processors.models.correction import Correction
    from processors.models.reader import ModelTier

VERSION = "3"


def _by_model(tier: "ModelTier", taxonomy: Taxonomy, own: "Correction | None") -> Teller:
    from processors.by_model import ByModel  # noqa: PLC0415 - numpy and ONNX Runtime: only who tags with models pays
    from processors.models.model import Model  # noqa: PLC0415 - as above
    from processors.models.reader import Reader  # noqa: PLC0415 - as above
    from processors.nearness import Nearness  # noqa: PLC0415 - as above

    corrected = own.models if own else {}
    fast = Model("fast", corrected=corrected.get("fast"))
    encoder = None if tier == "fast" else Model("encoder", corrected=corrected.get("encoder"))
    return ByModel(
        Reader(tier, fast, encoder),
        TopicTagger(taxonomy, Nearness(taxonomy, fast)),
        lambda: TopicTagger(taxonomy, Nearness(taxonomy, encoder or fast)),
    )


TIERS: Mapping[str, Callable[[Taxonomy, "Correction | None"], Teller]] = {
    "textblob": lambda taxonomy, _: ByLexicon(TextBlobSentiment(), TopicTagger(taxonomy)),
    "vader": lambda taxonomy, _: ByLexicon(VaderSentiment(), TopicTagger(taxonomy)),
    "fast": partial(_by_model, "fast"),
    "cascade": partial(_by_model, "cascade"),
    "accurate": partial(_by_model, "accurate"),
}


def tagging(tier: str, taxonomy: Taxonomy, hiding: Hiding | None = None, own: str = "") -> Tagging:
    """The taggers of a tier, for a company's taxonomy; `own` is the file of its correction, if any. Raises Misconfigured."""
    correction = read_own(tier, own)
    name = f"{tier}/{VERSION}+own-{correction.name}" if correction else f"{tier}/{VERSION}"
    return Tagging(name, LanguageTagger(), all_cues(taxonomy), TIERS[tier](taxonomy, correction), hiding or Hiding())


def read_own(tier: str, own: str) -> "Correction | None":
    """The company's correction, if it has one. Raises Misconfigured when the tier has no model that it corrects, or another."""
    if not own:
        return None
    from processors.models.correction import SETTING, read_correction  # noqa: PLC0415 - numpy, as above

    if tier in ONLY_WORDS:
        raise Misconfigured((Problem(SETTING, own, f"to be empty, or a tier with a model, which {tier} is not"),))
    correction = read_correction(Path(own))
    if tier == "fast" and "fast" not in correction.models:
        raise Misconfigured((Problem(SETTING, own, "to be empty, or a tier with the encoder, which alone it corrects"),))
    return correction
