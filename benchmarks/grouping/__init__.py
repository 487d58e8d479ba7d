"""Grouping on labelled sets and on what is derived from them, beside the peers."""
