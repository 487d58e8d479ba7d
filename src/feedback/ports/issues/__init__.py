"""Issues, their lineage, themes and titles, and what people decided about them."""
