"""Addresses of the office, those of each room beside its views. Every view declares its door: what its reader must be allowed, and so the area he sees."""

from __future__ import annotations

from django.urls import URLPattern

from payung.web.views import (
    accounts,
    agreements,
    counter,
    coverage,
    documents,
    entrance,
    governance,
    home,
    inspection,
    intake,
    jobs,
    law,
    live,
    own_account,
    plan,
    programmes,
    public,
    reports,
    review,
    rounds,
    search,
    state,
    thread,
    workers,
)

urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *thread.urlpatterns,
    *search.urlpatterns,
    *coverage.urlpatterns,
    *workers.urlpatterns,
    *review.urlpatterns,
    *counter.urlpatterns,
    *public.urlpatterns,
    *jobs.urlpatterns,
    *state.urlpatterns,
    *live.urlpatterns,
    *entrance.urlpatterns,
    *own_account.urlpatterns,
    *accounts.urlpatterns,
    *governance.urlpatterns,
    *intake.urlpatterns,
    *rounds.urlpatterns,
    *inspection.urlpatterns,
    *reports.urlpatterns,
    *programmes.urlpatterns,
    *plan.urlpatterns,
    *law.urlpatterns,
    *agreements.urlpatterns,
    *documents.urlpatterns,
]
