"""Settings of customers: the directory that knows them."""
