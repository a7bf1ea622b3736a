"""The letter that asks for proposals: a draft and an annex for each regency, from statistics alone."""

from __future__ import annotations

from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.selection.office import ON, officer
from tests.selection.test_answers import own_programme

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent, Installation
from payung.governance.queries.scope import scope
from payung.selection.actions import write_quota_letters
from payung.selection.queries import plan, proposal_quotas
from payung.selection.rules.letters import addressee, by_regency


def write(office, out, **changes: Any):  # type: ignore[no-untyped-def]
    return write_quota_letters(**{"programme": "ntt-2025", "out": out, "on": ON, "by": office.data, "at": office.now} | changes)


@pytest.mark.django_db
def test_every_regency_gets_a_draft_letter_and_an_annex_with_quota_ceiling_and_deadline(office, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    own_programme(tmp_path, operator, now, proposal_ceiling_pct=130)
    made = write(office, tmp_path / "letters")
    assert (len(made.letters), len(made.annexes), made.places) == (22, 22, 40)
    quotas = {area: (places, ceiling) for area, _, places, ceiling, _ in proposal_quotas("ntt-2025", on=ON).iter_rows()}
    sheet = openpyxl.load_workbook(tmp_path / "letters" / "lampiran-5307-LATIHAN.xlsx")["Kuota"]
    texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert texts[0] == "LATIHAN"
    assert texts[-5:] == ["53.07", "Kabupaten Sikka", *quotas["5307"], "30-06-2025"]
    letter = (tmp_path / "letters" / "surat-5307-LATIHAN.html").read_text(encoding="utf-8")
    for told in (
        "LATIHAN – DRAF",
        "Yth. Bupati Sikka",
        f"{quotas['5307'][0]} orang",
        "130%",
        "30 Juni 2025",
        "Juli 2025",
        "aparatur sipil negara",
        "JKK dan JKM",
    ):
        assert told in letter
    assert "Wali Kota Kupang" in (tmp_path / "letters" / "surat-5371-LATIHAN.html").read_text(encoding="utf-8")
    assert AuditEvent.objects.filter(action="write_quota_letters").count() == 1


@pytest.mark.django_db
def test_the_same_question_gives_the_same_bytes(office, tmp_path):  # type: ignore[no-untyped-def]
    for folder in ("one", "two"):
        write(office, tmp_path / folder)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


@pytest.mark.django_db
def test_outside_practice_mode_it_is_a_draft_without_the_stamp(office, tmp_path):  # type: ignore[no-untyped-def]
    Installation.objects.update(practice=False)
    write(office, tmp_path / "letters")
    letter = (tmp_path / "letters" / "surat-5307.html").read_text(encoding="utf-8")
    assert "DRAF" in letter
    assert "LATIHAN" not in letter


@pytest.mark.django_db
def test_who_may_not_plan_and_who_sees_a_part_of_the_province_are_refused(office, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    sikka = officer(operator, "sikka", "data_officer", now, "5307")
    for by, code in ((office.legal, "not-allowed"), (sikka, "outside-area")):
        with pytest.raises(Refusal) as refusal:
            write(office, tmp_path, by=by)
        assert refusal.value.code == code
    with scope(sikka), pytest.raises(Refusal) as refusal:
        plan("ntt-2025", on=ON)
    assert refusal.value.code == "outside-area"
    with pytest.raises(Refusal) as refusal:
        plan("ntt-2025", on=ON, payer="nobody")
    assert refusal.value.code == "unknown-payer"


@given(st.lists(st.from_regex(r"53[0-9]{2}([0-9]{2}([0-9]{4})?)?", fullmatch=True), unique=True))
def test_every_quota_area_is_in_the_annex_of_its_regency_and_in_no_other(areas: list[str]) -> None:
    parts = list(by_regency(pl.DataFrame({"area": areas}, schema={"area": pl.String})))
    assert sorted(area for _, part in parts for area in part["area"]) == sorted(areas)
    assert all(area.startswith(code) for code, part in parts for area in part["area"])
    assert [code for code, _ in parts] == sorted({area[:4] for area in areas})


def test_a_regent_and_a_mayor_are_addressed_as_what_they_are() -> None:
    assert addressee("Kabupaten Sumba Barat Daya", "kabupaten") == "Bupati Sumba Barat Daya"
    assert addressee("Kota Kupang", "kota") == "Wali Kota Kupang"
