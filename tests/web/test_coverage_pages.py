"""Coverage in the browser: what is divided by what, by whom paid, for which day; and no more than one's own area."""

from __future__ import annotations

import json
from datetime import date

from django.urls import reverse

from payung.reports.queries.coverage import coverage

DAY = "2025-07-01"


def test_day_denominator_and_payer_are_named_and_every_number_opens_its_list(enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    client.get(reverse("coverage"))
    with django_assert_max_num_queries(50):
        page = client.get(reverse("coverage"), {"on": DAY, "of": "informal-programme", "payer": "self"})
    text = page.content.decode().replace("\xa0", " ")
    assert page.status_code == 200
    assert "1 Juli 2025" in text
    assert page.context["asked"].payer == "self"
    assert "1.000.000" in text
    assert len(page.context["table"].rows) == 22
    row = next(each for each in page.context["table"].rows if each.id == "5307")
    assert row.url.startswith("?") and "area=5307" in row.url and "level=village" in row.url
    assert f"{reverse('workers')}?area=5307&amp;covered=yes" in text


def test_the_villages_of_one_regency_follow_from_its_tile_or_line(enter) -> None:  # type: ignore[no-untyped-def]
    page = enter("yustina").get(reverse("coverage"), {"on": DAY, "area": "5307"})
    areas = [row.id for row in page.context["table"].rows]
    assert areas
    assert {code[:4] for code in areas} == {"5307"}
    assert {len(code) for code in areas} == {10}
    assert len(page.context["coverage"].cells) == len(areas)


def test_a_verifier_sees_his_regency_only(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    for asked in ({}, {"area": "5302"}, {"level": "regency"}, {"area": "53"}):
        page = client.get(reverse("coverage"), {"on": DAY, **asked})
        assert {row.id[:4] for row in page.context["table"].rows} == {"5307"}
        assert "Timor Tengah Selatan" not in page.content.decode()


def test_the_same_leaves_as_csv_xlsx_and_svg_and_geojson_says_what_is_missing(enter) -> None:  # type: ignore[no-untyped-def]
    client, asked = enter("yustina"), f"?on={DAY}"
    page = client.get(reverse("coverage") + asked)
    covered = page.context["coverage"].covered
    table = client.get(reverse("coverage-file", args=["csv"]) + asked).content.decode()
    assert f",{covered}," in table
    assert client.get(reverse("coverage-file", args=["xlsx"]) + asked).content.startswith(b"PK")
    assert b"<svg" in client.get(reverse("coverage-file", args=["svg"]) + asked).content
    assert client.get(reverse("coverage-file", args=["geojson"]) + asked).status_code == 409
    assert client.get(reverse("coverage-file", args=["exe"]) + asked).status_code == 409
    assert json.dumps(table)


def test_counts_are_those_of_the_report_and_a_payer_counts_his_own(stream, db) -> None:  # type: ignore[no-untyped-def]
    on = date(2025, 7, 1)
    whole = coverage(level="regency", denominator="registered", on=on)
    by_payer = [
        coverage(level="regency", denominator="registered", on=on, payer=payer).total.covered
        for payer in ("self", "apbd", "employer", "unknown", "apbn")
    ]
    assert whole.total.covered > 0
    assert max(by_payer) <= whole.total.covered <= sum(by_payer)
    inside = coverage(level="village", denominator="registered", on=on, area="5307")
    line = next(each for each in whole.areas if each.code == "5307")
    assert inside.total.covered == line.covered
