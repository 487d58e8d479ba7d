"""One or many, in words."""


def counted(n: int, what: str) -> str:
    """`1 ticket`, `2 tickets`, `0 tickets`."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
