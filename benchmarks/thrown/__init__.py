"""What nobody should send, thrown at every door of a running golddust: `python -m benchmarks.thrown`."""
