"""Finding the table in a sheet and what its columns mean, by headers as people write them or by content.

Around the table stand titles, merged header rows, a row of column numbers, totals and signatures. Header words are
data (headers.yaml); a header nobody foresaw is matched by near spelling, and a column without one by what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from payung.exchange.contents import field_of_content, is_data_like
from payung.exchange.header_words import (
    CONTENT,
    EXACT,
    FUZZY,
    GIVEN,
    SYNONYM,
    UNUSED,
    Hints,
    Meaning,
    by_dictionary,
    by_nearness,
    correct_all,
    recognise,
)
from payung.exchange.values import fold, text_of
from payung.exchange.workbooks import Cell, Row, Sheet

_SEARCHED_ROWS = 60
_MOST_HEADER_ROWS = 3
_HOW_SURE = {EXACT: 1.0, SYNONYM: 1.0, GIVEN: 1.5, FUZZY: 0.7}
_KEY_FIELDS = {"nik": 3.0, "name": 3.0, "birth_date": 2.0, "sex": 1.5, UNUSED: 0.4, "order": 0.4, "male": 0.5, "female": 0.5}
_LEAST_SCORE = 3.0
_SAMPLE = 40
_DIGIT = re.compile(r"\d")
_TITLES_BETWEEN = 3
_MOST_TITLE_CELLS = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column: its field, its place counted from 0, its header as written and how it was recognised."""

    field: str
    index: int
    header: str
    how: str


@dataclass(frozen=True, slots=True)
class Table:
    """A list of people inside a sheet. `rows` are those below its header, totals and signatures still among them.

    `header_rows` are numbers of rows (none where a list has no header); `headers` the text above each column.
    """

    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: list[Row]
    titles: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    mapping: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mapping", {column.field: column.index for column in self.columns})

    @property
    def first_row(self) -> int:
        """The number of the first row below the header; 0 for a table without rows."""
        return self.rows[0][0] if self.rows else 0

    def remembered(self) -> dict[str, str]:
        """Header -> field of the columns that have a header, to be given back as `hints` for the next file of a source."""
        return {column.header: column.field for column in self.columns if column.header}


def find_table(sheet: Sheet, hints: Mapping[str, str] | None = None) -> Table | None:
    """The first table of people in the sheet, or None when it holds none. `hints` as for `find_tables`."""
    return next(iter(find_tables(sheet, hints)), None)


def find_tables(sheet: Sheet, hints: Mapping[str, str] | None = None) -> tuple[Table, ...]:
    """All tables of people in a sheet, one below the other; a header repeated on every page starts a new one.

    `hints` maps a header as written, or a column letter, to a field ("" = leave out); they go before every guess.
    """
    given = Hints(hints or {})
    block = _first_block(sheet, given)
    if block is None:
        columns = _columns_by_content(sheet.rows, (), given)
        enough = {column.field for column in columns}.issuperset
        return (Table((), columns, sheet.rows),) if enough({"nik"}) or enough({"name", "birth_date"}) else ()
    tables: list[Table] = []
    titles = _titles(sheet.rows[: block.start])
    while block is not None:
        after = block.start + len(block.texts)
        following = _next_header(sheet, after, block, given)
        end = following.start if following else len(sheet.rows)
        tables.append(_table(block, sheet.rows[after:end], titles))
        titles = (*titles, *_titles(sheet.rows[max(after, end - _TITLES_BETWEEN) : end]))
        block = following
    return tuple(table for table in tables if table.rows)


def _titles(rows: Sequence[Row]) -> tuple[str, ...]:
    """The texts of the rows above a header that are no rows of people: few cells, read as one line."""
    lines = ([text_of(cell) for cell in cells if cell is not None] for _, cells in rows)
    return tuple(" ".join(line) for line in lines if len(line) <= _MOST_TITLE_CELLS)


# --- rows of headers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """Rows that together are one header: where they start among the sheet's rows, and their texts by column."""

    start: int
    numbers: tuple[int, ...]
    texts: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    score: float
    hints: Hints


def _first_block(sheet: Sheet, hints: Hints) -> _Block | None:
    rows = sheet.rows[:_SEARCHED_ROWS]
    for known in (by_dictionary, recognise):
        for place, (_, cells) in enumerate(rows):
            if _header_fields(cells, known, hints) >= 2:
                block = _best_block(sheet, place, hints)
                if block.score >= _LEAST_SCORE:
                    return block
    return None


def _header_fields(cells: tuple[Cell, ...], known: Callable[[str], Meaning | None], hints: Hints) -> int:
    """How many different fields the texts of one row head."""
    fields: set[str] = set()
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and (meaning := (hints and hints.meaning(index, (cell,))) or known(cell)):
            fields.update(meaning.fields)
    return len(fields - {UNUSED})


