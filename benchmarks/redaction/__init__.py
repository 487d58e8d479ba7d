"""Redaction on labelled sentences: `python -m benchmarks.redaction`."""
