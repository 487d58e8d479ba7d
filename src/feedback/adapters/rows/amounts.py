"""Amounts of money as people's files write them."""

import re
from decimal import Decimal

from feedback.adapters.rows.date_words import EMPTY_WORDS

_CURRENCY = re.compile(
    r"[$€£¥₹₽₺₩฿]|\b(?:usd|eur|gbp|chf|jpy|cny|inr|brl|pln|sek|dkk|nok|czk|cad|aud|nzd)\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?:(?P<mark>[.,'’ ])\d{3})(?:(?P=mark)\d{3})*(?P<decimals>[.,]\d{1,2})?"
)
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?|0?\.\d+|0,\d+|\d+\.\d{4,}|\d{4,}[.,]\d{3}")


_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW",
          "฿": "THB"}  # fmt: skip
"""Signs that stand for one currency, or mostly do."""


def currency_of(text: str) -> str:
    """The currency that an amount names, as its ISO code; empty where it names none, or ¥."""
    found = _CURRENCY.search(text)
    if found is None:
        return ""
    return _SIGNS.get(found[0], found[0].upper() if found[0].isalpha() else "")


def parse_amount(text: str) -> Decimal | None:
    """The amount; None where the field is empty ("-", "n/a"). Raises `ValueError` saying why not.

    `1,200.50`, `1.200,50`, `1 200,50`, `1'200.50`, `$1,200` and `EUR 1200` are read. One point with
    exactly three digits behind it (`100.000`) is refused: it is a hundred or a hundred thousand.
    """
    bare = " ".join(_CURRENCY.sub(" ", text.replace("\xa0", " ").replace("\u202f", " ")).split())
    if bare.casefold() in EMPTY_WORDS:
        return None
    sign = -1 if re.fullmatch(r"\(.*\)|-.*|.*-", bare) else 1
    bare = bare.strip("()-+ ")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare):
        whole = bare.replace(".", "")
        raise ValueError(f"may be {bare.split('.')[0]} or {int(whole):,}")
    if found := _GROUPED.fullmatch(bare):
        mark, decimals = found["mark"], found["decimals"] or ""
        if decimals[:1] == mark:
            raise ValueError("has one mark for thousands and for decimals")
        digits = bare.removesuffix(decimals).replace(mark, "") + decimals.replace(",", ".")
    elif _PLAIN.fullmatch(bare):
        digits = bare.replace(",", ".")
    elif re.fullmatch(r"\d+(?:\.\d+)?[eE]\+?\d{1,2}", bare):
        digits = bare
    else:
        raise ValueError("is not an amount")
    return sign * Decimal(digits)
