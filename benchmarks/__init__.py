"""Measurements against peers, each by one command. Never run as tests."""
