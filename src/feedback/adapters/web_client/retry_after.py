"""How long a server asks to be left alone: Retry-After as RFC 9110, 10.2.3 has it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def asked_seconds(headers: Mapping[str, str], now: float, reset: str = "") -> float | None:
    """Seconds from now, never negative; None where nothing is asked, or in no form we know.

    A number or a date. `headers` find their names in any case; `now`: Unix seconds; `reset`: the
    header in which a vendor names the moment otherwise.
    """
    asked = headers.get("Retry-After", "").strip()
    try:
        seconds = float(asked)
    except ValueError:
        pass
    else:
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    until = _unix_seconds(asked)
    if until is None:
        until = _unix_seconds(headers.get(reset, ""))
    if until is None:
        return None
    # By the server's own clock where it tells: ours may be ahead of it, or behind.
    sent_at = _unix_seconds(headers.get("Date", ""))
    return max(until - (now if sent_at is None else sent_at), 0.0)


def _unix_seconds(text: str) -> float | None:
    """Of a date as HTTP writes it, or as ISO 8601 does."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, OverflowError):
            continue
    return None
