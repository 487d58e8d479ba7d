"""What the product knows, as plain values and functions. No clock, network, disk or settings."""
