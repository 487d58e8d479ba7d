"""From a graph of tickets to groups: Leiden on a ladder of resolutions, splits, themes, noise."""
