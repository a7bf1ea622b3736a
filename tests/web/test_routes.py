"""Every address names its permission, and shows no more than the area of its reader."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from payung.governance.queries.scope import current_actor
from payung.governance.rules.access import access_table
from payung.web.doors import door_of, open_to_all, requires
from payung.web.middleware import PostingMiddleware


def routes(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    """The address table, flat."""
    found: list[URLPattern] = []
    for each in patterns:
        found += routes(each.url_patterns) if isinstance(each, URLResolver) else [each]
    return found


ROUTES = {str(route.name): route for route in routes(get_resolver().url_patterns)}
CLOSED = [name for name, route in ROUTES.items() if (door := door_of(route.callback)) and door.act]
ACTS = {act for acts in access_table().values() for act in acts}


def passed(view) -> HttpResponse | None:  # type: ignore[no-untyped-def]
    """What the door makes of a view, for nobody in particular."""
    return PostingMiddleware(lambda request: HttpResponse()).process_view(HttpRequest(), view, [], {})


@pytest.mark.parametrize("name", ROUTES)
def test_every_route_has_a_name_and_names_its_permission_or_why_it_is_open(name: str) -> None:
    door = door_of(ROUTES[name].callback)
    assert name != "None"
    assert door is not None
    assert door.act in ACTS or len(door.open_because) > 10


def test_only_the_door_itself_and_what_shows_nobody_is_open() -> None:
    assert sorted(set(ROUTES) - set(CLOSED)) == ["health", "language", "posting", "programme", "scheme", "signin", "signout"]


def test_a_planted_view_without_a_door_is_refused() -> None:
    def planted(request: HttpRequest) -> HttpResponse:
        return HttpResponse("everybody")

    with pytest.raises(ValueError, match="declares no door"):
        passed(planted)
    assert passed(open_to_all("it says nothing of anybody")(planted)) is None


def test_a_view_cannot_ask_for_an_act_that_nobody_may_do() -> None:
    with pytest.raises(ValueError, match="no role may"):
        requires("reports.invent")


@pytest.mark.parametrize("name", CLOSED)
def test_who_is_not_signed_in_is_sent_to_the_door(db: None, name: str) -> None:
    answer = Client().get(reverse(name))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('signin')}?next={reverse(name)}")


@pytest.mark.parametrize("name", CLOSED)
def test_a_role_without_the_act_is_refused_and_may_sign_out(enter, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = enter("agus").get(reverse(name))
    assert answer.status_code == 403
    assert "Peran administrator" in answer.content.decode()
    assert reverse("signout") in answer.content.decode()


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
