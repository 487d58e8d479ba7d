"""Read models: what people are shown, read from the store in one transaction. No markup here."""
