"""Whole rupiah as people read them."""

from __future__ import annotations


def grouped(number: int) -> str:
    """A whole number with points between thousands, as in Indonesian: 1.000.000."""
    return f"{number:,}".replace(",", ".")


def rupiah(amount_idr: int) -> str:
    """An amount in words of an office: 'Rp 16.800' with a no-break space."""
    return f"{'-' if amount_idr < 0 else ''}Rp\u00a0{grouped(abs(amount_idr))}"
