"""Papers as Word files: the wording becomes a template that an office edits, and a template is filled.

Places are plain braces, so that whoever edits the template in Word sees and moves them. A template of one's own is read
before it is taken: no macros, nothing fetched from elsewhere, no place without a value, the fingerprint on every page.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.guards import MOST_ENTRIES, MOST_PACKED, MOST_UNPACKED
from payung.exchange.papers.marks import qr_png
from payung.exchange.papers.wording import PLACE, Grid, Head, NewPage, Records, Signs, Text, Values, Wording, group_of

QR = "qr"
EMBLEM = "kop_gambar"
FINGERPRINT = "sidik"
_ALWAYS = frozenset({QR, FINGERPRINT, EMBLEM})
_PICTURES = {QR: Mm(15), EMBLEM: Mm(20)}  # how wide each is set
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FIXED = (1980, 1, 1, 0, 0, 0)
_ALIGNED = {"title": WD_ALIGN_PARAGRAPH.CENTER, "subtitle": WD_ALIGN_PARAGRAPH.CENTER, "centred": WD_ALIGN_PARAGRAPH.CENTER}
_SIGNED = "\n\n\n"
_SHORT, _LONG = Mm(210), Mm(297)
_MARGIN = Mm(22)


def compose(wording: Wording, *, letterhead: bool = True, landscape: bool = False, font: str = "Arial") -> bytes:
    """The wording as a Word template on A4: letterhead, stamp and fingerprint on every page, page x of y, room for initials.

    The same wording gives the same bytes.
    """
    doc = Document()
    doc.styles["Normal"].font.name = font
    doc.styles["Normal"].font.size = Pt(11)
    doc.styles["Normal"].paragraph_format.space_after = Pt(6)
    width = _page(doc, landscape)
    _edges(doc, width)
    if letterhead:
        _letterhead(doc, width)
    for block in wording.blocks:
        _add(doc, block, width)
    doc.core_properties.author = "Payung"
    doc.core_properties.title = ""
    return _saved(doc)


def fill(template: bytes, values: Values, records: Records, *, check_url: str, emblem: bytes = b"") -> bytes:
    """The template with its places filled, `emblem` (PNG or JPEG) where its letterhead has the place. Raises KeyError for a place without a value."""
    doc = Document(BytesIO(template))
    for table in list(_tables(doc)):
        for row in list(table.rows):
            group = group_of([cell.text for cell in row.cells])
            if group:
                _repeat(table, row, group, values, records[group])
    pictures = {QR: qr_png(check_url), EMBLEM: emblem}
    for paragraph in _paragraphs(doc):
        _fill_paragraph(paragraph, values, pictures)
    return _saved(doc)


def places_in(template: bytes) -> frozenset[str]:
    """All places of a template, in body, tables, headers and footers."""
    doc = Document(BytesIO(template))
    return frozenset(name for paragraph in _paragraphs(doc) for name in PLACE.findall(paragraph.text))


def check_template(content: bytes, known: frozenset[str]) -> frozenset[str]:
    """The places of a template that an office hands in.

    Raises `Refusal` too-large, wrong-type, macro, template-links, unknown-places (naming them) or fingerprint-missing.
    """
    _check_archive(content)
    try:
        doc = Document(BytesIO(content))
    except Exception as fault:  # a hostile file may break the reader in any way
        raise _wrong_type() from fault
    found = frozenset(name for paragraph in _paragraphs(doc) for name in PLACE.findall(paragraph.text))
    unknown = sorted(found - known - _ALWAYS)
    if unknown:
        raise Refusal(
            "unknown-places",
            gettext_noop("The template has places that this paper cannot fill: %(places)s. Correct or delete them; known are: %(known)s."),
            places=", ".join(f"{{{name}}}" for name in unknown),
            known=", ".join(f"{{{name}}}" for name in sorted(known)),
        )
    for section in doc.sections:
        edges = [section.header, section.footer]
        if section.different_first_page_header_footer:
            firsts = [section.first_page_header, section.first_page_footer]
            _check_fingerprint(firsts)
        _check_fingerprint(edges)
    return found


def outline(content: bytes) -> list[str | list[list[str]]]:
    """The body of a Word file for reading on a page: paragraphs as text, tables as rows of cells."""
    doc = Document(BytesIO(content))
    found: list[str | list[list[str]]] = []
    for block in doc.iter_inner_content():
        if isinstance(block, Table):
            found.append([[cell.text for cell in row.cells] for row in block.rows])
        elif block.text.strip():
            found.append(block.text)
    return found


# --- filling ---------------------------------------------------------------------------------------------------------


def _repeat(table: Table, row: _Row, group: str, values: Values, held: Any) -> None:
    for record in held:
        copied = deepcopy(row._tr)
        row._tr.addprevious(copied)
        named = {**values, **{f"{group}.{name}": value for name, value in record.items()}}
        for cell in _Row(copied, table).cells:
            for paragraph in cell.paragraphs:
                _fill_paragraph(paragraph, named, {})
    row._tr.getparent().remove(row._tr)


def _fill_paragraph(paragraph: Paragraph, values: Values, pictures: Mapping[str, bytes]) -> None:
    """Fill the places of a paragraph; Word may have cut one into several runs."""
    runs = paragraph.runs
    text = "".join(run.text for run in runs)
    for found in reversed(list(PLACE.finditer(text))):
        starts = [0]
        for run in runs:
            starts.append(starts[-1] + len(run.text))
        first = max(place for place in range(len(runs)) if starts[place] <= found.start())
        last = max(place for place in range(len(runs)) if starts[place] < found.end())
        name = found.group(1)
        before, after = runs[first].text[: found.start() - starts[first]], runs[last].text[found.end() - starts[last] :]
        value = "" if name in _PICTURES else _UNSPEAKABLE.sub("", values[name])
        for run in runs[first + 1 : last + 1]:
            run.text = ""
        if first == last:
            runs[first].text = before + value + after
        else:
            runs[first].text, runs[last].text = before + value, after
        if pictures.get(name):
            runs[first].add_picture(BytesIO(pictures[name]), width=_PICTURES[name])


def _paragraphs(doc: Doc) -> Iterator[Paragraph]:
    """All paragraphs: body, cells, headers and footers of every section."""
    yield from _inside(doc)
    for section in doc.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield from _inside(part)


def _inside(part: Any) -> Iterator[Paragraph]:
    yield from part.paragraphs
    for table in part.tables:
        for row in table.rows:
            seen: set[int] = set()
            for cell in row.cells:
                if id(cell._tc) not in seen:  # merged cells are one
                    seen.add(id(cell._tc))
                    yield from _inside(cell)


def _tables(part: Any) -> Iterator[Table]:
    for table in part.tables:
        yield table
        for row in table.rows:
            for cell in row.cells:
                yield from _tables(cell)


# --- composing -------------------------------------------------------------------------------------------------------


def _page(doc: Doc, landscape: bool) -> int:
    """A4 with margins; the width that is left, in millimetres."""
    section = doc.sections[0]
    across, down = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = across, down
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    section.footer_distance = Mm(8)
    return round((across - 2 * _MARGIN) / Mm(1))


def _edges(doc: Doc, width: int) -> None:
    """The stamp above, the fingerprint, the pages and room for initials below."""
    section = doc.sections[0]
    stamp = section.header.paragraphs[0]
    stamp.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    stamp.add_run("{latihan}").bold = True
    foot = section.footer
    table = foot.add_table(1, 3, Mm(width))
    _widths(table, (18, width - 68, 50))
    left, middle, right = (cell.paragraphs[0] for cell in table.rows[0].cells)
    left.add_run("{qr}")
    _small(middle, "{jenis}\nSidik {sidik}\nPeriksa: {alamat_periksa}")
    _small(right, "Halaman ")
    _field(right, "PAGE")
    _small(right, " dari ")
    _field(right, "NUMPAGES")
    _small(right, "\nParaf: ....................")
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for empty in foot.paragraphs:
        empty.paragraph_format.space_after = Pt(0)
        _small(empty, "")


def _small(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).font.size = Pt(8)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word counts."""
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
        if kind == "shown":
            element = OxmlElement("w:t")
            element.text = text
        elif kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = f" {text} "
        run._r.append(element)


