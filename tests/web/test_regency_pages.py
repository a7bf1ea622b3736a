"""The page of a regency for a visit, and the regencies beside one another."""

from __future__ import annotations

from payung.governance.models import Export


def test_regencies_stand_beside_one_another_with_named_shares(stream, enter) -> None:  # type: ignore[no-untyped-def]
    rows = {row.id: row.cells for row in enter("yustina").get("/reports/regencies/").context["table"].rows}
    assert {"5302", "5307", "5371"} <= set(rows)
    assert sum(cells["chosen"] for cells in rows.values()) == 60
    ordered = enter("yustina").get("/reports/regencies/?sort=-chosen").context["table"].rows
    assert [row.cells["chosen"] for row in ordered] == sorted((cells["chosen"] for cells in rows.values()), reverse=True)


def test_a_regency_has_its_figures_with_source_and_day_its_promises_and_its_page(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    page = client.get("/reports/regencies/5307/")
    report = page.context["report"]
    assert all(each.source and each.on for each in (*report.figures, *report.promises))
    told = {each.key: each.value for each in report.figures}
    assert told["denominator"] == 66083
    assert told["chosen"] == report.line.chosen > 0
    assert {"promise-enrolled", "planned"} <= {each.key for each in report.promises}
    pdf = client.get("/reports/regencies/5307/visit.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert Export.objects.latest("pk").name == "kunjungan-5307-LATIHAN.pdf"


def test_a_regency_officer_sees_his_regency_only(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    assert [row.id for row in client.get("/reports/regencies/").context["table"].rows] == ["5307"]
    assert client.get("/reports/regencies/5307/").status_code == 200
    assert client.get("/reports/regencies/5302/").status_code == 409
    assert client.get("/reports/regencies/5307/visit.pdf").status_code == 403
