"""Whether the office is well: a page for people, and figures for Prometheus."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from payung import __version__
from payung.core.figures import decimal
from payung.governance.queries.state import StateView, state
from payung.web.doors import SignedInRequest, open_to_all, requires
from payung.web.metrics import REGISTRY
from payung.web.parts import Status
from payung.web.templatetags.payung_format import moment, page_language, whole

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_GIB = 1024**3
_LITTLE_GIB = 5


@requires("governance.read")
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """Each part of the office and how it is."""
    return render(request, "web/state/show.html", {"lines": _lines(state()), "version": __version__})


@open_to_all("figures of the service only, and only from this machine or with the token")
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus. Behind a proxy everybody comes from this machine: then only the token opens."""
    if not _may_read(request):
        return HttpResponse(status=403)
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.PAYUNG_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if token and hmac.compare_digest(given, token.encode()):
        return True
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and "X-Forwarded-For" not in request.headers


def _lines(now: StateView) -> list[tuple[str, Status, str]]:
    """(part, how it is, details)."""
    well, ill = Status("full", _("Well"), "good"), Status("barred", _("Needs you"), "bad")
    check = Status("dotted", _("Check"), "warn")
    free = now.free_bytes / _GIB
    return [
        (
            _("Database"),
            well,
            _("PostgreSQL %(version)s, %(size)s GiB, %(count)s connections")
            % {
                "version": now.database_version.split()[0],
                "size": decimal(now.database_bytes / _GIB, 1, page_language()),
                "count": whole(now.connections),
            },
        ),
        (
            _("Worker"),
            well if now.worker else ill,
            _("does the work in the background") if now.worker else _("no sign of life for half a minute; start 'payung serve' again"),
        ),
        (
            _("Work in the background"),
            check if now.jobs["failed"] else well,
            _("%(running)s under way, %(queued)s wait, %(failed)s stopped")
            % {"running": whole(now.jobs["running"]), "queued": whole(now.jobs["queued"]), "failed": whole(now.jobs["failed"])},
        ),
        (
            _("Audit trail"),
            well if now.seal_holds else ill,
            _("%(events)s events, %(unsealed)s not sealed yet, newest seal %(at)s")
            % {"events": whole(now.events), "unsealed": whole(now.unsealed), "at": moment(now.sealed_at)},
        ),
        (
            _("Backup"),
            well if now.last_backup_at else check,
            moment(now.last_backup_at) if now.last_backup_at else _("none yet: payung db backup"),
        ),
        (
            _("Disk"),
            well if free >= _LITTLE_GIB else ill,
            _("%(free)s GiB free for files and database") % {"free": decimal(free, 1, page_language())},
        ),
    ]


urlpatterns = [path("governance/state/", show, name="state"), path("metrics", metrics, name="metrics")]
