"""`payung check`: a folder of lists in, what is in them and what is wrong with them out. No database, no server, no network."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from payung.core.refusals import Refusal
from payung.exchange.csvs import write_csv
from payung.exchange.readers import read_many
from payung.exchange.returned import returned_name
from payung.intake.rules.listing import found_files
from payung.intake.rules.recap import write_recap
from payung.intake.rules.repeats import find_repeats, mark_repeats
from payung.intake.rules.returned import write_marked
from payung.intake.rules.statuses import Outcome
from payung.intake.rules.typing import SCHEMA, Typist
from payung.linkage import link

EXPORT_COLUMNS = ("file", "sheet", "row_number", "nik", "nik_state", "name", "sex", "birth_date", "village_code", "findings")
_LINKED = ("nik", "name", "sex", "mother", "phone")
_SAME, _MAYBE_SAME = "same-person", "maybe-same-person"
_CODE_PREFIX = "c"  # of row codes in returned workbooks: `intake add` knows that they name no row of a database

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What became of one file: outcome `read`, `refused` (with the code) or `no-people`."""

    file: str
    outcome: Outcome
    code: str
    people: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check_paths` found: the files in order, people, people by finding code, pairs of rows that are or may be one person."""

    files: tuple[CheckedFile, ...]
    people: int
    findings: Mapping[str, int]
    duplicates: int


def check_paths(
    paths: Sequence[Path], out: Path, *, on: date, known_area: str = "", hints: Mapping[str, str] | None = None, tell: Tell | None = None
) -> CheckReport:
    """Check files and folders as of the day `on`; write rows.csv, files.csv, duplicates.csv, returned/ and recap.xlsx into `out`.

    `known_area`: the code of the area that the files are about, where the caller knows it. `tell` hears of progress (done, of,
    file). A file that cannot be read is told in files.csv. Raises `Refusal` no-such-file or no-files.
    """
    given = _named_apart(found_files(paths))
    typist = Typist(on=on, known_area=known_area, hints=hints, raw=False)
    checked: list[CheckedFile] = []
    frames: list[pl.DataFrame] = [pl.DataFrame(schema=SCHEMA)]
    for file, people in _read(given, typist):
        checked.append(file)
        frames.append(people)
        if tell:
            tell(len(checked), len(given), file.file)
    people = pl.concat(frames).sort("file", "sheet", "row_number", maintain_order=True)
    repeats = find_repeats(people)
    people = mark_repeats(people, repeats)
    duplicates = _duplicates(people, repeats)
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "rows.csv", people.select(EXPORT_COLUMNS))
    write_csv(out / "files.csv", _files_table(checked))
    write_csv(out / "duplicates.csv", duplicates)
    _give_back(given, people, repeats, out / "returned", hints)
    write_recap(out / "recap.xlsx", people, _files_table(checked), duplicates, on=on)
    counts = people.explode("findings").drop_nulls("findings").group_by("findings").len().sort("findings")
    return CheckReport(tuple(checked), people.height, dict(counts.iter_rows()), duplicates.height)


def _named_apart(found: Sequence[tuple[Path, str]]) -> dict[Path, str]:
    """Path -> name; files of one name below several given folders get the name of their folder in front."""
    names = Counter(name for _, name in found)
    return {path: name if names[name] == 1 else f"{path.resolve().parent.name}/{name}" for path, name in found}


def _read(given: Mapping[Path, str], typist: Typist) -> Iterator[tuple[CheckedFile, pl.DataFrame]]:
    begun = time.perf_counter()
    for path, read in read_many(given):
        name, code, people = given[path], "", pl.DataFrame(schema=SCHEMA)
        if isinstance(read, Refusal):
            outcome, code = Outcome.REFUSED, read.code
        else:
            people = typist.type_workbook(read, name)
            outcome = Outcome.NO_PEOPLE if people.is_empty() else Outcome.READ
        ended = time.perf_counter()
        yield CheckedFile(name, outcome, code, people.height, round(ended - begun, 3)), people
        begun = time.perf_counter()


def _files_table(checked: Sequence[CheckedFile]) -> pl.DataFrame:
    rows = [(file.file, file.outcome.value, file.code, file.people, file.seconds) for file in checked]
    schema = {"file": pl.String, "outcome": pl.String, "code": pl.String, "people": pl.Int64, "seconds": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _duplicates(people: pl.DataFrame, repeats: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows that are or may be one person, the later row first: by the same NIK, the same words, or linkage."""
    exact = repeats.group_by("row", "other").agg(pl.col("code").sort().str.join(";").alias("reason"))
    ids = pl.int_range(people.height, dtype=pl.Int64, eager=True)
    registrations = people.select(
        *_LINKED, pl.col("birth_date").cast(pl.String), pl.col("village_code").alias("village"), pl.col("file").alias("source")
    )
    linked = link(registrations.with_columns(ids.cast(pl.String).alias("id"))).pairs
    told = {"accept": _SAME, "review": _MAYBE_SAME}
    likely = linked.select(
        pl.max_horizontal(pl.col("left_id", "right_id").cast(pl.Int64)).alias("row"),
        pl.min_horizontal(pl.col("left_id", "right_id").cast(pl.Int64)).alias("other"),
        pl.col("decision").replace_strict(told, return_dtype=pl.String).alias("reason"),
    )
    pairs = pl.concat([exact.select("row", "other", "reason"), likely]).unique(["row", "other"], keep="first", maintain_order=True)
    places = people.select("file", "sheet", "row_number").with_columns(ids.alias("row"))
    others = places.rename({"row": "other", "file": "other_file", "sheet": "other_sheet", "row_number": "other_row_number"})
    return (
        pairs.sort("row", "other")
        .join(places, on="row", maintain_order="left")
        .join(others, on="other", maintain_order="left")
        .select("file", "row_number", "other_file", "other_row_number", "reason", "sheet", "other_sheet")
    )


def _give_back(given: Mapping[Path, str], people: pl.DataFrame, repeats: pl.DataFrame, out: Path, hints: Mapping[str, str] | None) -> None:
    """Write back every file with people. They are read once more: all of them do not fit in memory at a time."""
    first = repeats.group_by("row").agg(pl.col("other").min())
    where = people.select("file", "sheet", "row_number").with_row_index("other").cast({"other": pl.Int64})
    beside = first.join(where, on="other").select("row", _place().alias("beside"))
    coded = people.with_row_index("row").cast({"row": pl.Int64}).join(beside, on="row", how="left", maintain_order="left")
    coded = coded.with_columns((pl.lit(_CODE_PREFIX) + (pl.col("row") + 1).cast(pl.String)).alias("row_id"))
    by_file = {str(key[0]): rows for key, rows in coded.partition_by("file", as_dict=True).items()}
    taken: set[str] = set()
    names = {name: returned_name(name, taken) for name in given.values() if name in by_file}
    for path, read in read_many(path for path, name in given.items() if name in by_file):
        if not isinstance(read, Refusal):
            write_marked(out / names[given[path]], read, by_file[given[path]], hints)


def _place() -> pl.Expr:
    sheet = pl.when(pl.col("sheet") == "").then(pl.lit("")).otherwise(pl.format(", lembar {}", "sheet"))
    return pl.format("lihat {}{}, baris {}", "file", sheet, "row_number")
