"""The complaint system of golddust's own: issues become cases with promises, a history and an end."""
