"""Papers as Word files and PDFs: filled whatever Word made of a template, hostile templates refused, long lists cut into pages."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
from tests.governance.signing import signed_pdf

from payung.core.refusals import Refusal
from payung.exchange.papers.letters import check_template, compose, fill, outline, places_in
from payung.exchange.papers.marks import grouped, qr_modules, qr_png
from payung.exchange.papers.sheets import Look, Marks, described, is_long, picture, typeset, typeset_apart
from payung.exchange.papers.signatures import page_count, read_signed_copy
from payung.exchange.papers.wording import Grid, Signs, filled, read_wording

WORDING = read_wording("""= BERITA ACARA
== Desa {desa}
: Nomor | {nomor}

Pada hari ini kami
bermusyawarah.

1. Satu {desa}
2. Dua

|6|40|30|
| No | Nama | NIK |
| {orang.no} | {orang.nama} | {orang.nik} |
| | Jumlah | {jumlah} |

>> Kepala Desa {desa} / ........ || Ketua BPD / ........
---
Lampiran
""")
COMMON = dict.fromkeys(("kop_1", "kop_2", "kop_alamat", "jenis", "alamat_periksa", "latihan"), "x")
VALUES = {**COMMON, "desa": "Nita", "nomor": "7", "jumlah": "2", "sidik": "7F3A 91C4 D20B 5E88"}
KNOWN = frozenset(VALUES) | {"orang.no", "orang.nama", "orang.nik"}
MARKS = Marks("Berita acara", "7F3A 91C4 D20B 5E88", "https://payung.example.id/check/7F3A91C4D20B5E88", "LATIHAN")
URL = "https://payung.example.id/check/7F3A"


def people(count: int, **more: str) -> dict[str, list[dict[str, str]]]:
    return {"orang": [{"no": str(n), "nama": f"Nama {n}", "nik": f"5307{n:012d}", **more} for n in range(1, count + 1)]}


def changed(content: bytes, change) -> bytes:  # type: ignore[no-untyped-def]
    doc = docx.Document(BytesIO(content))
    change(doc)
    out = BytesIO()
    doc.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def code_of(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def test_a_wording_is_read_into_blocks() -> None:
    kinds = [type(block).__name__ for block in WORDING.blocks]
    assert kinds == ["Text", "Text", "Head", "Text", "Text", "Text", "Grid", "Signs", "NewPage", "Text"]
    grid = next(block for block in WORDING.blocks if isinstance(block, Grid))
    assert (grid.group, grid.widths, len(grid.rows)) == ("orang", (6, 40, 30), 2)
    signs = next(block for block in WORDING.blocks if isinstance(block, Signs))
    assert signs.people[1] == ("Ketua BPD", "........")
    with pytest.raises(ValueError, match="widths"):
        read_wording("| No | Nama |\n| 1 | 2 |")
    with pytest.raises(KeyError):
        filled("{nobody}", {})


def test_a_template_is_filled_with_a_row_for_every_record_and_the_total_after_them() -> None:
    template = compose(WORDING)
    assert template == compose(WORDING), "the same bytes"
    assert places_in(template) == KNOWN | {"qr", "kop_gambar"}
    made = outline(fill(template, VALUES, people(2), check_url=URL))
    table = next(block for block in made if isinstance(block, list) and block[0] == ["No", "Nama", "NIK"])
    assert table == [["No", "Nama", "NIK"], ["1", "Nama 1", "5307000000000001"], ["2", "Nama 2", "5307000000000002"], ["", "Jumlah", "2"]]
    assert "{" not in str(made)
    with pytest.raises(KeyError):
        fill(template, {**VALUES, "desa": "x"} | {}, {}, check_url=URL)


def test_every_page_carries_the_fingerprint_the_code_and_the_stamp() -> None:
    doc = docx.Document(BytesIO(fill(compose(WORDING), VALUES, people(1), check_url=URL)))
    section = doc.sections[0]
    foot = section.footer._element.xml
    assert "7F3A 91C4 D20B 5E88" in foot
    assert "PAGE" in foot and "NUMPAGES" in foot and "pic:pic" in foot
    assert round(section.page_width.mm) == 210
    assert compose(WORDING, landscape=True) != compose(WORDING, letterhead=False)


def test_a_place_that_word_cut_into_pieces_is_filled_whole() -> None:
    def cut(doc) -> None:  # type: ignore[no-untyped-def]
        paragraph = doc.add_paragraph()
        for piece, bold in (("Kepada {de", True), ("s", False), ("a} dan {no", False), ("mor}.", True)):
            paragraph.add_run(piece).bold = bold

    made = outline(fill(changed(compose(WORDING), cut), VALUES, people(1), check_url=URL))
    assert "Kepada Nita dan 7." in made


def test_what_people_are_called_cannot_become_markup_or_break_the_file() -> None:
    evil = people(1)
    evil["orang"][0]["nama"] = "<w:p/> & \x07{sidik} #pagebreak() $x$ \ud800"
    made = outline(fill(compose(WORDING), VALUES, evil, check_url=URL))
    assert "<w:p/> &" in str(made)
    evil["orang"][0]["nama"] = "#panic() $x$ *tebal* @ref <label> \\ {sidik}"
    assert page_count(typeset(described(WORDING, Look(), MARKS, VALUES, evil))) == 2


def with_damaged_stream(content: bytes) -> bytes:
    """The same archive, its directory whole, the packed content of its main part overwritten."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = archive.getinfo("word/document.xml")
    begin = part.header_offset + 30 + len(part.filename)
    return content[:begin] + b"\xff" * part.compress_size + content[begin + part.compress_size :]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no archive", "wrong-type"),
        (b"", "wrong-type"),
        (with_damaged_stream(compose(WORDING)), "wrong-type"),
        (with_part(compose(WORDING), "word/vbaProject.bin", b"x"), "macro"),
        (
            with_part(
                compose(WORDING),
                "word/_rels/settings.xml.rels",
                b'<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="http://evil/x.dotm" TargetMode="External"/></Relationships>',
            ),
            "template-links",
        ),
        (with_part(compose(WORDING), "word/evil.xml", b"<!DOCTYPE x [<!ENTITY y 'z'>]><x/>"), "wrong-type"),
        (changed(compose(WORDING), lambda doc: doc.add_paragraph("{tidak_ada}")), "unknown-places"),
        (changed(compose(WORDING), lambda doc: setattr(doc.sections[0].footer, "is_linked_to_previous", True)), "fingerprint-missing"),
        (b"PK" + b"\0" * (26 * 2**20), "too-large"),
    ],
    ids=["text", "empty", "damaged", "macro", "linked", "entity", "place", "no-fingerprint", "large"],
)
def test_a_template_that_does_what_it_must_not_is_refused(content: bytes, code: str) -> None:
    assert code_of(lambda: check_template(content, KNOWN)) == code


