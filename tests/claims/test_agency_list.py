"""The branch's monthly list: linked by number, KPJ, NIK, then name; taken once; bad rows returned with their reason; counts where nobody is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.claims.test_claims import DIED, ON, opened
from tests.registry.people import member

from payung.claims.actions.hearing import Heard, add_claims_list, hear
from payung.claims.models import AgencyCount, AgencyLine, Claim, ClaimEvent
from payung.claims.queries.claims import claim, claims_of
from payung.core.refusals import Refusal

pytestmark = pytest.mark.django_db


def line(number: int, **changed: Any) -> dict[str, Any]:
    """A paid death claim of the member of that number, as the contract's columns have it."""
    told = member(number)
    row = {
        "claim_no": f"K{number}", "kpj": told["kpj"], "nik": told["nik"], "name": told["name"], "kind": "jkm", "event_on": "2025-06-02",
        "state": "paid", "amount_idr": "42000000", "paid_on": "2025-06-09", "reason": "",
    }  # fmt: skip
    return row | changed


def take(covered, rows: list[dict[str, Any]], name: str = "klaim.csv", by: Any = None):  # type: ignore[no-untyped-def]
    return add_claims_list(path=covered.write(name, rows), source="Cabang Maumere", on=ON, by=by or covered.branch, at=covered.now)


def test_a_list_pays_known_claims_and_opens_those_that_families_brought_themselves(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered, 1)
    report = take(covered, [line(1), line(2, kpj=""), line(3, kpj="", nik="")])
    assert (report.recorded, report.opened, report.refused, report.unlinked) == (3, 2, (), ())
    shown = claim(number, on=ON)
    assert (shown.row.status, shown.row.paid_idr, shown.row.claim_no) == ("paid", 42_000_000, "K1")
    assert (shown.events[0].told_by, shown.events[0].channel) == ("Cabang Maumere", "list")
    assert claims_of(covered.workers[2], on=ON)[0].status == "paid"
    assert claims_of(covered.workers[3], on=ON)[0].claim_no == "K3"


def test_the_same_file_and_the_same_line_change_nothing_and_a_line_behind_says_so(covered) -> None:  # type: ignore[no-untyped-def]
    first = take(covered, [line(1)])
    assert take(covered, [line(1)]).already_here
    again = take(covered, [line(1), line(4)], "juli.csv")
    assert (again.recorded, again.unchanged, again.opened) == (1, 1, 1)
    behind = take(covered, [line(1, state="proses", amount_idr="", paid_on="")], "agustus.csv")
    assert (behind.recorded, behind.behind) == (0, 1)
    assert ClaimEvent.objects.filter(act="pay").count() == 2
    assert AgencyLine.objects.filter(list=first.list_id).count() == 1


def test_rows_that_cannot_be_taken_come_back_with_their_reason(covered) -> None:  # type: ignore[no-untyped-def]
    rows = [
        line(1), line(2, kind="asuransi"), line(3, state="entah"), line(4, amount_idr=""), line(5, state="ditolak", amount_idr="", paid_on=""),
        line(6, event_on="31-02-2025"), line(7, kpj="", nik="", name="Zulkifli Wahab", claim_no=""), line(8, claim_no="", kpj="", nik="", name=""),
    ]  # fmt: skip
    report = take(covered, rows)
    assert report.recorded == 1
    assert [(each.row_number, each.reason) for each in report.refused] == [
        (3, "kind-unknown"), (4, "state-unknown"), (5, "paid-without-amount"), (6, "refused-without-reason"), (7, "date-unreadable"), (9, "nobody-named"),
    ]  # fmt: skip
    assert [(each.row_number, each.reason) for each in report.unlinked] == [(8, "person-nobody")]


def test_headings_kinds_and_states_are_read_as_branches_write_them(covered) -> None:  # type: ignore[no-untyped-def]
    told = member(1)
    row = {
        "No. Klaim": "K-9", "Nomor Peserta": told["kpj"], "Nama Tenaga Kerja": told["name"], "Jenis Klaim": "Jaminan Kematian",
        "Tgl Kejadian": "02-06-2025", "Status Klaim": "Kurang Berkas", "Keterangan": "akta kematian",
    }  # fmt: skip
    assert take(covered, [row]).recorded == 1
    held = Claim.objects.get(claim_no="K-9")
    assert (held.status, held.event_on) == ("asked", DIED)


def test_a_list_of_counts_is_kept_as_counts(covered) -> None:  # type: ignore[no-untyped-def]
    rows = [
        {"area": "5307", "kind": "jkm", "state": "paid", "month": "2025-05", "cases": "12", "amount_idr": "504000000"},
        {"area": "5308", "kind": "jkk", "state": "paid", "month": "2025-05", "cases": "x", "amount_idr": ""},
    ]
    report = take(covered, rows)
    assert (report.form, report.recorded, [each.reason for each in report.refused]) == ("counts", 1, ["cases-unreadable"])
    held = AgencyCount.objects.get()
    assert (held.area, held.cases, held.amount_idr, held.month) == ("5307", 12, 504_000_000, date(2025, 5, 1))


def test_what_was_heard_before_the_list_is_not_told_twice(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered, 1)
    hear(
        claim_id=number,
        heard=Heard("paid", date(2025, 6, 9), "Keluarga", "slip", amount_idr=42_000_000),
        by=covered.officer,
        at=covered.now,
    )
    assert take(covered, [line(1)]).unchanged == 1


def test_an_agent_takes_in_no_list_and_a_file_without_claims_is_refused(covered) -> None:  # type: ignore[no-untyped-def]
    for by, rows, code in ((covered.agent, [line(1)], "not-allowed"), (covered.branch, [{"a": "1", "b": "2"}], "list-without-claims")):
        with pytest.raises(Refusal) as refused:
            take(covered, rows, f"{code}.csv", by)
        assert refused.value.code == code
