"""The whole partition looked at again: weekly, piece by piece, or all of it from scratch."""
