"""The papers of a claim are filled in from what is known; what came in is opened by those who may, and that is on record."""

from __future__ import annotations

from datetime import date

import pytest
from tests.claims.test_claims import SCAN, claim, code_of, opened, with_papers
from tests.registry.people import member

from payung.claims.actions.papers import open_evidence, prepare_claim_paper
from payung.claims.queries.claims import held_claim
from payung.claims.queries.papers import claim_paper, papers_for
from payung.exchange.papers.letters import outline
from payung.governance.models import AuditEvent
from payung.governance.queries.documents import document_view, rendered

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 10)


def test_every_paper_of_a_widow_by_custom_is_made_with_names_numbers_and_heirs(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered, event_place="Rumah di Dusun Satu")
    with_papers(covered, number)
    kinds = papers_for(held_claim(number))
    assert {"claim-marriage-statement", "claim-death-statement", "claim-heirs-statement", "claim-bank-letter", "claim-family-sheet"} <= set(
        kinds
    )
    for kind in kinds:
        made = prepare_claim_paper(claim_id=number, kind=kind, on=ON, by=covered.officer, at=covered.now)
        text = str(outline(rendered(made, "docx").content))
        assert "{" not in text
        if kind != "claim-family-sheet":
            assert str(member(1)["name"]) in text or "Theresia Lamak" in text
        assert "42.000.000" not in text
        assert not document_view(made, ON).message.count("5307014101800002")
    heirs = claim_paper("claim-heirs-statement", number, ON).rows["ahli"]
    assert [each["hubungan"] for each in heirs] == ["suami atau istri", "anak"]
    assert claim_paper("claim-form", number, ON).rows["penerima"][0]["nomor_rekening"] == "0012345678"
    assert code_of(claim_paper, kind="claim-accident-report", claim_id=number, on=ON) == "wrong-paper"


def test_evidence_is_opened_by_those_who_work_with_it_and_that_is_kept(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered)
    with_papers(covered, number)
    file = next(each.file for each in claim(number, on=ON).papers if each.file)
    held = open_evidence(claim_id=number, file_id=file, by=covered.officer, at=covered.now)
    assert (held.content, held.name) == (SCAN, "foto.jpg")
    assert code_of(open_evidence, claim_id=number, file_id=file, by=covered.branch, at=covered.now) == "not-allowed"
    assert code_of(open_evidence, claim_id=number, file_id=file + 999, by=covered.officer, at=covered.now) == "no-such-object"
    assert AuditEvent.objects.filter(action="open_evidence").count() == 1
