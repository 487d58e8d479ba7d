"""Writes to the outside: their ledger, work items, messages and notes."""
