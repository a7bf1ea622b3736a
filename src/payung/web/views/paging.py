"""Pages of lists: which one an address names, and how many there are."""

from __future__ import annotations

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """The page that the address names, from 1."""
    given = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 7 and int(given) > 0 else 1


def pages_of(total: int, size: int) -> int:
    """How many pages there are, at least one."""
    return max(1, -(-total // size))
