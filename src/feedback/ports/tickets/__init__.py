"""Tickets: where they are read, what is done with their texts, how they are kept."""