def _letterhead(doc: Doc, width: int) -> None:
    """The emblem at the left, the lines in the middle of the page, a double line below."""
    table = doc.add_table(1, 3)
    _widths(table, (24, width - 48, 24))
    left, middle, _right = table.rows[0].cells
    left.paragraphs[0].add_run(f"{{{EMBLEM}}}")
    for place, (text, size, bold) in enumerate((("{kop_1}", 12, True), ("{kop_2}", 14, True), ("{kop_alamat}", 9, False))):
        paragraph = middle.add_paragraph() if place else middle.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(size)
    paragraph = doc.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(6)
    edge = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    edge.append(line)
    paragraph._p.get_or_add_pPr().append(edge)
    paragraph.paragraph_format.space_after = Pt(12)


def _add(doc: Doc, block: Any, width: int) -> None:
    match block:
        case Text():
            _text(doc, block)
        case Head():
            table = doc.add_table(0, 3)
            for label, value in block.lines:
                for cell, text in zip(table.add_row().cells, (label, ":", value), strict=True):
                    _cell(cell, text)
            _widths(table, (28, 4, width - 32))
            doc.add_paragraph().paragraph_format.space_after = Pt(2)
        case Grid():
            _add_grid(doc, block, width)
        case Signs():
            _add_signs(doc, block, width)
        case NewPage():
            doc.add_page_break()


