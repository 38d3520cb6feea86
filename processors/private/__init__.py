"""The forms of personal data, one file for each group of kinds."""
