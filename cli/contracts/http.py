"""What would break those who call us by HTTP, between two OpenAPI documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.contracts.breaks import Break
from cli.contracts.shapes import Shape, changes

Document = Mapping[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
CALLERS = "Programs that call it"
KEEP = "Keep the old way and add the new one beside it, optional; anything else is a path of its own under /api/v2."


def http_breaks(before: Document, now: Document) -> Iterator[Break]:
    """What programs would trip over that were written by the document before. What came anew breaks nobody."""
    for path, old in before["paths"].items():
        for method in (one for one in METHODS if one in old):
            request = f"{method.upper()} {path}"
            new = now["paths"].get(path, {})
            if method not in new:
                yield Break(request, "it is gone", f"{CALLERS} get 404 or 405.", KEEP)
                continue
            were = Operation(old[method], old, before)
            yield from were.breaks(request, Operation(new[method], new, now))


class Operation:
    """One method of one path, in its document."""

    def __init__(self, operation: Document, item: Document, document: Document) -> None:
        self.document = document
        parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
        self.parameters = {(one["in"], one["name"].lower() if one["in"] == "header" else one["name"]): one for one in parameters}
        self.body = operation.get("requestBody", {})
        self.responses = operation.get("responses", {})

    def breaks(self, request: str, now: "Operation") -> Iterator[Break]:
        """What changed in parameters, body and answers."""
        yield from self._parameter_breaks(request, now)
        yield from self._body_breaks(request, now)
        yield from self._answer_breaks(request, now)

    def _parameter_breaks(self, request: str, now: "Operation") -> Iterator[Break]:
        for place, old in self.parameters.items():
            words = f"the {place[0]} parameter `{old['name']}`"
            if place not in now.parameters:
                yield Break(request, f"{words} is gone", f"{CALLERS} with it get something else than they asked for.", KEEP)
                continue
            new = now.parameters[place]
            for change in changes(self.shape(old), now.shape(new), "written"):
                yield Break(request, f"of {words}, {change}", f"{CALLERS} with what was valid before get 422.", KEEP)
        for place, new in now.parameters.items():
            was = self.parameters.get(place, {})
            if new.get("required") and not was.get("required"):
                words = f"the {place[0]} parameter `{new['name']}` is required now"
                yield Break(request, words, f"{CALLERS} without it are refused.", KEEP)

    def _body_breaks(self, request: str, now: "Operation") -> Iterator[Break]:
        if now.body.get("required") and not self.body.get("required"):
            yield Break(request, "a body is required now", f"{CALLERS} without one are refused.", KEEP)
        for kind, old in self.body.get("content", {}).items():
            new = now.body.get("content", {}).get(kind)
            if new is None:
                yield Break(request, f"it takes no {kind} any more", f"{CALLERS} with that get 400 or 415.", KEEP)
                continue
            for change in changes(self.shape(old), now.shape(new), "written"):
                yield Break(
                    request, f"in the body, {change}", f"{CALLERS} with what was valid before are refused, or misread.", KEEP
                )

    def _answer_breaks(self, request: str, now: "Operation") -> Iterator[Break]:
        for status, old in self.responses.items():
            if status not in now.responses:
                if status.startswith(("2", "3")):
                    yield Break(request, f"it never answers {status} any more", f"{CALLERS} wait for that to go on.", KEEP)
                continue
            for kind, content in old.get("content", {}).items():
                new = now.responses[status].get("content", {}).get(kind)
                if new is None:
                    yield Break(request, f"it answers {status} with no {kind} any more", f"{CALLERS} cannot read it.", KEEP)
                    continue
                told = changes(self.shape(content), now.shape(new), "read")
                for change in (one for one in told if not one.of_old):  # an answer is always new
                    yield Break(request, f"in the answer {status}, {change}", f"{CALLERS} fail on it, or misread it.", KEEP)

    def shape(self, holder: Document) -> Shape:
        """The schema of a parameter, or of a body of one kind."""
        return Shape(holder.get("schema", {}), self.document)
