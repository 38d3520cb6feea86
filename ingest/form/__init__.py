"""The form channel: one box, photos and a way to be reached if they like, in the visitor's language, and nothing else."""
