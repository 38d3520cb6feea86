"""Labelled lines into models: what the models of `processors/models` are made by."""
