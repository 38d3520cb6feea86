"""Jira Service Management, cloud and data center, by its REST interfaces."""
