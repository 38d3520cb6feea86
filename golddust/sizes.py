"""Sizes in bytes, as people write them in settings."""

import re

_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*(\d{1,15})\s*([a-z]*)\s*", re.IGNORECASE)


def bytes_of(size: object) -> int:
    """The number of bytes meant by a size such as "25 MiB", "500 kB" or 1048576; raises ValueError for anything else."""
    match = _SIZE.fullmatch(str(size)) if isinstance(size, int | str) and not isinstance(size, bool) else None
    if match is None or match[2].lower() not in _UNITS:
        raise ValueError('a size such as "25 MiB", "500 kB" or a number of bytes')
    return int(match[1]) * _UNITS[match[2].lower()]
