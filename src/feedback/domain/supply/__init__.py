"""The support supply chain: what segments are owed, who serves them, and how well."""
