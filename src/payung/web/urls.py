"""Addresses of the office, those of each room beside its views. Every view declares its door: what its reader must be allowed, and so the area he sees."""

from __future__ import annotations

from django.urls import URLPattern

from payung.web.views import (
    accounts,
    agreements,
    documents,
    entrance,
    governance,
    home,
    inspection,
    intake,
    law,
    own_account,
    plan,
    programmes,
    rounds,
    thread,
)

urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *thread.urlpatterns,
    *entrance.urlpatterns,
    *own_account.urlpatterns,
    *accounts.urlpatterns,
    *governance.urlpatterns,
    *intake.urlpatterns,
    *rounds.urlpatterns,
    *inspection.urlpatterns,
    *programmes.urlpatterns,
    *plan.urlpatterns,
    *law.urlpatterns,
    *agreements.urlpatterns,
    *documents.urlpatterns,
]
