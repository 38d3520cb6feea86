"""Issues on GitLab."""
