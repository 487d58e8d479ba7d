"""The steps of the night: load, call the domain, save. Each commits once, or once per page."""
