"""Builds the outside systems from settings: Jira, Slack, notes in the helpdesk."""
