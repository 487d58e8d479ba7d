"""Vectors of texts, and what the grouping engine keeps from night to night."""
