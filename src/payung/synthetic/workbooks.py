"""The mess itself: a folder of workbooks, each laid out by its own clerk, the member list, the death list, and the truth about every row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from payung.core import gazetteer
from payung.core.areas import Level
from payung.synthetic.clerks import Work, type_rows
from payung.synthetic.errors import Mix, mix_of
from payung.synthetic.extracts import TRUTH_COLUMNS, listed_work, truth_of, write_deaths, write_members
from payung.synthetic.layouts import FORMS, draw_layout
from payung.synthetic.people import Province
from payung.synthetic.sheets import Heading, build_sheets
from payung.synthetic.streams import stream
from payung.synthetic.villages import regency_facts
from payung.synthetic.welfare import write_welfare
from payung.synthetic.writers import suffix, write_sheets

USUAL_MIXES = ("office", "field")
_MAY_BE_EMPTY = ("nik", "birth_date", "sex", "mother", "phone")
_BOOK_NAMES = ("{}", "Data Pekerja Rentan {}", "Usulan {}", "daftar pekerja {}", "{} (fix)", "Data {} 2025", "{} - BPJS TK")

_URBAN = "1"  # the seventh digit of the code of a kelurahan
_NEAR = 100  # lists of one folder stand next to one another: two of one name are less than this apart


@dataclass(frozen=True)
class Mess:
    """What `write_mess` wrote: how many files and rows, and where."""

    files: int
    rows: int
    members: int
    deaths: int
    workbooks: Path
    truth: Path


def write_mess(
    province: Province,
    out: Path,
    seed: int,
    mixes: Sequence[Mix | str] = USUAL_MIXES,
    forms: Mapping[str, float] = FORMS,
    welfare: bool = False,
) -> Mess:
    """Write `out`/workbooks/ (a file for each list), members.csv, deaths.csv and truth.parquet.

    Each list is typed by a clerk of one of `mixes` (agents by the last). `forms`: formats and their shares. With `welfare` there is also
    workbooks/kesejahteraan.xlsx, an old extract of the welfare register that overlaps the lists only partly. Files of an earlier call are
    replaced, others left alone. In truth, `file` is relative to workbooks/ for the lists (row kind `registration` or `welfare`) and to `out`
    for the rest (`member`, `death`). Raises `Refusal` mix-unknown.
    """
    chosen = [mix_of(mix) for mix in mixes]
    workbooks, truth = out / "workbooks", out / "truth.parquet"
    workbooks.mkdir(parents=True, exist_ok=True)
    _remove_earlier(workbooks, truth)
    typed = _typed(province, seed, chosen)
    paths = _paths(province, seed)
    files: list[str] = []
    located: list[pl.DataFrame] = []
    starts = np.searchsorted(typed["list"].to_numpy(), np.arange(len(province.lists.source) + 1))
    for place, source in enumerate(province.lists.source):
        block = typed[int(starts[place]) : int(starts[place + 1])]
        if block.height:
            file, where = _write_list(province, workbooks / paths[place], block, bool(province.lists.agent[place]), source, seed, forms)
            files += [file.relative_to(workbooks).as_posix()] * block.height
            located.append(where)
    rows = pl.concat([typed, pl.concat(located), pl.DataFrame({"file": files})], how="horizontal")
    rows = rows.with_columns(pl.when("names_village").then("village").alias("village"))
    parts = [truth_of(province, rows, "registration")]
    if welfare:
        parts.append(write_welfare(province, workbooks, seed))
    members, deaths = write_members(province, out, seed), write_deaths(province, out, seed)
    pl.concat([*parts, members, deaths]).select(TRUTH_COLUMNS).write_parquet(truth)
    return Mess(len(set(files)) + welfare, typed.height, members.height, deaths.height, workbooks, truth)


def _remove_earlier(workbooks: Path, truth: Path) -> None:
    """Remove the workbooks of an earlier call, which its truth names: with another seed they would be strangers among the new ones."""
    if truth.exists():
        for file in pl.read_parquet(truth, columns=["file"])["file"].unique():
            (workbooks / file).unlink(missing_ok=True)


def _typed(province: Province, seed: int, mixes: Sequence[Mix]) -> pl.DataFrame:
    """All listed rows as typed, with everything else the cells are made of, in the order of lists."""
    work = listed_work(province.listed, province.lists)
    of_list = stream(seed, "mixes").integers(0, len(mixes), work.lists)
    of_list = np.where(province.lists.agent, len(mixes) - 1, of_list)
    parts = []
    for place, mix in enumerate(mixes):
        rows = np.flatnonzero(of_list[work.listed] == place)
        renumbered = np.cumsum(of_list == place) - 1
        mine = Work(work.person[rows], work.village[rows], renumbered[work.listed[rows]], int((of_list == place).sum()))
        frame = type_rows(stream(seed, f"workbooks {mix.name}"), province, mine, mix)
        parts.append(frame.with_columns(pl.lit(mix.name).alias("mix"), pl.Series("row", rows)))
    facts = ("kk", "birth_place", "address", "hamlet", "occupation", "workplace", "hours", "income_idr", "disability", "decile")
    typed = pl.concat(parts).sort("row").drop("row")
    beside = pl.DataFrame({"person": work.person, "list": work.listed, "listed": work.village, "again": province.listed["again"]})
    listed_village = province.villages.name.gather(work.village).alias("listed_village").to_frame()
    typed = pl.concat([typed, beside, listed_village, province.people[work.person].select(facts)], how="horizontal")
    return _with_place_names(typed, province.villages.code.gather(work.village))


def _with_place_names(typed: pl.DataFrame, listed: pl.Series) -> pl.DataFrame:
    """village_name as typed; district and regency of the list's own village, by their usual names."""
    places = pl.concat([gazetteer.villages(), gazetteer.districts(), gazetteer.regencies()]).select("code", "name")
    codes: dict[str, pl.Series] = {"village_name": typed["village"], "district": listed.str.head(6), "regency": listed.str.head(4)}
    for name, code in codes.items():
        typed = (
            typed.with_columns(code.alias("code"))
            .join(places.rename({"name": name}), on="code", how="left", maintain_order="left")
            .drop("code")
        )
    return typed.with_columns(pl.col("regency").str.replace("^Kabupaten ", ""))


