"""How much of an identifier a page shows without a reveal."""

from __future__ import annotations

DOT = "•"


def masked_nik(nik: str) -> str:
    """The district where it was issued, and dots: never its last places, which with birth date and sex give the rest away."""
    if not nik:
        return ""
    dotted = nik[:6] + DOT * (len(nik) - 6)
    return " ".join(dotted[place : place + 4] for place in range(0, len(dotted), 4))


def masked_phone(phone: str) -> str:
    """The operator's first four digits, and dots."""
    return f"{phone[:4]} {DOT * 4} {DOT * 4}" if phone else ""


def shortened_mother(name: str) -> str:
    """A mother's name with its last word shortened to a letter."""
    words = name.split()
    if not any(letter.isalpha() for letter in name):
        return ""
    return " ".join([*words[:-1], f"{words[-1][0]}{DOT * 3}"])
