"""Reports in the browser: what may be taken out, by whom, stamped and told in the trail."""

from __future__ import annotations

from payung.governance.models import AuditEvent, Export


def test_the_page_names_every_denominator_with_its_day(stream, enter) -> None:  # type: ignore[no-untyped-def]
    page = enter("yustina").get("/reports/")
    assert page.status_code == 200
    assert {"informal-programme", "workers-ucj"} <= {row.cells["code"] for row in page.context["denominators"].rows}


def test_recapitulations_leave_as_a_stamped_workbook_with_an_event(stream, enter) -> None:  # type: ignore[no-untyped-def]
    answer = enter("yustina").get("/reports/recap.xlsx")
    assert answer.content[:2] == b"PK"
    assert "LATIHAN" in answer.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(action="export_file").exists()
    assert Export.objects.get().name.startswith("rekapitulasi-ntt-2025")


def test_the_brief_is_a_pdf_for_whoever_may_make_it_and_refused_to_others(stream, enter) -> None:  # type: ignore[no-untyped-def]
    assert enter("yustina").get("/reports/brief.pdf?published=1").content.startswith(b"%PDF")
    assert enter("dominikus").get("/reports/brief.pdf").status_code == 403
