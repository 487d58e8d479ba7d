"""How long a server asks us to wait: Retry-After, RFC 9110, 10.2.3."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def asked_seconds(headers: Mapping[str, str], now: float, reset: str = "") -> float | None:
    """Seconds from now, never negative; None without a header in a known form. A number or a date.
    `headers` ignores case; `now`: Unix seconds; `reset`: a vendor's other header for the moment.
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
    # By the server's own clock if it sends one: ours may be ahead or behind.
    sent_at = _unix_seconds(headers.get("Date", ""))
    return max(until - (now if sent_at is None else sent_at), 0.0)


def _unix_seconds(text: str) -> float | None:
    """Of a date in HTTP's format or in ISO 8601."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, OverflowError):
            continue
    return None
