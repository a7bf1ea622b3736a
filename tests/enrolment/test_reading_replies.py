"""What a reply says, read by a layout that is data; and a branch's answers with errors of their own, each landing on its person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from payung.core.refusals import Refusal
from payung.exchange.replies import Reply, read_reply, read_reply_layouts, reply_layout, reply_layout_of
from payung.exchange.spreadsheets import read_workbook
from payung.synthetic import make_province
from payung.synthetic.replies import answer_batches

ON = date(2025, 7, 10)


def read(path: Path, *lines: str) -> Reply:
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_reply(read_workbook(path), reply_layout("bpu"))


@pytest.mark.parametrize(
    ("status", "reason", "kpj", "said", "why"),
    [
        ("DITERIMA", "", "25000000011", "accepted", ""),
        ("Berhasil didaftarkan", "", "25000000011", "accepted", ""),
        ("", "", "25000000011", "accepted", ""),
        ("DITERIMA", "", "", "unreadable", ""),
        ("DITOLAK", "Usia melebihi batas", "", "refused", "over-age"),
        ("", "NIK tidak ditemukan di Dukcapil", "", "refused", "not-found"),
        ("sudah terdaftar", "", "", "refused", "already-active"),
        ("tidak terdaftar", "", "25000000011", "unreadable", ""),
        ("belum diterima", "", "25000000011", "unreadable", ""),
        ("Gagal", "server sibuk", "", "refused", "other"),
        ("dalam proses", "", "", "unreadable", ""),
    ],
)
def test_status_and_reason_together_say_one_thing(tmp_path: Path, status: str, reason: str, kpj: str, said: str, why: str) -> None:
    reply = read(tmp_path / "a.csv", "NIK,Nama,Status,Keterangan,No KPJ", f"5307010101900001,MARIA,{status},{reason},{kpj}")
    if not status and not reason and not kpj:
        assert reply.rows.is_empty()
        return
    assert reply.rows.select("said", "reason").row(0) == (said, why)


def test_headers_stand_below_a_heading_in_any_order_and_totals_are_read(tmp_path: Path) -> None:
    reply = read(
        tmp_path / "a.csv",
        "Balasan pendaftaran,,,", "Jumlah diterima: 1.204,,,", "Jumlah ditolak,3,,", ",,,", "Nomor Peserta,Catatan Cabang,Hasil,No. KTP",
        "25000000011,baik,SUKSES,5307010101900001", ",,Gagal,5307010101900002", "Jumlah,,,",
    )  # fmt: skip
    assert reply.rows.select("row_number", "nik", "kpj", "said").rows() == [
        (6, "5307010101900001", "25000000011", "accepted"),
        (7, "5307010101900002", None, "refused"),
    ]
    assert (dict(reply.declared), reply.unknown) == ({"accepted": 1204, "refused": 3}, ("Catatan Cabang",))


def test_a_file_without_its_columns_holds_nobody(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "Nama,Alamat", "MARIA,Nita").rows.is_empty()
    with pytest.raises(Refusal) as refused:
        reply_layout("unknown")
    assert refused.value.code == "layout-unknown"


def test_a_layout_in_which_a_word_means_two_things_is_refused() -> None:
    assert set(read_reply_layouts()) == {"bpu"}
    parts = {"columns": {"nik": ["nik"]}, "statuses": {"accepted": ["ya"], "refused": ["ya"]}, "reasons": {}, "totals": {}}
    with pytest.raises(ValueError, match="two things"):
        reply_layout_of({"code": "x", "title": "", "source": "", "confidence": "L", **parts})


def test_what_a_synthetic_branch_means_is_what_is_read_and_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    province = make_province(800, 3)
    people = province.people.select("nik", "name", "birth_date").head(400)
    batches = {"5301": people.head(250), "5307": people.tail(150)}
    answers = answer_batches(province, batches, tmp_path / "one", 3, ON)
    again = answer_batches(province, batches, tmp_path / "two", 3, ON)
    assert [path.read_bytes() for path in answers.paths] == [path.read_bytes() for path in again.paths]
    rows = pl.concat([read_reply(read_workbook(path), reply_layout("bpu")).rows for path in answers.paths])
    told = rows.unique("nik").join(answers.meant.unique("nik"), on="nik")
    assert told.height > 350
    assert told.filter(pl.col("said") == "unreadable").is_empty()
    outcome = pl.when(pl.col("said") == "accepted").then(pl.lit("accepted")).otherwise("reason")
    assert told.filter(outcome != pl.col("outcome")).is_empty()
    assert rows.filter(pl.col("nik").is_in(answers.meant.filter(pl.col("outcome") == "missing")["nik"].implode())).is_empty()
