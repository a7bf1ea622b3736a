"""The address table, flat, with a sample address for every route."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver, reverse

SAMPLES = {"int": 1, "slug": "ntt-2025", "str": "ntt-2025", "path": "ntt-2025", "uuid": "00000000-0000-4000-8000-000000000000"}


def routes() -> dict[str, URLPattern]:
    """Name -> route."""
    return {str(route.name): route for route in _flat(get_resolver().url_patterns)}


def sample(route: URLPattern) -> str:
    """An address of the route, whatever it points to."""
    kinds = {
        name: type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for name, converter in route.pattern.converters.items()
    }
    return reverse(str(route.name), kwargs={name: SAMPLES[kind] for name, kind in kinds.items()})


def _flat(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in patterns:
        found += _flat(each.url_patterns) if isinstance(each, URLResolver) else [each]
    return found
