"""Which whole messages are instructions to us, in the languages of a company's customers.

Carriers act on an exact word alone; a consumer may revoke consent by any reasonable means, so "please stop" stops, too. A text
that merely holds such a word never does: "please stop the noise in store 4" is a complaint.
Sources: Twilio, "Support for opt-out keywords (SMS STOP filtering)"; 47 CFR 64.1200(a)(10), in force since April 2025.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from golddust.spelling import once, plain, without

FILE = Path(__file__).with_name("words.toml")
Command = Literal["stop", "start", "help"]
LONGEST = 160
"""In characters: an instruction is a word or a short sentence."""
OF_CARRIERS = frozenset((
    "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "YES", "UNSTOP", "HELP", "INFO",
))  # fmt: skip
"""What Twilio itself acts on and answers, as the whole body in any letter case. It does not on WhatsApp."""
YES, EVERY = "YES", "STOPALL"
_TYPES: Mapping[str, Command] = {"STOP": "stop", "START": "start", "HELP": "help"}


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a message has us do. `word` is the one of our table that it is, in capitals; EVERY for all that stop every number.

    YES stands for each word that is also an answer. `by_carrier`: the carrier acts on it, and answers it, by itself.
    """

    command: Command
    word: str
    by_carrier: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The instructions by their plain spelling. Only those in `polite_ones` may have polite words around them."""

    meanings: Mapping[str, tuple[Command, str]]
    polite_ones: frozenset[str]
    polite: tuple[str, ...]

    def instruction(self, text: str, opt_out_type: str = "", *, whatsapp: bool = False) -> Instruction | None:
        """What the whole message has us do, or None for words to be heard. What the carrier made of it (OptOutType) wins."""
        found = self._meaning(text) if len(text) <= LONGEST else None
        if made := _TYPES.get(opt_out_type.strip().upper()):
            word = found[1] if found and found[0] == made else made.upper()
            return Instruction(made, word, by_carrier=not whatsapp)
        if found is None:
            return None
        return Instruction(*found, by_carrier=not whatsapp and text.strip().upper() in OF_CARRIERS)

    def _meaning(self, text: str) -> tuple[Command, str] | None:
        words = plain(text)
        if found := self.meanings.get(once(words)):
            return found
        bare = once(without(words, self.polite))
        return self.meanings.get(bare) if bare in self.polite_ones else None


def words_of(languages: Sequence[str], own: Mapping[Command, Sequence[str]] | None = None) -> Words:
    """The instructions in these languages, and those that the company added. A word that stops wins over every other meaning."""
    tables = [table()[language] for language in dict.fromkeys(("en", *languages))]
    added = own or {}
    stops = {plain(w): w for t in tables for w in (*t["stop"], *t["alone"])} | {plain(w): w for w in added.get("stop", ())}
    every = {plain(w) for t in tables for w in t.get("every", ())}
    meanings: dict[str, tuple[Command, str]] = {}
    meanings |= _named("help", [*_all(tables, "help"), *added.get("help", ())])
    meanings |= {plain(word): ("start", YES) for word in _all(tables, "yes")}
    meanings |= _named("start", [*_all(tables, "start"), *added.get("start", ())])
    meanings |= {spelled: ("stop", EVERY if spelled in every else word.upper()) for spelled, word in stops.items()}
    polite_ones = frozenset(plain(w) for w in (*_all(tables, "stop"), *added.get("stop", ())))
    polite = sorted({plain(w) for w in _all(tables, "polite")}, key=len, reverse=True)
    return Words({spelled: meant for spelled, meant in meanings.items() if spelled}, polite_ones, tuple(polite))


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """The words of each language that we know."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _all(tables: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    return [word for one in tables for word in one[name]]


def _named(command: Command, words: Iterable[str]) -> dict[str, tuple[Command, str]]:
    return {plain(word): (command, word.upper()) for word in words}


USUAL = words_of(("en",))
"""What is known where nothing is set."""
