"""What a mail server before us found out about a mail, in its Authentication-Results (RFC 8601)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.email.authentic.canonical import LONGEST_SIGNED, Signed
from ingest.email.authentic.domains import domain_of
from ingest.email.authentic.results import Result

NAME = "authentication-results"
MOST_RESULTS = 30
_PIECE = re.compile(r'("(?:[^"\\]|\\.){0,1000}+")|(\\.)|([();])|[^"\\();]+|.', re.DOTALL)
_METHOD = re.compile(r"\s*([\w-]{1,30})\s{0,9}(?:/\s{0,9}(\d{1,3})\s{0,9})?=\s{0,9}([\w-]{1,30})")
_PROPERTY = re.compile(r'(?<![\w.-])([\w.-]{1,80})\s{0,9}=\s{0,9}((?:"(?:[^"\\]|\\.){0,1000}+"|[^\s"]){1,1000}+)', re.DOTALL)
_POLICY = re.compile(r"\b(?:p|policy|action)=(none|quarantine|reject|oreject)\b", re.IGNORECASE)
_STOOD = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.helo"),
    "arc": ("header.d",),
    "auth": (),  # the account may be a person's name
}
_VALUES = frozenset(("pass", "fail", "none", "policy", "neutral", "softfail", "temperror", "permerror"))


@dataclass(frozen=True, slots=True)
class Relayed:
    """Who checked, by the name it gives itself, and the results of the methods that we know."""

    by: str
    results: Sequence[Result]


def relayed(mail: Signed, trusted: Collection[str]) -> Relayed | None:
    """What the servers say that are trusted by that name; None where none of them says anything.

    Only for mail that came in from a server of ours: anybody may write such a field. That server takes away those which carry its
    own name and are not from it (§5); should it not, only the ones on top count, above the first trace of who came before.
    """
    by, results = "", list[Result]()
    for field in mail.fields:
        if by and field.name == "received":
            break
        said = results_in(field.value) if field.name == NAME and len(field.raw) <= LONGEST_SIGNED else None
        if said is not None and said.by in trusted:
            by = by or said.by
            results += said.results
    return Relayed(by, tuple(results[:MOST_RESULTS])) if by else None


def results_in(value: bytes) -> Relayed | None:
    """What stands in such a field; None where it is none, or of a version that we do not know. Linear in time."""
    clauses = list(_clauses(value.decode("utf-8", "replace")))
    head = clauses[0].text.split()
    if not head or len(head) > 2 or (len(head) == 2 and head[1] != "1"):  # noqa: PLR2004 - a name, and a version
        return None
    results = [result for clause in clauses[1 : MOST_RESULTS + 1] if (result := _result(clause)) is not None]
    return Relayed(head[0].strip('"').lower(), tuple(results))


@dataclass(frozen=True, slots=True)
class _Clause:
    """What stands between two semicolons, without its comments, and they."""

    text: str
    comments: str


def _clauses(text: str) -> Iterator[_Clause]:
    said, beside, depth = list[str](), list[str](), 0
    for piece in _PIECE.finditer(text):
        mark = piece[3]
        if mark in ("(", ")"):
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif depth:
            beside.append(piece[0])
        elif mark == ";":
            yield _Clause("".join(said), " ".join(beside))
            said, beside = [], []
        else:
            said.append(piece[0])
    yield _Clause("".join(said), " ".join(beside))


def _result(clause: _Clause) -> Result | None:
    """`method[/version] = result`, then a reason and properties as `name = value` (§2.2)."""
    match = _METHOD.match(clause.text)
    method = match[1].lower() if match else ""
    if match is None or method not in _STOOD or match[2] not in (None, "1"):
        return None
    given: dict[str, str] = {}
    for said in _PROPERTY.finditer(clause.text, match.end()):
        given.setdefault(said[1].lower(), said[2])
    stood = next((name for name in _STOOD[method] if name in given), "")
    domain = domain_of(given.get(stood, ""))
    policy = _policy(given, clause.comments) if method == "dmarc" else ""
    value = match[3].lower()
    return Result(method, value if value in _VALUES else "none", domain, stood if domain else "", policy)


def _policy(given: Mapping[str, str], comments: str) -> str:
    """The policy that a DMARC result fell under, by the properties registered for it, or as servers write it beside."""
    said = given.get("policy.dmarc") or given.get("polrec.p") or given.get("action") or ""
    if not said:
        found = _POLICY.search(comments[:1000])
        said = found[1] if found else ""
    said = said.strip('"').lower().removeprefix("o")
    return said if said in ("none", "quarantine", "reject") else ""
