"""Thin Prefect flows around the steps."""
