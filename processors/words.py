"""Cuts texts into words once, for all taggers, and finds the phrases of all taggers among them in one pass."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

LONGEST_TAGGED = 20_000
"""Characters that are tagged; redaction covers the whole text all the same."""
LONGEST_REMEMBERED = 30
MOST_REMEMBERED = 50_000
FEW = 8
"""So many beginnings are compared with a word one by one; of more, those are looked for that it has."""

# A word with its apostrophes, a smiley, a run of ! or ?, or any one sign that is no space.
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[:;=8][-o^']?(?:[)(\]\[|]|[dp](?!\w)|/(?![\w/]))|[!?]+|[\n]|[^\w\s]")
STOPS = frozenset(".,;:\n!?")
"""Marks at which what is said so far ends."""
Label = TypeVar("Label")


_SHORT_FORMS = {
    "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not", "wont": "will not", "shan't": "shall not",
    "i'm": "i am", "im": "i am", "i've": "i have", "i'd": "i would",
    "we'd": "we would", "ive": "i have", "it's": "it is", "that's": "that is", "there's": "there is",
    "you're": "you are", "you've": "you have", "we're": "we are", "we've": "we have", "they're": "they are",
    "they've": "they have", "what's": "what is", "where's": "where is", "who's": "who is", "noone": "no one", "y'all": "you all",
}  # fmt: skip
_VERBS = "is are was were do does did has have had would could should must need"
for _verb in _VERBS.split():
    _SHORT_FORMS |= {f"{_verb}n't": f"{_verb} not", f"{_verb}nt": f"{_verb} not"}
_WRITTEN_OUT: dict[str, tuple[str, ...]] = {short: tuple(long.split()) for short, long in _SHORT_FORMS.items()}


def words_of(text: str) -> list[str]:
    """The words, marks and smileys of a text in order, in lower case; "didn't" and "didnt" are written out as "did not"."""
    cut = _WORD.findall(text[:LONGEST_TAGGED].lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    if _WRITTEN_OUT.keys().isdisjoint(cut):
        return cut
    return [part for word in cut for part in _WRITTEN_OUT.get(word, (word,))]


class Hit(NamedTuple, Generic[Label]):
    """A phrase that was found: what it tells, its words, the place of its first word and the one after its last."""

    label: Label
    phrase: str
    first: int
    after: int


@dataclass(slots=True)
class _Node(Generic[Label]):
    """Where phrases stand that begin alike: the ends reached here, and the words that lead on, starred ones apart.

    `number` counts the nodes that lead on from the same one; `longest` is the length of its longest starred word.
    """

    number: int = 0
    labels: list[Label] = field(default_factory=list)
    exact: dict[str, "_Node[Label]"] = field(default_factory=dict)
    starred: dict[str, "_Node[Label]"] = field(default_factory=dict)
    longest: int = 0


class Phrases(Generic[Label]):
    """Finds many phrases at once. A word that ends in * stands for all words that begin so, # for any number."""

    def __init__(self, labelled: Iterable[tuple[Label, str]]) -> None:
        self._root: _Node[Label] = _Node()
        for label, phrase in labelled:
            _plant(self._root, _parts(phrase), label)
        self._remembered: dict[str, list[_Node[Label]]] = {}

    def find(self, words: Sequence[str]) -> list[Hit[Label]]:
        """Every phrase that stands in the words, from left to right, the longest of those that begin at one place first."""
        hits: list[Hit[Label]] = []
        remembered = self._remembered
        counted = _numbers_as_signs(words)
        for first, word in enumerate(counted):
            nodes = remembered[word] if word in remembered else self._look_up(word)
            if nodes:
                found: list[tuple[int, list[Label]]] = []
                for node in nodes:
                    _walk(node, counted, first + 1, found)
                if len(found) > 1:
                    found.sort(key=_after, reverse=True)
                for after, labels in found:
                    phrase = " ".join(words[first:after])
                    hits += [Hit(label, phrase, first, after) for label in labels]
        return hits

    def _look_up(self, word: str) -> list["_Node[Label]"]:
        """What may begin with this word. Customers use few words over and over, so most are found among those remembered."""
        nodes = _next(self._root, word)
        if len(word) <= LONGEST_REMEMBERED:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered = {}  # a new one: another thread may be reading the old
            self._remembered[word] = nodes
        return nodes


def _plant(root: _Node[Label], parts: Sequence[str], label: Label) -> None:
    node = root
    for part in parts:
        home, stem = (node.starred, part.rstrip("*")) if part.endswith("*") else (node.exact, part)
        if home is node.starred:
            node.longest = max(node.longest, len(stem))
        node = home.setdefault(stem, _Node(len(home)))
    if label not in node.labels:
        node.labels.append(label)


def _next(node: _Node[Label], word: str) -> list[_Node[Label]]:
    nodes = _starred(node, word)
    return [node.exact[word], *nodes] if word in node.exact else nodes


def _starred(node: _Node[Label], word: str) -> list[_Node[Label]]:
    """The nodes that a word leads on to by how it begins, in the order in which they were planted."""
    stems = node.starred
    if len(stems) <= FEW:
        return [child for stem, child in stems.items() if word.startswith(stem)]
    beginnings = (word[:end] for end in range(min(len(word), node.longest) + 1))
    return sorted((stems[beginning] for beginning in beginnings if beginning in stems), key=_number)


def _number(node: _Node[Label]) -> int:
    return node.number


def _walk(node: _Node[Label], words: Sequence[str], place: int, found: list[tuple[int, list[Label]]]) -> None:
    """Note the ends of phrases that the words from `place` on lead to; no deeper than the longest phrase."""
    if node.labels:
        found.append((place, node.labels))
    if place < len(words) and (node.exact or node.starred):
        child = node.exact.get(words[place])
        if child is not None:
            _walk(child, words, place + 1, found)
        if node.starred:
            for starred in _starred(node, words[place]):
                _walk(starred, words, place + 1, found)


def _after(end: tuple[int, object]) -> int:
    return end[0]


_COUNTED = "two three four five six seven eight nine ten eleven twelve several few couple"
_NUMBERS = frozenset(_COUNTED.split())


def _numbers_as_signs(words: Sequence[str]) -> list[str]:
    """The sign # for each number, so that one cue stands for "2 hours" and "five hours"."""
    return ["#" if word in _NUMBERS or "0" <= word[0] <= "9" else word for word in words]


def _parts(phrase: str) -> tuple[str, ...]:
    """The words of a cue; a star belongs to the word before it."""
    parts: list[str] = []
    for word in _numbers_as_signs(words_of(phrase)):
        if word == "*" and parts:
            parts[-1] += "*"
        else:
            parts.append(word)
    return tuple(parts) or (phrase,)


_NO = """not no never nothing nobody none nor without hardly barely nicht kein keine keinen keiner nie ne pas jamais sans nunca
sin non mai senza niet geen nooit não nem niemand niemanden keinem keines weder keinerlei aucun aucune n'a n'ont n'est n'avons
ni nadie ningún ninguna ninguno nessun nessuno nessuna né zonder sem nenhum nenhuma bez nigdy inte ingen inget inga aldrig utan
ej"""
NEGATIONS = frozenset(_NO.split())


def negated(words: Sequence[str], first: int) -> bool:
    """Whether one of the three words before says no to it, within the same clause."""
    for word in reversed(words[max(0, first - 3) : first]):
        if word in STOPS:
            return False
        if word in NEGATIONS:
            return True
    return False
