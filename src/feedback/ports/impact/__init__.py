"""Rankings of issues by customer value impact."""
