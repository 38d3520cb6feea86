"""Labelled lines into models: what is shipped under `processors/models` is made here."""
