"""Settings of segments, suppliers and the reports about them."""