def _best_block(sheet: Sheet, place: int, hints: Hints) -> _Block:
    """The one to three rows around `place` that head the most columns; of equals the fewest rows."""
    first, last = place, place
    while first > 0 and place - first < _MOST_HEADER_ROWS - 1 and _may_head(sheet.rows[first - 1]):
        first -= 1
    while last + 1 < len(sheet.rows) and last - place < _MOST_HEADER_ROWS - 1 and _may_head(sheet.rows[last + 1]):
        last += 1
    blocks = [
        _block(sheet, start, end + 1, hints)
        for start in range(first, place + 1)
        for end in range(place, min(start + _MOST_HEADER_ROWS - 1, last) + 1)
    ]
    return max(blocks, key=lambda block: (round(block.score, 3), -len(block.texts), block.start))


def _may_head(row: Row) -> bool:
    """Whether a row beside a header row can belong to it: more than a title, and no figures or dates, which are people's."""
    texts = [text_of(cell) for cell in row[1] if cell is not None]
    return len(texts) > 1 and not any(is_data_like(text) for text in texts)


def _block(sheet: Sheet, start: int, end: int, hints: Hints) -> _Block:
    rows = sheet.rows[start:end]
    texts = _filled(rows, sheet.merged)
    columns: dict[str, tuple[float, Column]] = {}
    for index, stack in enumerate(zip(*texts, strict=True)):
        meaning = _meaning_of(index, stack, hints)
        if meaning is None:
            continue
        for name in meaning.fields:
            sure = _HOW_SURE[meaning.how]
            if name not in columns or sure > columns[name][0]:
                columns[name] = (sure, Column(name, index, _header_text(stack), meaning.how))
    if not {"male", "female"} <= columns.keys():
        columns = {name: found for name, found in columns.items() if name not in {"male", "female"}}
    score = sum(sure * _KEY_FIELDS.get(name, 1.0) for name, (sure, _) in columns.items())
    # A row that heads nothing by itself costs: titles above and people below must not be drawn in.
    score -= 0.5 * sum(1 for row in texts if not any(recognise(text) for text in row if text))
    used = tuple(column for name, (_, column) in columns.items() if name != UNUSED)
    return _Block(start, tuple(number for number, _ in rows), texts, used, score, hints)


def _filled(rows: Sequence[Row], merged: Iterable[tuple[int, int, int, int]]) -> tuple[tuple[str, ...], ...]:
    """The texts of header rows with merged cells written out, also where only blanks tell that they were merged."""
    width = max(len(cells) for _, cells in rows)
    texts = [[text_of(cell) for cell in cells] + [""] * (width - len(cells)) for _, cells in rows]
    row_places = {number: place for place, (number, _) in enumerate(rows)}
    for top, left, bottom, right in merged:
        place = row_places.get(top)
        if place is None or left >= width:
            continue
        for number in range(top, bottom + 1):
            if number in row_places:
                for column in range(left, min(right, width - 1) + 1):
                    texts[row_places[number]][column] = texts[place][left]
    for upper, lower in zip(texts, texts[1:], strict=False):
        for column in range(1, width):
            if not upper[column] and lower[column] and upper[column - 1] and lower[column - 1]:
                upper[column] = upper[column - 1]
    return tuple(tuple(row) for row in texts)


def _header_text(stack: Iterable[str]) -> str:
    """The texts of a column's header rows as one, each once."""
    return " ".join(dict.fromkeys(text for text in stack if text))


def _meaning_of(index: int, stack: tuple[str, ...], hints: Hints) -> Meaning | None:
    """What the texts above a column mean together, else the lowest that means something."""
    texts = list(dict.fromkeys(text for text in stack if text))
    if given := hints.meaning(index, (_header_text(stack), *texts)):
        return given
    if not texts:
        return None
    if len(texts) > 1 and (split := _split_birth(texts)):
        return split
    if len(texts) > 1 and (together := by_dictionary(_header_text(stack))):
        return together
    for text in reversed(texts):
        if not is_data_like(text) and (meaning := recognise(text)):
            return meaning
    return by_nearness(_header_text(stack)) if len(texts) > 1 else None


_BIRTH_PARTS = {"tanggal": "birth_date", "hari": "birth_day", "bulan": "birth_month", "tahun": "birth_year", "tempat": "birth_place"}


