"""One installation, put together from its settings: each part names the concrete classes of its room."""
