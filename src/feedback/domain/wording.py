"""Numbers in sentences."""


def count(n: int, one: str, many: str = "") -> str:
    """`1 ticket`, `1,204 tickets`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def all_of(n: int) -> str:
    """`the one`, `both`, `all 3`."""
    return {1: "the one", 2: "both"}.get(n, f"all {n}")
