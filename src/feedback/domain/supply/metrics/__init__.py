"""Every figure about support, and how it is compared."""
