"""Rows of embeddings: blocks of them, without their language, and how well they fit a group."""
