"""What is found of values that somebody else's generator made, in messages that the public wrote.

`private_faker.jsonl` was made by Faker 40.63 (MIT), seed 99, of its providers for 15 countries; the rules were made looking at
values of another seed. `python -m tests.processors.test_private_faker` prints the table of docs/explanation/privacy-of-words.md.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from processors.redaction import private_spans

SENTENCES = {
    "en": ("you can reach me here: {x}", "Kind regards,\n{x}"),
    "de": ("hier ist es: {x}", "Mit freundlichen Grüßen\n{x}"),
    "fr": ("voici: {x}", "Cordialement,\n{x}"),
    "es": ("aquí está: {x}", "Saludos,\n{x}"),
    "it": ("ecco: {x}", "Cordiali saluti\n{x}"),
    "pt": ("aqui está: {x}", "Atenciosamente,\n{x}"),
    "nl": ("hier is het: {x}", "Met vriendelijke groet,\n{x}"),
    "pl": ("oto: {x}", "Pozdrawiam,\n{x}"),
    "sv": ("här är det: {x}", "Med vänliga hälsningar\n{x}"),
}
"""Before a value, where nothing says what it is; and above a name."""
FLOORS = {"email": 1.0, "iban": 1.0, "phone": 0.97, "card": 0.9, "name": 0.97, "address": 0.85}
HARD = {"address": ("en_GB", "pt_BR")}
"""Whose addresses are made up of words that are no street's, in an order that no rule knows: they are counted apart."""
_VALUES = Path(__file__).parent / "private_faker.jsonl"
_PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "nlp" / "test"
_USUAL = ("The screen broke after two days.", "Where is my parcel?", "I waited for an hour and nobody came.")


def lines() -> list[str]:
    """What the public wrote, where the sets are there; else a few sentences of ours."""
    found = [
        json.loads(line)["text"]
        for path in sorted(_PUBLIC.glob("sentiment_uci_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return found or list(_USUAL)


def found_in(seed: int = 1) -> Iterator[tuple[str, str, bool]]:
    """Kind, country, and whether no letter and no digit of the value is left to read."""
    dice, hosts = random.Random(seed), lines()  # noqa: S311 - made-up messages, no secrets
    for line in _VALUES.read_text(encoding="utf-8").splitlines():
        made = json.loads(line)
        before, _, after = SENTENCES[made["locale"][:2]][made["kind"] == "name"].partition("{x}")
        start = f"{dice.choice(hosts)}\n{before}"
        text = f"{start}{made['value']}{after}\n"
        spans = private_spans(text)
        here = range(len(start), len(start) + len(made["value"]))
        left = [n for n in here if text[n].isalnum() and not any(span.start <= n < span.end for span in spans)]
        yield made["kind"], made["locale"], not left


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_what_a_strangers_generator_makes_is_found(kind: str) -> None:
    found = [whole for its, locale, whole in found_in() if its == kind and locale not in HARD.get(kind, ())]
    assert len(found) > 50
    assert sum(found) / len(found) >= FLOORS[kind]


def main() -> None:
    """Print recall by kind and country."""
    every, whole = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for kind, locale, is_whole in found_in():
        for key in ((kind, locale), (kind, "all")):
            every[key] += 1
            whole[key] += is_whole
    locales = sorted({locale for _, locale in every} - {"all"})
    print("| kind | all |", " | ".join(locales), "|")  # noqa: T201 - a program that prints
    for kind in FLOORS:
        shares = [f"{whole[kind, place] / every[kind, place]:.2f}" for place in ("all", *locales)]
        print(f"| {kind} |", " | ".join(shares), "|")  # noqa: T201


if __name__ == "__main__":
    main()
