"""What receipt lists say: who gets his card or savings book in a village, with the participant numbers that BPJS gave. In Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from payung.core.areas import Level
from payung.core.figures import whole
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.governance.rules.papers import Paper
from payung.programmes.queries import programme
from payung.selection.queries import list_view
from payung.selection.queries.papers import village_words
from payung.selection.queries.runs import opened

RECEIPTS: Sequence[str] = ("receipts-card", "receipts-book")
_TABLE = "enrolment_enrolment"
_PERSON = {
    "id": pl.Int64, "entry": pl.Int64, "name": pl.String, "birth_date": pl.Date, "answer": pl.Binary, "envelope": pl.Binary,
}  # fmt: skip


def receipt_paper(list_id: int, *, kind: str, village: str, on: date) -> Paper:
    """The list that people of a village sign for card or book: those whom BPJS accepted. Raises `Refusal` no-such-list or nobody-accepted."""
    held = list_view(list_id)
    sql = (
        "SELECT e.id, s.id, s.name, s.birth_date, encode(e.envelope, 'hex'), encode(s.envelope, 'hex') FROM enrolment_enrolment e"
        " JOIN enrolment_batch b ON b.id = e.batch_id JOIN selection_entry s ON s.id = e.entry_id"
        " WHERE b.beneficiary_list_id = %s AND e.status = 'accepted' AND e.area = %s ORDER BY s.name, s.id"
    )
    people = read_frame(sql, _PERSON, [list_id, village])
    if people.is_empty() or len(village) != Level.VILLAGE:
        message = gettext_noop("Nobody of list %(list)s was accepted in %(area)s yet. Record the reply of BPJS first.")
        raise Refusal("nobody-accepted", message, list=list_id, area=village)
    keys = keyring()
    hamlets = opened(people, ("hamlet",))["hamlet"]
    records = [
        {
            "no": str(number),
            "nama": row["name"],
            "tahun": str(row["birth_date"].year) if row["birth_date"] else "",
            "dusun": hamlet or "",
            "kpj": str(keys.open(_TABLE, row["id"], row["answer"]).get("kpj") or ""),
        }
        for number, (row, hamlet) in enumerate(zip(people.iter_rows(named=True), hamlets, strict=True), 1)
    ]
    told = village_words(programme(held.programme), village, on) | {"jumlah": whole(len(records))}
    return Paper(kind, list_id, village, told["desa"], told, {"orang": records})


def villages_to_hand_over(list_id: int, within: str = "") -> list[str]:
    """The villages in which somebody of the list was accepted, inside an area."""
    sql = (
        "SELECT DISTINCT e.area FROM enrolment_enrolment e JOIN enrolment_batch b ON b.id = e.batch_id"
        " WHERE b.beneficiary_list_id = %s AND e.status = 'accepted' AND e.area >= %s AND e.area < %s ORDER BY 1"
    )
    return [area for area in read_frame(sql, {"area": pl.String}, [list_id, within, f"{within}:"])["area"] if len(area) == Level.VILLAGE]
