"""Addresses of the office, those of each room beside its views. Every view declares its door: what its reader must be allowed, and so the area he sees."""

from __future__ import annotations

from django.urls import URLPattern

from payung.web.views import accounts, entrance, governance, home, inspection, intake, own_account, thread

urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *thread.urlpatterns,
    *entrance.urlpatterns,
    *own_account.urlpatterns,
    *accounts.urlpatterns,
    *governance.urlpatterns,
    *intake.urlpatterns,
    *inspection.urlpatterns,
]