def test_a_sound_template_is_taken_and_an_unknown_place_is_named() -> None:
    own = changed(compose(WORDING), lambda doc: doc.add_paragraph("Tembusan {desa}"))
    assert check_template(own, KNOWN) == KNOWN | {"qr", "kop_gambar"}
    with pytest.raises(Refusal, match=r"\{lain\}"):
        check_template(changed(own, lambda doc: doc.add_paragraph("{lain}")), KNOWN)


def test_a_short_paper_is_a_pdf_with_its_pages_and_the_same_bytes() -> None:
    paper = described(WORDING, Look(), MARKS, VALUES, people(3))
    made = typeset(paper)
    assert not is_long(paper)
    assert page_count(made) == 2
    assert made == typeset(paper) == typeset_apart(paper)
    rows = next(block for block in paper["blocks"] if block["kind"] == "grid")["rows"]
    assert [row[1] for row in rows] == ["Nama 1", "Nama 2", "Nama 3", "Jumlah"]
    assert picture(paper).startswith(b"\x89PNG")


def test_a_long_list_loses_nobody_repeats_its_sections_and_never_leaves_the_page() -> None:
    look = Look(landscape=True, section="dusun", codes=("nik",))
    long = read_wording("= DAFTAR\n\n|6|40|30|\n| No | Nama | NIK |\n| {orang.no} | {orang.nama} | {orang.nik} |\n")
    held = people(400)
    for place, record in enumerate(held["orang"]):
        record["dusun"] = f"Dusun {place // 150}"
        if place % 7 == 0:
            record["nama"] = "MARIA YOSEFINA DA SILVA " * 6
    paper = described(long, look, MARKS, VALUES, held)
    listed = next(block for block in paper["blocks"] if block["kind"] == "list")
    rows = [row for page in listed["pages"] for _, row in page["rows"]]
    assert [row[0] for row in rows] == [record["no"] for record in held["orang"]]
    assert "".join(rows[0][1].split()) == "".join(held["orang"][0]["nama"].split())
    assert max(page["height"] for page in listed["pages"]) <= 210 - 43
    assert all(page["sections"] for page in listed["pages"]), "each page says which section it goes on with"
    assert max(len(line) for row in rows for line in row[1].split("\n")) < 100
    made = typeset_apart(paper)
    assert page_count(made) == len(listed["pages"])
    assert len(made) < 200_000


def test_a_row_to_sign_has_room_and_a_word_without_end_is_cut() -> None:
    signing = read_wording("|6|20|30|\n| No | Nama | Tanda tangan |\n| {orang.no} | {orang.nama} | |\n")
    held = {"orang": [{"no": "1", "nama": "X" * 90}]}
    listed = described(signing, Look(least=3), MARKS, VALUES, held)["blocks"][0]
    (_, row), *_ = listed["pages"][0]["rows"]
    assert row[1].replace("\n", "") == "X" * 90
    assert row[1].count("\n") >= 3
    single = described(signing, Look(least=3), MARKS, VALUES, {"orang": [{"no": "1", "nama": "A"}]})["blocks"][0]
    assert single["pages"][0]["height"] > 15


def test_the_code_leads_to_the_check_and_a_fingerprint_is_read_in_groups() -> None:
    assert grouped("7f3a91c4d20b5e88") == "7F3A 91C4 D20B 5E88"
    modules = qr_modules(URL)
    assert len(modules) == len(modules[0]) >= 25
    assert qr_png(URL).startswith(b"\x89PNG")


def test_signatures_are_told_and_a_scan_is_one() -> None:
    pdf, _ = signed_pdf("Kepala Contoh")
    found = read_signed_copy(pdf)
    assert (found.form, found.pages, found.signatures[0].signer, found.signatures[0].holds) == ("signed-pdf", 1, "Kepala Contoh", True)
    plain = read_signed_copy(typeset(described(WORDING, Look(), MARKS, VALUES, people(1))))
    assert (plain.form, plain.pages, plain.signatures) == ("scan", 2, ())
    assert read_signed_copy(b"\x89PNG\r\n\x1a\n....").ending == "png"
