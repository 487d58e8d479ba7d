"""What segments are owed and what suppliers agreed to."""
