"""The nearest other tickets of every ticket, found among all or among a few."""
