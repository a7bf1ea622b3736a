"""Every address names its permission, and shows no more than the area of its reader."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from tests.web.addresses import routes, sample

from payung.governance.queries.scope import current_actor
from payung.governance.rules.access import access_table
from payung.web.doors import door_of, open_to_all, requires
from payung.web.middleware import PostingMiddleware

ROUTES = routes()
CLOSED = [name for name, route in ROUTES.items() if (door := door_of(route.callback)) and door.act]
ACTS = {act for acts in access_table().values() for act in acts}
OPEN = {
    "account_login", "documents-check", "documents-check-one", "health", "language", "metrics", "mfa_authenticate", "posting", "programme",
    "public-check", "public-coverage", "public-programmes", "scheme", "signin", "signout",
}  # fmt: skip


def passed(view) -> HttpResponse | None:  # type: ignore[no-untyped-def]
    """What the door makes of a view, for nobody in particular."""
    return PostingMiddleware(lambda request: HttpResponse()).process_view(HttpRequest(), view, [], {})


def test_every_route_has_a_name_and_names_its_permission_or_why_it_is_open() -> None:
    assert "None" not in ROUTES
    for name, route in ROUTES.items():
        door = door_of(route.callback)
        assert door is not None, name
        assert door.act in ACTS or len(door.open_because) > 10, name


def test_only_the_door_itself_and_what_shows_nobody_is_open() -> None:
    assert set(ROUTES) - set(CLOSED) == OPEN


def test_a_planted_view_without_a_door_is_refused() -> None:
    def planted(request: HttpRequest) -> HttpResponse:
        return HttpResponse("everybody")

    with pytest.raises(ValueError, match="declares no door"):
        passed(planted)
    assert passed(open_to_all("it says nothing of anybody")(planted)) is None


def test_a_view_cannot_ask_for_an_act_that_nobody_may_do() -> None:
    with pytest.raises(ValueError, match="no role may"):
        requires("reports.invent")


def test_who_is_not_signed_in_is_sent_to_the_door(stream, db) -> None:  # type: ignore[no-untyped-def]
    client = Client()
    for name in CLOSED:
        for answer in (client.get(sample(ROUTES[name])), client.post(sample(ROUTES[name]))):
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("signin")), name


def test_a_role_without_the_act_is_refused_and_may_sign_out(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("agus")
    for name in CLOSED:
        if may_of("administrator", name):
            continue
        answer = client.get(sample(ROUTES[name]))
        assert answer.status_code == 403, name
        assert reverse("signout") in answer.content.decode(), name


def may_of(role: str, name: str) -> bool:
    door = door_of(ROUTES[name].callback)
    return door is not None and door.act in access_table()[role]


def test_a_posting_that_ended_opens_nothing(enter, stream) -> None:  # type: ignore[no-untyped-def]
    from payung.governance.models import Posting  # noqa: PLC0415

    Posting.objects.filter(user__login="yustina").update(ends_on="2025-07-01")
    answer = enter("yustina").get("/")
    assert answer.status_code == 403
    assert "no-posting" in answer.content.decode()


def test_a_view_runs_inside_the_scope_of_its_readers_posting(rf, stream, db) -> None:  # type: ignore[no-untyped-def]
    request = rf.get("/")
    request.user, request.session = stream.user("dominikus"), {}
    seen: list[object] = []

    def probing(request: HttpRequest) -> HttpResponse:
        seen.append(current_actor())
        return HttpResponse()

    PostingMiddleware(lambda request: HttpResponse()).process_view(request, requires("reports.read")(probing), [], {})
    assert seen == [stream.officers["dominikus"]]
    assert current_actor() is None