def _write_list(
    province: Province, path: Path, block: pl.DataFrame, agent: bool, source: str, seed: int, forms: Mapping[str, float]
) -> tuple[Path, pl.DataFrame]:
    """Write one list; the file, and for each row of `block` sheet, row_number and whether its village is in a cell."""
    rng = stream(seed, f"layout {source}")
    empty = frozenset(field for field in _MAY_BE_EMPTY if block[field].null_count() == block.height)
    layout = draw_layout(rng, agent, block["listed_village"].n_unique(), empty, forms)
    sheets, names, numbers = build_sheets(block, layout, _heading(province, block, agent, source), rng)
    file = path.with_name(path.name + suffix(layout.form))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_sheets(file, layout.form, sheets)
    where = pl.DataFrame(
        {"sheet": [""] * block.height if layout.is_text else names, "row_number": numbers}, schema_overrides={"row_number": pl.UInt32}
    )
    return file, where.with_columns(pl.lit("village" in layout.fields).alias("names_village"))


def _heading(province: Province, block: pl.DataFrame, agent: bool, source: str) -> Heading:
    """The words above and below a list; whoever signs does not stand in it."""
    code = province.villages.code[int(block["listed"][0])]
    regency, district = gazetteer.name_of(code[:4]), gazetteer.name_of(code[:6])
    signer = province.people["name"][(int(block["person"].to_numpy().max()) + 7) % province.people.height].upper()
    town = dict(regency_facts().select("code", "capital").iter_rows()).get(code[:4], regency)
    if agent:
        return Heading(f"Wadah {source}", f"Provinsi {gazetteer.name_of(code[:2])}", "Ketua Wadah", signer, town)
    if not province.villages.by_village:
        return Heading(f"Kecamatan {district}", regency, f"Camat {district}", signer, town)
    kind = "Kelurahan" if code[6] == _URBAN else "Desa"
    village = gazetteer.name_of(code)
    return Heading(
        f"{kind} {village}, Kecamatan {district}", regency, f"{'Lurah' if code[6] == _URBAN else 'Kepala Desa'} {village}", signer, town
    )


def _paths(province: Province, seed: int) -> list[str]:
    """A file for each list, without its ending: by regency and kecamatan, and the agents' lists in a folder of their own."""
    rng = stream(seed, "file names")
    paths: list[str] = []
    for source, agent in zip(province.lists.source, province.lists.agent, strict=True):
        places = ["Agen"] if agent else [gazetteer.name_of(source[:4])]
        if len(source) == Level.VILLAGE:
            places.append(f"Kec {gazetteer.name_of(source[:6])}")
        what = source if agent else f"{'Desa' if len(source) == Level.VILLAGE else 'Kec'} {gazetteer.name_of(source)}"
        path = "/".join(_plain(part) for part in (*places, _BOOK_NAMES[rng.integers(len(_BOOK_NAMES))].format(what)))
        paths.append(f"{path} ({source})" if path in paths[-_NEAR:] else path)
    return paths


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9 ()_-]", "", text)
