"""Which partition a key belongs to: always the same one, on every machine and in every release."""

import zlib

DEFAULT_PARTITIONS = 16


def partition_of(key: str, partitions: int) -> int:
    """The partition of the key, from 0. CRC-32, because it is stable, quick and spreads well enough over few partitions."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % partitions
