"""Amounts of money as people's files write them."""

from decimal import Decimal

import pytest

from feedback.adapters.rows.amounts import currency_of, parse_amount


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1200", "1200"), ("1200.5", "1200.5"), ("1200,50", "1200.50"), ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"), ("1 200,50", "1200.50"), ("1\u00a0200", "1200"),
        ("1'200.50", "1200.50"), ("1’200", "1200"), ("$1,200", "1200"), ("1,200", "1200"),
        ("USD 1200", "1200"), ("1.200.000", "1200000"), ("1,200,000.00", "1200000.00"),
        ("(1,200)", "-1200"), ("-5", "-5"), ("0.125", "0.125"), ("1234.567", "1234.567"),
        ("0", "0"), ("1e5", "1e5"), ("100.000,00", "100000.00"),
    ],
)  # fmt: skip
def test_an_amount_in_many_writings(written: str, amount: str) -> None:
    assert parse_amount(written) == Decimal(amount)


@pytest.mark.parametrize("written", ["", "-", "n/a", "NULL", "unknown"])
def test_no_amount(written: str) -> None:
    assert parse_amount(written) is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("100.000", "may be 100 or 100,000"),
        ("1.200", "may be 1 or 1,200"),
        ("$12.500", "may be 12 or 12,500"),
        ("lots", "is not an amount"),
        ("12 months", "is not an amount"),
        ("1,2,3", "is not an amount"),
        ("1.2.3", "is not an amount"),
        ("inf", "is not an amount"),
        ("1,200,50", "has one mark for thousands and for decimals"),
    ],
)
def test_what_is_no_amount_or_two_is_refused(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        parse_amount(written)
    assert str(refused.value) == why


def test_the_currency_an_amount_names() -> None:
    assert [currency_of(text) for text in ("$5", "5 €", "eur 5", "CHF 5", "5", "¥5", "£5")] == [
        "USD", "EUR", "EUR", "CHF", "", "", "GBP",
    ]  # fmt: skip
