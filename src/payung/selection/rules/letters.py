"""The request for proposals to a regency: who is addressed, what is asked for every person, who need not be proposed. In Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from payung.core.areas import Level, dotted
from payung.core.exclusions import ExclusionKind
from payung.exchange.tables import Line, Table
from payung.programmes.rules.settings import Criterion, Operator

_HEADS_OF = {"kabupaten": ("Kabupaten ", "Bupati"), "kota": ("Kota ", "Wali Kota")}
_LEFT_OUT = {
    ExclusionKind.ASN: "aparatur sipil negara",
    ExclusionKind.MILITARY: "anggota TNI dan Polri",
    ExclusionKind.PENSIONER: "pensiunan",
    ExclusionKind.VILLAGE_OFFICIAL: "perangkat desa dan anggota BPD yang sudah dilindungi desanya",
    ExclusionKind.MIGRANT: "orang yang bekerja di luar provinsi atau di luar negeri",
    ExclusionKind.OTHER_SCHEME: "orang yang iurannya sudah dibayar pihak lain pada bulan yang sama",
}
ASKED = (
    ("NIK", "enam belas angka, sebagai teks", "ya"),
    ("No. KK", "enam belas angka, sebagai teks", "bila ada"),
    ("Nama lengkap", "seperti pada KTP", "ya"),
    ("Jenis kelamin", "L atau P", "ya"),
    ("Tempat lahir", "", "ya"),
    ("Tanggal lahir", "hari/bulan/tahun, misalnya 31/12/1985", "ya"),
    ("Nama ibu kandung", "", "ya"),
    ("Alamat, RT/RW", "", "ya"),
    ("Desa/kelurahan", "", "ya"),
    ("Kecamatan", "", "ya"),
    ("No. HP", "atau nomor yang dapat menyampaikan pesan", "bila ada"),
    ("Pekerjaan", "misalnya petani, nelayan, penjual di pasar", "ya"),
    ("Tempat kerja", "", "ya"),
    ("Jam kerja", "misalnya 08.00–16.00", "ya"),
    ("Penghasilan sebulan", "rupiah", "bila ada"),
    ("Urutan menurut desa", "1 untuk yang pertama", "bila ada"),
)


def addressee(name: str, kind: str) -> str:
    """Whom the letter addresses: 'Kabupaten Sikka' (kabupaten) -> 'Bupati Sikka'."""
    prefix, head = _HEADS_OF[kind]
    return f"{head} {name.removeprefix(prefix)}"


def left_out(criteria: Sequence[Criterion]) -> list[str]:
    """In words, whom the criteria leave out by lists of exclusions."""
    lacking = [each.condition.value for each in criteria if each.condition.operator is Operator.LACKS]
    return [words for kind, words in _LEFT_OUT.items() if kind in lacking]


def by_regency(areas: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """(regency, its quota areas) of a frame with `area`, in the order of codes."""
    regency = areas.select(pl.col("area").str.head(int(Level.REGENCY))).to_series()
    for code in regency.unique().sort():
        yield code, areas.filter(regency == code).sort("area")


def annex_tables(areas: pl.DataFrame, title: str) -> list[Table]:
    """The sheets of an annex: the quota of each area (area, name, places, ceiling, deadline_on), and what is asked for every person."""
    lines = [
        [dotted(area), name, places, ceiling, deadline.strftime("%d-%m-%Y")]
        for area, name, places, ceiling, deadline in areas.select("area", "name", "places", "ceiling", "deadline_on").iter_rows()
    ]
    headers = [("", each) for each in ("Kode", "Wilayah", "Kuota (orang)", "Usulan paling banyak (orang)", "Batas waktu")]
    total: Line | None = ["", "Jumlah", int(areas["places"].sum()), int(areas["ceiling"].sum()), ""] if areas.height > 1 else None
    asked = [("", each) for each in ("Isian", "Keterangan", "Wajib")]
    return [Table("Kuota", title, headers, lines, total), Table("Isian", "Isian untuk setiap orang yang diusulkan", asked, ASKED)]
