"""The follow-up matrix (matriks tindak lanjut) as offices keep it: finding, recommendation, answer, state."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from payung.exchange.books import safe_book, styles
from payung.governance.queries.inspections import findings
from payung.governance.rules.statuses import FindingStatus

_HEADS = ("No", "Pemeriksa", "Kondisi", "Kriteria", "Rekomendasi", "Orang", "Bulan", "Rupiah", "Batas jawab", "Jawaban terakhir", "Status")
_WIDTHS = (5, 20, 50, 30, 40, 8, 8, 16, 13, 50, 18)
_STATES = {FindingStatus.OPEN: "Belum dijawab", FindingStatus.ANSWERED: "Sudah dijawab", FindingStatus.CLOSED: "Selesai"}


def findings_workbook(*, on: date) -> bytes:
    """The matrix of the findings in the present scope as XLSX, in Bahasa Indonesia; those not closed first."""
    written = BytesIO()
    with safe_book(written) as book:
        kinds = styles(book, head={"bold": True, "text_wrap": True, "bottom": 1}, text={"text_wrap": True, "valign": "top"}, money={"num_format": "#,##0", "valign": "top"})  # fmt: skip
        sheet = book.add_worksheet("Tindak lanjut")
        sheet.write_string(0, 0, f"Matriks tindak lanjut per {on.isoformat()}", kinds["head"])
        for place, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, head, kinds["head"])
        for line, each in enumerate(findings(on=on), 3):
            answer = next((step.words for step in reversed(each.steps) if step.act == "answer"), "")
            state = _STATES[each.status] + (", terlambat" if each.late else "")
            texts = {
                1: each.body,
                2: each.condition,
                3: each.rule,
                4: each.recommendation,
                8: each.due_on.isoformat(),
                9: answer,
                10: state,
            }
            for place, words in texts.items():
                sheet.write_string(line, place, words, kinds["text"])
            for place, figure in {0: each.number, 5: each.people, 6: each.months, 7: each.amount_idr}.items():
                sheet.write_number(line, place, figure, kinds["money"])
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return written.getvalue()
