"""The form channel: one box, a way to be reached if they like, and nothing else."""
