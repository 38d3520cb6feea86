"""A whole installation under half of what it can take, for hours, while brokers, databases, disks, clocks and receivers fail.

`python -m benchmarks.soak --hours 2`, or `make soak`. In the end: memory flat, no descriptor leaked, nothing lost, nothing twice.
"""
