"""Addresses of the office. Every view declares its door: what its reader must be allowed, and so the area he sees."""

from __future__ import annotations

from django.urls import URLPattern, path

from payung.web.views import entrance, thread

urlpatterns: list[URLPattern] = [
    path("", thread.home, name="home"),
    path("downloads/list.csv", thread.list_csv, name="list-csv"),
    path("downloads/coverage.csv", thread.coverage_csv, name="coverage-csv"),
    path("downloads/map.svg", thread.map_svg, name="map-svg"),
    path("downloads/map.png", thread.map_png, name="map-png"),
    path("signin", entrance.signin, name="signin"),
    path("signout", entrance.signout, name="signout"),
    path("language", entrance.language, name="language"),
    path("scheme", entrance.scheme, name="scheme"),
    path("healthz", entrance.health, name="health"),
]
