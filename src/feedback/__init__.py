"""Support tickets in, product priorities out, fix plans back to support agents. Every night."""
