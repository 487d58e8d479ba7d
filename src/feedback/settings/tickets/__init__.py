"""Settings of tickets: where they come from, and how their texts are read."""
