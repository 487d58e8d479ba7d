"""From an export, or the address of a helpdesk, to settings that work: `feedback init`."""
