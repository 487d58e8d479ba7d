"""Fix plans, the plans that product owes, and what people answered."""