def _text(doc: Doc, block: Text) -> None:
    paragraph = doc.add_paragraph()
    paragraph.alignment = _ALIGNED.get(block.kind, WD_ALIGN_PARAGRAPH.JUSTIFY)
    if block.kind == "numbered":
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(8), Mm(-8)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(8))
        paragraph.add_run(f"{block.mark}\t{block.text}")
        return
    run = paragraph.add_run(block.text)
    run.bold = block.kind in ("title", "subtitle")
    if block.kind == "title":
        run.font.size = Pt(13)
        paragraph.paragraph_format.keep_with_next = True


def _add_grid(doc: Doc, block: Grid, width: int) -> None:
    table = doc.add_table(1, len(block.widths), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block.header, strict=True):
        _cell(cell, text, bold=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _cell(cell, text)
    whole = sum(block.widths)
    _widths(table, [width * part / whole for part in block.widths])
    doc.add_paragraph().paragraph_format.space_after = Pt(2)


def _add_signs(doc: Doc, block: Signs, width: int) -> None:
    """Signatures side by side, a single one on the right half."""
    columns = max(2, len(block.people))
    table = doc.add_table(1, columns)
    for place, (title, name) in enumerate(block.people, columns - len(block.people)):
        _cell(table.rows[0].cells[place], f"{title}{_SIGNED}{name}")
    cant_split = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(cant_split)
    _widths(table, [width / columns] * columns)


def _cell(cell: Any, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(10)


def _widths(table: Table, widths: Any) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, part in zip(row.cells, widths, strict=True):
            cell.width = Mm(part)
    for column, part in zip(table.columns, widths, strict=True):
        column.width = Mm(part)


def _saved(doc: Doc) -> bytes:
    """The file with its parts in order and without the time of writing."""
    made, out = BytesIO(), BytesIO()
    doc.save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(zipfile.ZipInfo(part.filename, _FIXED), before.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- templates of others ---------------------------------------------------------------------------------------------


def _check_archive(content: bytes) -> None:
    if len(content) > MOST_PACKED:
        raise Refusal("too-large", gettext_noop("The template is too large (at most %(megabytes)s MB)."), megabytes=MOST_PACKED // 2**20)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _wrong_type()
            names = {part.filename for part in parts}
            if "word/document.xml" not in names:
                raise _wrong_type()
            if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names) or b"macroEnabled" in archive.read(
                "[Content_Types].xml"
            ):
                raise Refusal("macro", gettext_noop("The template holds macros. Save it as .docx without macros and hand it in again."))
            for name in names:
                held = archive.read(name)
                if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in held[:2048]:
                    raise _wrong_type()
                if name.endswith(".rels") and _fetches(held):
                    raise Refusal(
                        "template-links",
                        gettext_noop("The template fetches parts from elsewhere (a linked picture, object or template). Put them inside."),
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, KeyError, RuntimeError, NotImplementedError) as fault:
        raise _wrong_type() from fault


def _fetches(relations: bytes) -> bool:
    """Whether a part points outside the file by anything but a link that a reader may follow."""
    found = re.findall(rb"<Relationship\b[^>]*>", relations)
    return any(b'TargetMode="External"' in each and b"/hyperlink" not in each for each in found)


def _check_fingerprint(edges: Any) -> None:
    text = "".join(paragraph.text for part in edges for paragraph in _inside(part))
    if f"{{{FINGERPRINT}}}" not in text:
        raise Refusal(
            "fingerprint-missing",
            gettext_noop("The template lacks {sidik} in its header or footer. Every page of a paper carries its fingerprint."),
        )


def _wrong_type() -> Refusal:
    return Refusal("wrong-type", gettext_noop("A template is a Word file (.docx). Save it as such and hand it in again."))


def known_places(fields: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """All places that a paper can fill."""
    return frozenset(fields) | {f"{group}.{name}" for group, names in groups.items() for name in names}
