"""What is known of tickets by themselves."""
