"""Supply, for a person at a terminal."""
