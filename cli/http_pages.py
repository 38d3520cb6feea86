"""A page for people about what one door takes in and answers, made from its OpenAPI document, so that both say the same."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from golddust.topic_pages import fields, in_words

Shape = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete", "options")


def http_page(document: Shape, title: str, name: str, note: str) -> str:
    """The page as Markdown; `name` is the document's file beside it, `note` stands below the title."""
    info, base = document["info"], document.get("servers", [{"url": ""}])[0]["url"]
    lines = [f"# {title}", "", note, "", info["summary"], "", info["description"], ""]
    lines += [f"For programs: [{name}]({name}).", "", "| request | does |", "| --- | --- |"]
    requests = [(path, method, item) for path, item in document["paths"].items() for method in METHODS if method in item]
    lines += [
        f"| [`{method.upper()} {base}{path}`](#{_anchor(method, base + path)}) | {_in_a_cell(item[method]['summary'])} |"
        for path, method, item in requests
    ]
    for path, method, item in requests:
        lines += ["", *_request(f"{method.upper()} {base}{path}", item[method], item.get("parameters", []))]
    lines += ["", "## What bodies and answers are made of"]
    for shape, schema in sorted(document["components"]["schemas"].items()):
        lines += ["", f"### {shape}", "", schema.get("description", ""), "", *fields(schema)]
    return "\n".join(lines)


def _anchor(method: str, path: str) -> str:
    """As GitHub makes it of a heading: letters, digits, `_` and `-` stay, a blank becomes `-`."""
    return f"{method}-" + "".join(letter for letter in path.lower() if letter.isalnum() or letter in "_-")


def _request(heading: str, operation: Shape, of_path: Sequence[Shape]) -> Iterator[str]:
    """The section about one method of one path."""
    yield from (f"## `{heading}`", "", f"{operation['summary']}.")
    if "description" in operation:
        yield from ("", operation["description"])
    if parameters := [*of_path, *operation.get("parameters", [])]:
        yield from ("", "| parameter | in | is | what it is for |", "| --- | --- | --- | --- |")
        yield from (_parameter(one) for one in parameters)
    if "requestBody" in operation:
        body = operation["requestBody"]
        needed = "Body" if body.get("required") else "Body, which may be left out"
        yield from ("", f"{needed}: {_contents(body)}.")
    yield from ("", "| answer | says | with |", "| --- | --- | --- |")
    yield from _answers(operation["responses"])


def _parameter(one: Shape) -> str:
    needed = "" if one.get("required") else ", optional"
    return f"| `{one['name']}` | {one['in']}{needed} | {in_words(one['schema'])} | {_in_a_cell(one.get('description', ''))} |"


def _answers(responses: Shape) -> Iterator[str]:
    """A row for each; answers that stand side by side and say the same share one."""
    rows = [(status, _in_a_cell(one["description"]), _contents(one)) for status, one in responses.items()]
    for (says, content), same in groupby(rows, key=lambda row: row[1:]):
        yield f"| {', '.join(status for status, *_ in same)} | {says} | {content} |"


def _contents(holder: Shape) -> str:
    """What a body or an answer may be: kinds that hold the same stand together."""
    kinds = [(in_words(content["schema"]), kind) for kind, content in holder.get("content", {}).items()]
    together = [(words, " or ".join(f"`{kind}`" for _, kind in same)) for words, same in groupby(kinds, key=lambda one: one[0])]
    return "; ".join(named if words in ("string", "anything") else f"{words} as {named}" for words, named in together)


def _in_a_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
