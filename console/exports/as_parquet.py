"""Rows as Parquet: times in UTC, labels by a dictionary, lists as lists, so that nobody has to guess types (ADR 31)."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import UnsupportedOperation
from queue import Empty, Full, Queue
from typing import Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema, list_array
from arro3.io import write_parquet

from console.exports.tables import Column, Form, Row
from golddust.errors import GoldDustError

MIMETYPE = "application/vnd.apache.parquet"
ROWS_OF_A_GROUP = 20_000
"""As many are held until they are written."""
WAITING = 8
"""Pieces of the file that may wait for who reads it."""
LOOKED_EVERY = 0.5
"""Seconds after which who writes looks whether somebody still reads."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LABELS = DataType.list(Field("element", DataType.string(), nullable=True))
TYPES: dict[Form, DataType] = {
    "text": DataType.string(),
    "label": DataType.dictionary(DataType.int32(), DataType.string()),
    "labels": LABELS,
    "moment": DataType.timestamp("us", tz="UTC"),
    "number": DataType.float64(),
    "whole": DataType.int64(),
    "truth": DataType.bool(),
}


def as_parquet(columns: Sequence[Column], pieces: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """The file, piece by piece. What goes wrong while rows are read is raised here, and the file has no end that a reader takes.

    The writer pulls rows and pushes bytes, so it has a thread of its own, which ends when nobody reads any more.
    """
    file, thread = _File(), ThreadPoolExecutor(1, "parquet")
    writer = thread.submit(_write, columns, pieces, file)
    try:
        yield from file.read(writer.done)
    finally:
        file.abandoned.set()
        thread.shutdown()
    if file.error is not None:
        raise file.error
    writer.result()


class _File:
    """What is written at one end and read at the other."""

    def __init__(self) -> None:
        self.abandoned = threading.Event()
        self.error: GoldDustError | None = None
        self._pieces: Queue[bytes] = Queue(WAITING)
        self._length = 0

    def write(self, piece: bytes) -> int:
        """Wait until there is room; what nobody reads any more is let go, as the writer knows of no error here."""
        self._length += len(piece)
        while not self.abandoned.is_set():
            try:
                self._pieces.put(bytes(piece), timeout=LOOKED_EVERY)
            except Full:
                continue
            break
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 - as files have it
        """The writer wants to see that there is this, and goes nowhere by it. Raises UnsupportedOperation."""
        raise UnsupportedOperation

    def tell(self) -> int:
        """How much was written."""
        return self._length

    def read(self, written: Callable[[], bool]) -> Iterator[bytes]:
        """All of it, until it is `written`."""
        while True:
            ended = written()
            try:
                yield self._pieces.get(timeout=0 if ended else LOOKED_EVERY / 10)
            except Empty:
                if ended:
                    return


def _write(columns: Sequence[Column], pieces: Iterable[Sequence[Row]], file: _File) -> None:
    schema = Schema([Field(column.name, TYPES[column.form], nullable=True) for column in columns])

    def batches() -> Iterator[RecordBatch]:
        try:
            for rows in pieces:
                if file.abandoned.is_set():
                    return
                arrays = [_array(column.form, [column.of(row) for row in rows]) for column in columns]
                yield RecordBatch.from_arrays(arrays, schema=schema)
        except GoldDustError as error:
            file.error = error  # the writer of files would make words of it
            raise

    write_parquet(
        RecordBatchReader.from_batches(schema, batches()),
        file,  # type: ignore[arg-type] # of a file it needs no more
        compression="zstd(3)",
        max_row_group_size=ROWS_OF_A_GROUP,
        created_by="golddust",
    )


def _array(form: Form, values: Sequence[Any]) -> Array:
    if form == "moment":
        return Array([_micros(value) for value in values], DataType.int64()).cast(TYPES[form])
    if form == "label":
        return Array(values, DataType.string()).cast(TYPES[form])
    if form == "labels":
        ends = [0]
        for value in values:
            ends.append(ends[-1] + len(value))
        flat = [label for value in values for label in value]
        return list_array(Array(ends, DataType.int32()), Array(flat, DataType.string()), type=LABELS)
    return Array([None if value is None else _OF[form](value) for value in values], TYPES[form])


_OF: dict[Form, Any] = {"text": str, "number": float, "whole": int, "truth": bool}


def _micros(value: datetime | None) -> int | None:
    return None if value is None else (value - EPOCH) // timedelta(microseconds=1)
