"""Puts what writes outside together from settings: Jira, Slack, notes in the helpdesk."""
