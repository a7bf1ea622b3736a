"""Generated from the access table and the address table: who is let in where, and that nothing of another area is on any page or in any file."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from tests.web.stream import AT, ON

from payung.governance.actions.accounts import create_user
from payung.governance.models import User
from payung.governance.rules.access import PUBLIC, access
from payung.web.doors import door_of, requires
from payung.web.middleware import PostingMiddleware

SIKKA, TTS = "5307", "5302"
ROLES = sorted(set(access().roles) - {PUBLIC})


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns)
        else:
            yield each


CLOSED = [each for each in addresses(get_resolver().url_patterns) if (door := door_of(each.callback)) and door.act]


@dataclass(frozen=True)
class TwoAreas:
    """Readers by (area, role), what stands in an area only, and the ids of what lies there, by the name a route gives them."""

    readers: dict[tuple[str, str], str]
    marks: dict[str, frozenset[str]]
    ids: dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def two(stream, django_db_blocker) -> TwoAreas:  # type: ignore[no-untyped-def]
    with django_db_blocker.unblock():
        readers = {}
        for area, role in itertools.product((SIKKA, TTS), ROLES):
            if role == "operator":
                continue
            login = f"{role}-{area}".replace("_", "-")
            create_user(
                login=login, full_name="Pembaca", password=None, role=role, areas=[_area(role, area)], ends_on=date(2030, 1, 1),
                by=stream.operator, at=AT, on=ON,
            )  # fmt: skip
            readers[area, role] = login
        names = {area: _names(area) for area in (SIKKA, TTS)}
        return TwoAreas(readers, {SIKKA: names[SIKKA] - names[TTS], TTS: names[TTS] - names[SIKKA]}, _ids())


def _area(role: str, regency: str) -> str:
    """The narrowest area that the role takes inside a regency, so that whoever sees less sees no more."""
    if access().roles[role].widest <= len(regency):
        return regency
    with connection.cursor() as cursor:
        cursor.execute("SELECT area FROM registry_worker WHERE area LIKE %s ORDER BY area LIMIT 1", [f"{regency}%"])
        return str(cursor.fetchone()[0])[: access().roles[role].widest]


def _names(area: str) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM registry_worker WHERE area LIKE %s AND length(name) > 9", [f"{area}%"])
        return frozenset(name for (name,) in cursor.fetchall())


def _ids() -> dict[tuple[str, str], int]:
    """For each area one id of every scoped table, under the names by which routes call such ids."""
    found: dict[tuple[str, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY relname")
        for (table,) in cursor.fetchall():
            for area in (SIKKA, TTS):
                cursor.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'", [table])
                if not cursor.fetchone():
                    continue
                cursor.execute(f'SELECT min(id) FROM "{table}" WHERE area LIKE %s', [f"{area}%"])
                (held,) = cursor.fetchone()
                if held is not None:
                    found[area, table.split("_", 1)[1]] = held
        for table, name in (("selection_beneficiarylist", "list_id"), ("selection_selectionrun", "run")):
            cursor.execute(f'SELECT min(id) FROM "{table}"')
            (held,) = cursor.fetchone()
            for area in (SIKKA, TTS):
                found[area, name] = held or 1
    return found


def address_of(route: URLPattern, two: TwoAreas, area: str) -> str:
    """The address of a route, with what lies in `area` where it asks for something."""
    words = {"code": "ntt-2025", "kind": "list", "area": area, "village": f"{area}012001"}
    given = {
        name: two.ids.get((area, name), two.ids.get((area, name.removesuffix("_id")), 1))
        if type(kind).__name__ == "IntConverter"
        else words.get(name, "x")
        for name, kind in route.pattern.converters.items()
    }
    try:
        return reverse(str(route.name), kwargs=given)
    except NoReverseMatch:
        return ""


def text_of(answer: HttpResponse) -> str:
    """Everything that an answer says, workbooks and archives unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def let_in(act: str) -> list[str]:
    """The roles that are let in, narrowest first."""
    held = [code for code in ROLES if act in access().roles[code].acts and code != "operator"]
    return sorted(held, key=lambda code: (-access().roles[code].widest, code))


@pytest.mark.parametrize("role", ROLES)
def test_a_door_lets_in_exactly_the_roles_of_the_access_table(stream, two, db, role: str) -> None:  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/")
    request.user = User.objects.get(login="operator" if role == "operator" else two.readers[SIKKA, role])
    request.session = {}  # type: ignore[assignment]
    door = PostingMiddleware(lambda each: HttpResponse())
    for act in access().acts:
        if act == "public.read":
            continue
        answer = door.process_view(request, requires(act)(lambda each: HttpResponse("in")), [], {})
        assert (answer.status_code == 200) == (act in access().roles[role].acts), (role, act)  # type: ignore[union-attr]


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: str(route.name))
def test_no_address_shows_anything_of_another_area(two, db, route: URLPattern) -> None:  # type: ignore[no-untyped-def]
    door = door_of(route.callback)
    assert door is not None
    narrow, wide = let_in(door.act)[0], let_in(door.act)[-1]
    for own, other, role in ((SIKKA, TTS, narrow), (TTS, SIKKA, wide)):
        client = Client()
        client.force_login(User.objects.get(login=two.readers[own, role]))
        for wanted in (address_of(route, two, other), address_of(route, two, own))[: 1 + bool(route.pattern.converters)]:
            if not wanted:
                continue
            answer = client.get(wanted)
            if answer.status_code == 405:
                answer = client.post(wanted, {"key": "leak"})
            assert answer.status_code < 500, (role, wanted)
            told = text_of(answer)
            assert [name for name in two.marks[other] if name in told] == [], (role, own, wanted)


def test_the_names_that_are_looked_for_are_shown_to_whoever_may_see_them(stream, two, enter) -> None:  # type: ignore[no-untyped-def]
    assert len(two.marks[SIKKA]) > 20
    assert len(two.marks[TTS]) > 20
    shown = text_of(enter("yustina").get(reverse("workers"), {"regency": TTS}))
    assert any(name in shown for name in two.marks[TTS] | two.marks[SIKKA])


def test_it_is_known_when_something_leaks(two) -> None:  # type: ignore[no-untyped-def]
    planted = HttpResponse(f"<td>{min(two.marks[TTS])}</td>")
    assert [name for name in two.marks[TTS] if name in text_of(planted)] == [min(two.marks[TTS])]
