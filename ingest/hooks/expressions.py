"""JMESPath expressions, with three functions more than the specification has (https://jmespath.org/specification.html).

`plain(html)`: the words that a reader of the page would see. `from_json(text)`: the JSON in a text. `after(text, mark)`: what
follows the first such mark, or all of it where there is none.
"""

import json
from typing import Any, NoReturn

import jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError
from jmespath.functions import Functions, signature
from jmespath.visitor import Options, TreeInterpreter

from golddust.errors import Malformed


class _More(Functions):  # type: ignore[misc] # the library has no types
    """The functions added; the library finds them by their names."""

    @signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator] # as above
    def _func_plain(self, document: str | None) -> str | None:
        from ingest.email.mime.html import to_lines  # noqa: PLC0415 - only where an expression asks for it

        return None if document is None else "\n".join(line.text for line in to_lines(document)).strip()

    @signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator] # as above
    def _func_from_json(self, text: str | None) -> Any:
        try:
            return None if text is None else loaded(text)
        except (ValueError, RecursionError):
            return None

    @signature({"types": ["string", "null"]}, {"types": ["string"]})  # type: ignore[untyped-decorator] # as above
    def _func_after(self, text: str | None, mark: str) -> str | None:
        if text is None:
            return None
        before, _, after = text.partition(mark)
        return after or before


_OPTIONS = Options(custom_functions=_More())
_INTERPRETER = TreeInterpreter(_OPTIONS)
"""One for all: `search` would make another for each expression of each request, which takes longer than the look-up."""


class Expression:
    """A compiled expression."""

    __slots__ = ("_parsed", "written")

    def __init__(self, written: str) -> None:
        self.written = written
        self._parsed = jmespath.compile(written).parsed

    def value(self, name: str, document: Any) -> Any:
        """What stands there. Raises Malformed, naming `name`, when the expression does not fit the document."""
        try:
            return _INTERPRETER.visit(self._parsed, document)
        except (JMESPathError, ArithmeticError, TypeError, RecursionError):
            raise Malformed(f"{name}: the expression cannot be applied to this body") from None


def checked(written: str) -> str:
    """The expression as written. Raises ValueError when it is none."""
    if not written:
        return written
    try:
        jmespath.compile(written).search({}, options=_OPTIONS)  # finds functions that there are none of, too
    except JMESPathTypeError:
        return written  # a function that has nothing to work on yet
    except JMESPathError as error:
        raise ValueError(f"a JMESPath expression: {str(error).splitlines()[0]}") from None
    return written


def loaded(text: str) -> Any:
    """The JSON in a text; half characters (lone surrogates) are let through. Raises ValueError, RecursionError."""
    return json.loads(text, parse_constant=_refuse_constant)


def parsed(body: bytes) -> Any:
    """The JSON in a body. Raises Malformed (400) when it is none."""
    try:
        return loaded(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON", status=400) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
