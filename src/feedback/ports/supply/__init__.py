"""What reports about segments, suppliers and wishes are made from, and what they leave."""
