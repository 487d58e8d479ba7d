"""Settings of what is written to Jira, Slack and the helpdesk."""
