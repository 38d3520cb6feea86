"""Structured logs on standard error: readable on a terminal, JSON lines elsewhere."""

import logging
import sys
import traceback
from types import TracebackType

import structlog


class _StandardError:
    """Standard error, which may be a file on a full disk: a log line that finds no room is lost, not the customer's message."""

    def write(self, text: str) -> int:
        """Write, where there is room."""
        try:
            return sys.stderr.write(text)
        except OSError:
            return 0

    def flush(self) -> None:
        """Flush, where there is room."""
        try:
            sys.stderr.flush()
        except OSError:
            return


def places(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Where in the code it failed, and with which kinds of errors; without their words, which may quote a customer's."""
    found: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        found.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich came of:\n\n".join(found)


def _naming(brand: str) -> structlog.typing.Processor:
    def named(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["brand"] = brand
        return event

    return named


def write_logs_to_standard_error(brand: str = "") -> None:
    """Set it up once, at the start of a process, and again once it is known which brand it works for: each line names that."""
    on_terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *([_naming(brand)] if brand else []),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(places),
            structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type] # all that it needs of a file
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # the client retries by itself; what it gives up on is logged by us
