"""Pages of programmes: read, changed part by part as versions, refused with the control marked, planned."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

PROGRAMME = "ntt-2025"


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """Both programmes and one officer of each role; nobody is listed. What a test does to it is gone after the test."""
    from tests.web.stream import open_office  # noqa: PLC0415 - tables exist only after set-up

    with django_db_blocker.unblock(), transaction.atomic():
        yield open_office()[1]
        transaction.set_rollback(True)


@pytest.fixture
def enter(office, db):  # type: ignore[no-untyped-def]
    """A client signed in as one of the officers, in English."""

    def sign_in(login: str) -> Client:
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(get_user_model().objects.get(login=login))
        return client

    return sign_in


def sent(page: str) -> dict[str, str]:
    """What the form of a page would send: every control with its value."""
    body = page[page.index('id="part"') :]
    values = dict(re.findall(r'<input id="[^"]*" name="([^"]+)" value="([^"]*)" type="(?:text|date|month)"', body))
    values |= dict(re.findall(r'<input type="checkbox" id="[^"]*" name="([^"]+)" value="(1)" checked', body))
    values |= dict(re.findall(r'<input type="checkbox" name="(instruments\.[^"]+)" value="(1)" checked', body))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', body, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[name] = chosen[1] if chosen else re.search(r'<option value="([^"]*)"', options)[1]  # type: ignore[index]
    version = re.search(r'name="version" value="(\d+)"', body)
    return values | {"version": version[1] if version else "", "key": "a-key-of-this-very-test"}


def form(client: Client, part: str) -> dict[str, str]:
    answer = client.get(f"/programmes/{PROGRAMME}/edit/{part}/")
    assert answer.status_code == 200
    return sent(answer.content.decode())


def test_the_list_shows_every_year_with_what_is_not_in_force(enter) -> None:  # type: ignore[no-untyped-def]
    page = enter("yustina").get("/programmes/").content.decode()
    assert "/programmes/ntt-2025/" in page
    assert "/programmes/ntt-2026/" in page
    assert "2 of 2 not in force" in page


def test_one_programme_shows_money_months_rules_and_what_is_missing(enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    with django_assert_max_num_queries(50):
        page = client.get(f"/programmes/{PROGRAMME}/").content.decode()
    for words in (
        "Belanja Iuran Jaminan Kematian",
        "2025-07 – 2025-12",
        "Before money moves",
        "welfare decile: 1: 10",
        "the law&#x27;s upper-age",
    ):
        assert words in page
    assert "rests on LATIHAN" in page


def test_who_only_reads_sees_no_way_to_change_and_is_refused_the_form(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("imelda")
    assert "/edit/" not in client.get(f"/programmes/{PROGRAMME}/").content.decode()
    assert client.get(f"/programmes/{PROGRAMME}/edit/criteria/").status_code == 403
    assert client.post(f"/programmes/{PROGRAMME}/edit/criteria/save", {"key": "a-key-of-this-very-test"}).status_code == 403


@pytest.mark.parametrize(
    "part", ["basics", "criteria", "ranking", "quota", "set_asides", "rounds", "instruments", "payers", "budget", "tranches"]
)
def test_a_form_sent_as_it_is_changes_nothing(enter, part: str) -> None:  # type: ignore[no-untyped-def]
    from payung.programmes.queries import programme  # noqa: PLC0415
    from payung.programmes.queries.versions import content_of  # noqa: PLC0415

    client = enter("yustina")
    before = content_of(PROGRAMME)
    answer = client.post(f"/programmes/{PROGRAMME}/edit/{part}/save", form(client, part))
    assert answer.status_code == 303, answer.content.decode()
    after = {key: value for key, value in content_of(PROGRAMME).items() if key not in ("decisions_pct", "set_asides", "rounds")}
    assert {key: value for key, value in before.items() if key in after} == after
    assert programme(PROGRAMME).version == 1


def test_a_changed_share_is_the_next_version_told_in_words(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    answer = client.post(
        f"/programmes/{PROGRAMME}/edit/basics/save", form(client, "basics") | {"reserve_pct": "35", "note": "More rejects"}
    )
    assert answer.status_code == 303
    page = client.get(f"/programmes/{PROGRAMME}/versions/2/").content.decode()
    assert "Reserve, in percent of the places" in page
    assert "More rejects" in page
    assert re.search(r">20<.*>35<", page, flags=re.DOTALL)


def test_a_criterion_is_added_and_one_is_taken_out(enter) -> None:  # type: ignore[no-untyped-def]
    from payung.programmes.queries import programme  # noqa: PLC0415

    client = enter("yustina")
    typed = form(client, "criteria")
    held = [each.reason for each in programme(PROGRAMME).settings.criteria]
    new = len(held) + 1
    typed |= {
        f"criteria[{new}].reason": "too-rich",
        f"criteria[{new}].field": "income_idr",
        f"criteria[{new}].operator": "at-most",
        f"criteria[{new}].value": "3.000.000",
        f"criteria[{new}].unknown": "1",
        "criteria[2].gone": "1",
    }
    assert client.post(f"/programmes/{PROGRAMME}/edit/criteria/save", typed).status_code == 303
    criteria = programme(PROGRAMME).settings.criteria
    assert [each.reason for each in criteria] == [held[0], *held[2:], "too-rich"]
    assert (criteria[-1].condition.value, criteria[-1].condition.unknown) == (3_000_000, True)


def test_what_is_wrong_is_named_as_the_form_names_it_and_its_control_is_marked(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    typed = form(client, "criteria") | {"criteria[4].operator": "below"}
    answer = client.post(f"/programmes/{PROGRAMME}/edit/criteria/save", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Criteria, line 4, comparison must be one of" in page
    assert re.search(r'name="criteria\[4\]\.operator" aria-invalid="true"', page)
    assert '<option value="below" selected' in page


def test_a_number_that_is_none_stays_as_it_was_typed(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    answer = client.post(f"/programmes/{PROGRAMME}/edit/budget/save", form(client, "budget") | {"budget[1].amount_idr": "enam miliar"})
    assert answer.status_code == 422
    assert "enam miliar" in answer.content.decode()


def test_a_form_read_before_somebody_else_saved_is_refused(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    typed = form(client, "basics")
    assert client.post(f"/programmes/{PROGRAMME}/edit/basics/save", typed | {"reserve_pct": "30"}).status_code == 303
    answer = client.post(f"/programmes/{PROGRAMME}/edit/basics/save", typed | {"reserve_pct": "40", "key": "another-key-of-the-test"})
    assert answer.status_code == 422
    assert "you read version 1, now it is version 2" in answer.content.decode()


def test_a_form_sent_twice_makes_one_version(enter) -> None:  # type: ignore[no-untyped-def]
    from payung.programmes.queries import programme  # noqa: PLC0415

    client = enter("yustina")
    typed = form(client, "basics") | {"reserve_pct": "30"}
    answers = [client.post(f"/programmes/{PROGRAMME}/edit/basics/save", typed) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert programme(PROGRAMME).version == 2


def test_a_revised_budget_line_replaces_the_amount(enter) -> None:  # type: ignore[no-untyped-def]
    from payung.programmes.queries import programme  # noqa: PLC0415

    client = enter("yustina")
    typed = form(client, "budget")
    new = {key.replace("[1]", "[3]"): value for key, value in typed.items() if key.startswith("budget[1]")}
    new |= {"budget[3].version": "revised", "budget[3].amount_idr": "9.000.000"}
    assert client.post(f"/programmes/{PROGRAMME}/edit/budget/save", typed | new).status_code == 303
    line = next(each for each in programme(PROGRAMME).budget if each.insurance == "jkk" and each.current)
    assert (line.version, line.amount_idr) == ("revised", 9_000_000)


def test_counting_what_a_change_would_do_writes_nothing(enter) -> None:  # type: ignore[no-untyped-def]
    from payung.programmes.queries import programme  # noqa: PLC0415

    client = enter("yustina")
    answer = client.post(f"/programmes/{PROGRAMME}/edit/basics/count", form(client, "basics") | {"reserve_pct": "44"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "What it would do" in page
    assert 'value="44"' in page
    assert programme(PROGRAMME).settings.reserve_pct == 20


def test_the_plan_lays_out_heads_by_months_and_the_quota_of_every_regency(enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    with django_assert_max_num_queries(50):
        page = client.get(f"/programmes/{PROGRAMME}/plan/?months=3,6,12").content.decode()
    for words in ("3 months", "12 months of 2025-jul-dec run past", "Timor Tengah Selatan", "Quota from statistics alone"):
        assert words in page
    assert client.get(f"/programmes/{PROGRAMME}/plan/?months=six").status_code == 409


def test_a_shipped_programme_that_is_not_loaded_is_offered_once(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    assert "Come with Payung" not in client.get("/programmes/").content.decode()
    assert client.post("/programmes/load", {"key": "a-key-of-this-very-test", "code": "ntt-2031"}).status_code == 303


def test_an_amended_parameter_changes_the_price_on_the_page(enter, office) -> None:  # type: ignore[no-untyped-def]
    from tests.web.stream import AT  # noqa: PLC0415

    from payung.programmes.actions import approve_amendment, prepare_amendment, submit_amendment  # noqa: PLC0415

    content = {
        "value": 7000, "from": date(2025, 1, 1), "to": None, "article": "PP 1/2025", "source": "A test", "confidence": "L", "note": "",
    }  # fmt: skip
    made = prepare_amendment(parameter="jkm-contribution", content=content, by=office["yustina"], at=AT)
    submit_amendment(amendment_id=made, by=office["yustina"], at=AT)
    approve_amendment(amendment_id=made, by=office["markus"], at=AT)
    assert "Rp 17.000" in enter("yustina").get(f"/programmes/{PROGRAMME}/").content.decode().replace(",", ".")
