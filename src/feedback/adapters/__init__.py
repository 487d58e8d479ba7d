"""One file or folder per outside system. Vendor formats never leave it."""
