"""One ordinary night: link the new tickets, join them to issues, find new issues, split."""
