"""Settings: gathered from defaults, a file, the environment and secret files, and checked all at once."""
