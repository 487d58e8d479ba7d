"""Slack: what support agents are told, what they answer, and what Slack allows."""
