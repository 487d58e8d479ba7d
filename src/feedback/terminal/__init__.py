"""What people see in the terminal: a file for each command or family of commands."""
