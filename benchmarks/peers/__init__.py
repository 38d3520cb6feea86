"""The same job done by golddust and by other stream processors, each in a process of its own, on the same broker."""
