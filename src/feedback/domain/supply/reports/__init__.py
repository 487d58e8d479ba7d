"""What people read about support: scorecards, mismatches, portfolio, planning pack."""
