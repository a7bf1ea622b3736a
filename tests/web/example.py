"""An invented page of the thread, at the size of the example programme; nobody in it exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from payung.reports.rules.pictures import Bar, Cell, Leaving, Stage
from payung.web.parts import Status, Step, Task, TaskGroup
from payung.web.thread_page import (
    AreaCover,
    AreaPlaces,
    Chart,
    Coverage,
    Download,
    Finding,
    Job,
    People,
    Person,
    Programme,
    ThreadPage,
    Trail,
    Upload,
)

# code, short name, column and row of the tile map, name, covered, denominator, quota, chosen, received, reserve, last rank
_AREAS = """
5301 KPG 8 3 Kupang;15015;70825;7484;7734;250;599;6100
5302 TTS 9 3 Timor Tengah Selatan;19427;93850;11307;11717;410;905;5990
5303 TTU 9 2 Timor Tengah Utara;18917;47411;5237;5237;0;419;6470
5304 BLU 10 2 Belu;18196;42023;2801;2801;0;224;5920
5305 ALR 9 0 Alor;8733;38303;3952;3952;0;316;5990
5306 FLT 7 0 Flores Timur;8598;50876;2967;2967;0;237;6180
5307 SKA 6 0 Sikka;8925;66083;3668;3668;0;293;6140
5308 END 5 0 Ende;11647;48529;5689;5689;0;455;5810
5309 NGD 3 0 Ngada;3957;27671;1788;1788;0;143;6340
5310 MGR 1 0 Manggarai;13048;61547;5956;5956;0;476;5850
5311 STM 3 2 Sumba Timur;10680;50141;6688;6798;110;535;6280
5312 SB 1 2 Sumba Barat;5704;27423;3530;3530;0;282;6180
5313 LBT 8 0 Lembata;6085;25041;3281;3281;0;262;6470
5314 ROTE 7 4 Rote Ndao;7790;28022;3531;3531;0;282;6600
5315 MBAR 0 0 Manggarai Barat;14613;49874;4399;4399;0;352;6010
5316 NGK 4 0 Nagekeo;4639;28636;1884;1884;0;151;6390
5317 STG 2 2 Sumba Tengah;4879;17677;2533;2293;0;203;6490
5318 SBD 0 2 Sumba Barat Daya;22391;83238;8569;8899;330;686;6240
5319 MTIM 2 0 Manggarai Timur;13841;54925;6751;6921;170;540;6280
5320 SABU 5 4 Sabu Raijua;4509;18866;2425;2007;0;194;6220
5321 MLK 10 3 Malaka;4431;39919;2682;2070;0;215;6310
5371 KOTA 7 3 Kota Kupang;12239;29924;2878;2878;0;230;6310
"""
_PEOPLE = """
Maria Yasinta Lodan;Nita;Sikka;88;desil 1, penenun, perempuan kepala keluarga
Yohanis Woda Pareira;Wolomarang;Sikka;88;desil 1, nelayan, tiga tanggungan
Fransiska Nona Dua Bhoka Wangge Parera;Kopong;Sikka;87;desil 1, petani, jarak ke layanan
Siprianus da Gomez;Lela;Sikka;87;desil 1, buruh bangunan
Agustinus Moa;Waioti;Sikka;87;desil 1, tukang ojek, empat tanggungan
Theresia Bete Nahak;Kletek;Malaka;87;desil 1, petani, penyandang disabilitas
Oktovianus Tefa;Nunumeu;Timor Tengah Selatan;86;desil 1, pemecah batu
Dorkas Rambu Ana;Wunga;Sumba Timur;86;desil 1, penenun, perempuan kepala keluarga
"""


def _areas() -> list[tuple[Cell, AreaCover, AreaPlaces]]:
    rows = []
    for line in _AREAS.strip().splitlines():
        head, *figures = line.split(";")
        code, abbr, col, row, name = head.split(" ", 4)
        covered, denominator, quota, chosen, received, reserve = (int(figure) for figure in figures[:6])
        rate = (Decimal(covered) * 100 / denominator).quantize(Decimal("0.1"))
        rows.append(
            (
                Cell(code, abbr, int(col), int(row), name),
                AreaCover(code, name, covered, denominator, rate),
                AreaPlaces(name, quota, chosen, reserve, received, int(figures[6])),
            )
        )
    return rows


def _coverage(areas: list[tuple[Cell, AreaCover, AreaPlaces]]) -> Coverage:
    return Coverage(
        on=date(2025, 9, 30),
        covered=238_264,
        denominator=1_000_000,
        denominator_source="pekerja informal, basis program (Gubernur NTT, April 2025)",
        rate_pct=Decimal("23.8264"),
        areas=sorted((cover for _, cover, _ in areas), key=lambda cover: cover.rate_pct or 0),
        cells=[cell for cell, _, _ in areas],
        note="Penyebut: sekitar 1.000.000 pekerja informal (Gubernur NTT, April 2025), dibagi ke kabupaten dengan perkiraan. "
        "Dengan 2.210.000 (BPS, Agustus 2024): 10,8 %.",
        selected="5307",
    )


def _people() -> People:
    shown = []
    for place, line in enumerate(_PEOPLE.strip().splitlines(), start=1):
        name, village, regency, score, reason = line.split(";")
        shown.append(Person(place, name, village, regency, int(score), reason, Status("full", "Terpilih", "good")))
    shown[-1] = replace(shown[-1], status=Status("empty", "Cadangan 1"))
    return People(shown, 1, len(shown), 100_000, next_url="?page=2#chosen")


_UPLOADS = (
    Upload("nita_rentan.xlsx", "Kec. Nita, Sikka", date(2025, 6, 4), Status("full", "Selesai", "good"), 412, 398, "#"),
    Upload("ojek_final2.xls", "Dinas Perhubungan", date(2025, 6, 5), Status("dotted", "Perlu Anda", "warn"), 1086, 851, "#"),
    Upload(
        "petani waigete (revisi ke-3).xlsx", "Kec. Waigete, Sikka", date(2025, 6, 5), Status("full", "Selesai", "good"), 2310, 2201, "#"
    ),
    Upload("nelayan magepanda.csv", "Kec. Magepanda, Sikka", date(2025, 6, 6), Status("half", "Dibaca 62 %", "info"), 1204, 1204),
    Upload("foto_daftar.pdf", "Desa Lela", date(2025, 6, 6), Status("barred", "Ditolak", "bad"), 0, 0),
)
_FINDINGS = (
    Finding(
        Status("barred", "Salah", "bad"),
        "NIK rusak oleh Excel",
        "Angka terakhir hilang dan tidak dapat dipulihkan. Minta NIK dari KK.",
        204,
        "5,30711E+15",
        "#",
    ),
    Finding(Status("barred", "Salah", "bad"), "NIK tidak lengkap", "Kurang dari 16 angka. Minta NIK dari KK.", 31, "530712", "#"),
    Finding(
        Status("dotted", "Periksa", "warn"), "Tanggal lahir berbeda dari NIK", "Salah satu keliru. Baris tetap diterima.", 57, "29-09-1992"
    ),
    Finding(Status("dotted", "Periksa", "warn"), "Desa tidak dikenal di kecamatan ini", "Mungkin Kopong di Kec. Kewapante.", 22, "Kopong"),
    Finding(
        Status("dotted", "Periksa", "warn"),
        "Usia 65 atau lebih pada mulai perlindungan",
        "Tidak dapat didaftarkan, disimpan sebagai data.",
        18,
    ),
    Finding(Status("empty", "Catatan"), "Sudah ada di berkas lain", "Baris yang sama dihitung sekali.", 40),
)
_WAITING = (
    TaskGroup(
        "Terlambat",
        [
            Task(
                "Balasan BPJS tahap 2 belum dicatat",
                "Kepesertaan, 9.731 orang Kabupaten Ende",
                "#",
                "Catat",
                Status("barred", "2 hari lalu", "bad"),
            )
        ],
    ),
    TaskGroup(
        "Hari ini",
        [
            Task(
                "Daftar pengganti menunggu pengajuan",
                "139 tempat kosong di Sikka, cadangan tersedia",
                "#",
                "Ajukan",
                Status("dotted", "16.00", "warn"),
            ),
            Task("Tinjauan orang yang sama", "412 pasangan, 37 di antaranya dari Sikka", "#", "Tinjau"),
        ],
    ),
    TaskGroup(
        "Minggu ini",
        [Task("Buku kerja dikembalikan ke 6 kecamatan", "NIK rusak oleh Excel pada 1.204 baris", "#", "Pantau", Status("empty", "15 Agu"))],
    ),
)


def thread_page() -> ThreadPage:
    """The page in full."""
    areas = _areas()
    return ThreadPage(
        programme=Programme(
            name="Daftar NTT 2025",
            payer="APBD Provinsi",
            places=100_000,
            months=6,
            line_idr=10_080_000_000,
            used_idr=10_080_000_000,
            status=Status("half", "Menunggu penetapan", "info"),
            as_at=date(2025, 8, 12),
        ),
        stages=[
            Stage("Didata", 214_880),
            Stage("Satu orang, satu catatan", 187_402, (Leaving(27_478, "ganda", "#findings"),)),
            Stage("Layak", 161_220, (Leaving(20_104, "tidak layak", "#findings"), Leaving(6_078, "sudah terlindungi", "#coverage"))),
            Stage("Terpilih", 100_000, (Leaving(61_220, "di luar kuota", "#places"),)),
            Stage("Diterima BPJS", 97_264, (Leaving(2_736, "ditolak", "#waiting"),), paid=True),
            Stage("Terlindungi", 97_264),
        ],
        journey="Dari 214.880 orang yang didata, 97.264 terlindungi",
        coverage=_coverage(areas),
        chosen=100_000,
        eligible=161_220,
        reserve=8_000,
        jobs=[Job("Membaca nelayan magepanda.csv", 62, "Langkah 2 dari 4: memeriksa NIK", "sekitar 20 detik")],
        waiting=_WAITING,
        uploads=_UPLOADS,
        files=5,
        rows_read=5_012,
        rows_taken=4_654,
        findings=_FINDINGS,
        places=sorted((places for _, _, places in areas), key=lambda places: -places.quota),
        people=_people(),
        chart=Chart(
            "Empat dari lima orang terpilih ada di desil 1 dan 2",
            [Bar("Desil 1", 41_210, 52_100), Bar("Desil 2", 38_100, 49_800), Bar("Desil 3", 20_690, 33_120), Bar("Desil 4", 0, 26_200)],
            part="terpilih",
            base="layak",
            note="161.220 orang yang layak, putaran seleksi 3, 12 Juli 2025.",
        ),
        downloads=[
            Download("LATIHAN-daftar-ntt-2025.csv", "daftar dan cadangan, 108.000 orang", "#"),
            Download("LATIHAN-kelompok-bpjs.zip", "31 berkas untuk kantor cabang", "#"),
            Download("LATIHAN-cakupan.csv", "22 kabupaten dan kota, 30 Sep 2025", "#"),
            Download("LATIHAN-peta.png", "peta cakupan", "#"),
        ],
        trail=Trail(
            digest="7f3a91c4d20b5e88" + "0" * 48,
            steps=[
                Step("done", "Diajukan", "oleh Yustina Leyn", "12 Juli 2025, 09.40"),
                Step("done", "Disetujui", "oleh Markus Radja", "14 Juli 2025, 10.12"),
                Step("now", "Ditetapkan", "oleh Kepala Dinas", "menunggu salinan bertanda tangan"),
            ],
            events=2_481,
            sealed=2_481,
            intact=True,
            sealed_at=datetime(2025, 8, 12, 1, 40, tzinfo=UTC),
            list_digest="91c4d20b5e887f3a" + "0" * 48,
        ),
    )


def empty_page() -> ThreadPage:
    """The page before anything came in."""
    programme = replace(thread_page().programme, used_idr=0, status=Status("empty", "Draf"))
    return ThreadPage(programme=programme, stages=[], journey="")


def frame(**changed: Any) -> dict[str, Any]:
    """What the frame of the office is told."""
    home = {"name": "Beranda", "url": "#main", "icon": "home", "current": True}
    coverage = {"name": "Cakupan", "url": "#coverage", "icon": "map-2"}
    intake = {"name": "Pendataan", "url": "#intake", "icon": "upload", "count": 6}
    checks = {"name": "Verifikasi & Validasi", "url": "#findings", "icon": "clipboard-list", "count": 412}
    chosen = {"name": "Penetapan Peserta", "url": "#chosen", "icon": "checklist", "count": 1}
    return {
        "navigation": [
            {"title": "", "items": [home, coverage]},
            {"title": "Menyusun daftar", "items": [intake, checks, {"name": "Data Pekerja", "url": "#waiting", "icon": "users"}, chosen]},
            {"title": "Melindungi", "items": [{"name": "Kepesertaan", "url": "#downloads", "icon": "id", "count": 3}]},
            {"title": "Jaringan dan tata kelola", "items": [{"name": "Tata kelola", "url": "#trail", "icon": "shield-check"}]},
        ],
        "tabs": [home, coverage, intake],
        "area": "Provinsi NTT",
        "programme_year": "2025",
        "person": {"name": "Yustina Leyn", "office": "Dinas Nakertrans Provinsi", "initials": "YL"},
        "practice_mode": True,
        "home_url": "/",
        "signout_url": "/signout",
        "language_url": "/language",
        "scheme_url": "/scheme",
        "scheme": "light",
    } | changed