def _split_birth(texts: Sequence[str]) -> Meaning | None:
    """Sub-columns under a header of birth: Tempat | Tanggal, or Tgl | Bln | Thn."""
    normal = [correct_all(fold(text)) for text in texts]
    name = _BIRTH_PARTS.get(normal[-1])
    return Meaning((name,), SYNONYM) if name and any("lahir" in text for text in normal[:-1]) else None


def _next_header(sheet: Sheet, after: int, block: _Block, hints: Hints) -> _Block | None:
    """The next header below: repeated on a new page, or of another table. Rows with figures under NIK are people."""
    mapping = {column.field: column.index for column in block.columns}
    key = mapping.get("nik", mapping.get("birth_date", mapping.get("name", 0)))
    for place in range(after, len(sheet.rows)):
        cells = sheet.rows[place][1]
        cell = cells[key] if key < len(cells) else None
        if isinstance(cell, str) and not _DIGIT.search(cell) and _is_worded(cells) and _header_fields(cells, by_dictionary, hints) >= 3:
            found = _best_block(sheet, place, hints)
            if found.score >= _LEAST_SCORE and found.start >= after:
                return found
    return None


def _is_worded(cells: tuple[Cell, ...]) -> bool:
    """Whether a row is words and hardly a figure, as headers are."""
    figures = 0
    for cell in cells:
        if cell is not None:
            figures += not isinstance(cell, str) or _DIGIT.search(cell) is not None
    return figures <= 1


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(block: _Block, rows: list[Row], titles: tuple[str, ...]) -> Table:
    headers = tuple(_header_text(stack) for stack in zip(*block.texts, strict=True))
    rows = _without_numbering(rows)
    columns = _with_birth_parted(block.columns, headers, rows)
    return Table(block.numbers, _columns_by_content(rows, columns, block.hints, headers), rows, titles, headers)


def _without_numbering(rows: list[Row]) -> list[Row]:
    """The rows without the row of column numbers (1 2 3 …) that stands under many headers."""
    for place, (_, cells) in enumerate(rows[:2]):
        figures = [text_of(cell).strip("()[]. ") for cell in cells if cell is not None]
        if len(figures) >= 3 and all(text.isdigit() and len(text) <= 2 for text in figures):
            steps = [int(right) - int(left) for left, right in zip(figures, figures[1:], strict=False)]
            if all(step in {0, 1, 2} for step in steps) and int(figures[0]) <= 2 and sum(steps) >= len(steps) - 1:
                return rows[:place] + rows[place + 1 :]
    return rows


def _with_birth_parted(columns: tuple[Column, ...], texts: Sequence[str], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Birth columns put right: one header of place and date over two columns, and a day headed "Tanggal" beside a month and a year."""
    by_field = {column.field: column for column in columns}
    if {"birth_month", "birth_year"} <= by_field.keys() and "birth_day" not in by_field:
        return tuple(Column("birth_day", c.index, c.header, c.how) if c.field == "birth_date" else c for c in columns)
    day = by_field.get("birth_date")
    if day is None or day.index != by_field.get("birth_place", day).index or day is by_field.get("birth_place", day):
        return columns
    beside = day.index + 1
    cells = [row[beside] for _, row in rows[:_SAMPLE] if beside < len(row) and row[beside] is not None]
    if beside < len(texts) and texts[beside] in {"", day.header} and field_of_content(cells, "birth_date") == "birth_date":
        return tuple(Column("birth_date", beside, c.header, c.how) if c.field == "birth_date" else c for c in columns)
    return columns


def _columns_by_content(rows: Sequence[Row], columns: tuple[Column, ...], hints: Hints, headers: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns, those without a known header recognised by what is in them; content overrules a near spelling."""
    sample = [cells for _, cells in rows[:_SAMPLE]]
    width = max(map(len, sample), default=0)

    def filled(index: int) -> list[Cell]:
        return [cells[index] for cells in sample if index < len(cells) and cells[index] is not None]

    kept = [c for c in columns if c.how != FUZZY or field_of_content(filled(c.index), c.field) in {None, c.field}]
    taken = {column.field for column in kept}
    used = {column.index for column in kept}
    for index in range(width):
        header = headers[index] if index < len(headers) else ""
        if index in used or (header and _is_unused(header)):
            continue
        given = hints.meaning(index, (header,)) if hints else None
        names = given.fields if given else (field_of_content(filled(index), None),)
        for name in names:
            if name and name != UNUSED and name not in taken:
                kept.append(Column(name, index, header, GIVEN if given else CONTENT))
                taken.add(name)
    return tuple(sorted(kept, key=lambda column: column.index))


def _is_unused(header: str) -> bool:
    meaning = recognise(header)
    return meaning is not None and meaning.fields == (UNUSED,)
