"""Programme years in the database: loaded once, renewed as versions, gated by instruments."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

import payung
from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.programmes.actions import commit_money, load_programme, set_instrument_state
from payung.programmes.models import BudgetLine, Instrument, ProgrammeYear, Tranche
from payung.programmes.queries import budget, check_instruments, missing_instruments, programme, programme_codes, tranche_money

pytestmark = pytest.mark.django_db

JULY = date(2025, 7, 1)
SHIPPED = Path(payung.__file__).parent / "programmes" / "data" / "ntt-2025.yaml"


def changed_file(folder: Path, change: Any) -> Path:
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(content)
    path = folder / "changed.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_ntt_2025_is_loaded_with_payer_accounts_and_months(ntt, now):  # type: ignore[no-untyped-def]
    load_programme(source="ntt-2025", by=ntt, at=now)
    held = programme("ntt-2025")
    assert (held.year, held.area, held.version) == (2025, "53", 1)
    assert [(row.insurance, row.amount_idr, row.current) for row in held.budget] == [
        ("jkk", 6_000_000_000, True),
        ("jkm", 4_080_000_000, True),
    ]
    (tranche,) = held.tranches
    assert (tranche.months, tranche.starts_on, tranche.ends_on) == (6, date(2025, 7, 1), date(2026, 1, 1))
    money = tranche_money(held, tranche)
    assert (money.person_idr, money.month_idr, money.capacity) == (100_800, 16_800, 100_000)


def test_both_shipped_programmes_stand_side_by_side_and_share_the_regulation(ntt, now):  # type: ignore[no-untyped-def]
    for code in ("ntt-2025", "ntt-2026"):
        load_programme(source=code, by=ntt, at=now)
    assert programme_codes() == ["ntt-2025", "ntt-2026"]
    assert Instrument.objects.count() == 3


def test_loading_the_same_again_changes_nothing(ntt, now):  # type: ignore[no-untyped-def]
    first = load_programme(source="ntt-2025", by=ntt, at=now)
    assert load_programme(source="ntt-2025", by=ntt, at=now) == first
    assert ProgrammeYear.objects.get().version == 1
    assert AuditEvent.objects.filter(action="load_programme").count() == 1


def test_changed_content_makes_the_next_version_and_leaves_the_state_of_instruments(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    load_programme(source="ntt-2025", by=ntt, at=now)
    set_instrument_state(code="pergub-ntt-18-2025", status="in-force", number="18/2025", on=JULY, by=ntt, at=now)
    load_programme(source=changed_file(tmp_path, lambda it: it.update(reserve_pct=30)), by=ntt, at=now)
    held = programme("ntt-2025")
    assert (held.version, held.settings.reserve_pct) == (2, 30)
    assert [each.status for each in held.instruments if each.code == "pergub-ntt-18-2025"] == ["in-force"]


def test_a_scaled_programme_buys_exactly_its_places(ntt, now):  # type: ignore[no-untyped-def]
    load_programme(source="ntt-2025", by=ntt, at=now, scale=Fraction(200, 100_000))
    held = programme("ntt-2025")
    assert tranche_money(held, held.tranches[0]).capacity == held.tranches[0].people == 200
    assert sum(row.amount_idr for row in held.budget) == 200 * 100_800


def test_an_unknown_programme_is_refused_naming_those_there_are(ntt, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        load_programme(source="ntt-2031", by=ntt, at=now)
    assert refused.value.code == "unknown-programme"
    assert "ntt-2026" in refused.value.data["known"]
    with pytest.raises(Refusal) as refused:
        programme("ntt-2025")
    assert refused.value.code == "unknown-programme"


def test_a_quota_by_a_figure_nobody_published_is_refused(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    path = changed_file(tmp_path, lambda it: it["quota"][0]["basis"][0].update(of="informal-workers"))
    with pytest.raises(Refusal) as refused:
        load_programme(source=path, by=ntt, at=now)
    assert refused.value.code == "figure-unknown"


def test_who_only_verifies_may_not_prepare_a_programme(ntt, hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        load_programme(source="ntt-2025", by=hire("verifier", "regency_verifier", "5307"), at=now)
    assert refused.value.code == "not-allowed"


def test_the_gate_names_each_instrument_until_all_are_in_force(ntt, now):  # type: ignore[no-untyped-def]
    held = load_programme(source="ntt-2025", by=ntt, at=now)
    assert len(missing_instruments(held, JULY)) == 2
    set_instrument_state(code="pergub-ntt-18-2025", status="in-force", number="", on=JULY, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        check_instruments(held, JULY)
    assert refused.value.code == "instruments-missing"
    assert "Perjanjian Kerja Sama" in str(refused.value)
    assert "Peraturan Gubernur" not in str(refused.value)
    set_instrument_state(code="pks-bpjs-ntt-2025", status="in-force", number="PKS/1/2025", on=JULY, by=ntt, at=now)
    check_instruments(held, JULY)
    assert missing_instruments(held, date(2025, 6, 30)) == missing_instruments(held, date(2025, 6, 30))[:2] != []


def test_an_ended_instrument_shuts_the_gate_again_and_an_amended_one_does_not(ntt, now):  # type: ignore[no-untyped-def]
    held = load_programme(source="ntt-2025", by=ntt, at=now)
    for code in ("pergub-ntt-18-2025", "pks-bpjs-ntt-2025"):
        set_instrument_state(code=code, status="in-force", number="1/2025", on=JULY, by=ntt, at=now)
    set_instrument_state(code="pergub-ntt-18-2025", status="amended", number="", on=None, by=ntt, at=now)
    assert missing_instruments(held, date(2025, 10, 1)) == []
    set_instrument_state(code="pks-bpjs-ntt-2025", status="ended", number="", on=date(2025, 9, 1), by=ntt, at=now)
    assert missing_instruments(held, date(2025, 10, 1)) == [
        "Perjanjian Kerja Sama Pemerintah Provinsi NTT dengan BPJS Ketenagakerjaan Kantor Cabang NTT, 2025"
    ]


def test_an_instrument_comes_into_force_only_with_number_and_day(ntt, now):  # type: ignore[no-untyped-def]
    load_programme(source="ntt-2025", by=ntt, at=now)
    for number, on in (("", JULY), ("1/2025", None)):
        with pytest.raises(Refusal) as refused:
            set_instrument_state(code="pks-bpjs-ntt-2025", status="in-force", number=number, on=on, by=ntt, at=now)
        assert refused.value.code == "instrument-incomplete"
    for code, status in (("pks-bpjs-ntt-2025", "ended"), ("pks-bpjs-ntt-2025", "drafting")):
        with pytest.raises(Refusal) as refused:
            set_instrument_state(code=code, status=status, number="1", on=JULY, by=ntt, at=now)
        assert refused.value.code == "wrong-status"
    with pytest.raises(Refusal) as refused:
        set_instrument_state(code="perda", status="signed", number="1", on=JULY, by=ntt, at=now)
    assert refused.value.code == "unknown-instrument"


def test_a_revised_budget_takes_over_what_was_committed(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    held = load_programme(source="ntt-2025", by=ntt, at=now)
    commit_money(programme_id=held, payer_code="ntt", amounts={"jkk": 60_000, "jkm": 40_800}, by=ntt, at=now)

    def revise(content: dict[str, Any]) -> None:
        content["budget"] += [{**line, "version": "revised", "amount_idr": line["amount_idr"] * 2} for line in content["budget"]]

    load_programme(source=changed_file(tmp_path, revise), by=ntt, at=now)
    rows = {(row.insurance, row.version): row for row in budget(held)}
    assert (rows["jkk", "original"].committed_idr, rows["jkk", "original"].available_idr) == (0, 0)
    assert (rows["jkk", "revised"].committed_idr, rows["jkk", "revised"].available_idr) == (60_000, 12_000_000_000 - 60_000)


def test_a_revision_below_what_is_committed_is_refused(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    held = load_programme(source="ntt-2025", by=ntt, at=now)
    commit_money(programme_id=held, payer_code="ntt", amounts={"jkk": 60_000, "jkm": 40_800}, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        load_programme(source=changed_file(tmp_path, lambda it: it["budget"][0].update(amount_idr=59_999)), by=ntt, at=now)
    assert (refused.value.code, refused.value.data["missing_idr"]) == ("budget-exceeded", 1)
    assert BudgetLine.objects.get(insurance="jkk").amount_idr == 6_000_000_000


def test_months_that_are_bound_cannot_be_changed(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    held = load_programme(source="ntt-2025", by=ntt, at=now)
    commit_money(programme_id=held, payer_code="ntt", amounts={"jkk": 60_000, "jkm": 40_800}, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        load_programme(source=changed_file(tmp_path, lambda it: it["tranches"][0].update(last_month="2025-11")), by=ntt, at=now)
    assert refused.value.code == "programme-in-use"
    assert Tranche.objects.get().last_month == "2025-12"
