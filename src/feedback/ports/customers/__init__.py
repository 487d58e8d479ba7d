"""Customers and support agents: where they are read, and how customers are kept."""
