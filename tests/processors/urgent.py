"""What the tests of urgency ask of a text in any language."""

from processors.tagging import Tagging


def presses(tagger: Tagging, text: str, level: str, rule: str) -> bool:
    """Whether the text is as urgent as that, and names the rule as a reason."""
    urgency = tagger.tag_text(text).urgency
    return urgency.level == level and any(reason.startswith(f"{rule}: ") for reason in urgency.reasons)


def is_calm(tagger: Tagging, text: str) -> bool:
    """Whether the text does not press."""
    return tagger.tag_text(text).urgency.level in ("none", "low")
