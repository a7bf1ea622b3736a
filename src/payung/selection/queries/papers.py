"""What papers of decision say: the letter that asks for proposals, decrees with their annexes, the provisional list. In Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from payung.core.areas import Level, dotted
from payung.core.calendar import Month
from payung.core.figures import MONTHS, day, rupiah, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.rules.papers import Paper
from payung.places.queries import branch_of, letterhead, place_name, places
from payung.programmes.queries import Programme, programme_by_id
from payung.programmes.rules.statuses import IN_FORCE
from payung.registry.queries.rounds import place_lines
from payung.selection.queries.amendments import amended_places, amendment_view
from payung.selection.queries.lists import held_list, list_view
from payung.selection.queries.planning import proposal
from payung.selection.queries.runs import finished_run, opened
from payung.selection.rules.letters import ASKED, addressee, by_regency, left_out
from payung.selection.rules.statuses import EntryState, ListStatus

_BLANK = "................................"
_PERSON: dict[str, Any] = {
    "entry": pl.Int64, "area": pl.String, "state": pl.String, "rank": pl.Int64, "name": pl.String, "sex": pl.String, "birth_date": pl.Date,
    "birth_place": pl.String, "village_code": pl.String, "occupation": pl.String, "envelope": pl.Binary,
}  # fmt: skip
_STATES = {EntryState.CHOSEN.value: "Terpilih", EntryState.RESERVE.value: "Cadangan"}
_LEFT = {
    "already-active": "sudah peserta aktif", "over-age": "melewati batas usia", "died": "meninggal", "not-found": "NIK tidak ditemukan",
    "data-differ": "data berbeda", "numbers-swapped": "nomor tertukar", "field-missing": "isian kurang", "moved": "pindah",
}  # fmt: skip
LETTERS: Sequence[str] = ("quota-letter",)
LIST_PAPERS: Sequence[str] = ("decree",)
ANNEXES: Sequence[str] = ("annex-full", "annex-public")
AMENDMENT_PAPERS: Sequence[str] = ("decree-amended", "annex-amended")
PROVISIONAL: Sequence[str] = ("provisional-list",)


def quota_letters(programme: str, *, on: date, tranche: str | None = None, regency: str | None = None) -> list[Paper]:
    """The letter that asks a regency for proposals, of one regency or of each. Raises `Refusal` as `planning.proposal`, or area-unknown."""
    asked = proposal(programme, on=on, tranche=tranche)
    held, money = asked.programme, asked.tranche
    kinds = {code: (name, kind) for code, name, kind in places(held.area, Level.REGENCY).select("code", "name", "kind").iter_rows()}
    common = {
        "program": held.name,
        "pembayar": held.payer(money.payer).name,
        "jaminan": _insurances(held),
        "bulan": str(money.months),
        "bulan_awal": _month(money.first_month),
        "bulan_akhir": _month(money.last_month),
        "batas_waktu": day(money.deadline_on),
        "dasar_kuota": "; ".join(asked.sources) or "jumlah penduduk bekerja yang dimuat dalam Payung",
        "tidak_diusulkan": "; ".join(left_out(held.settings.criteria)) or "tidak ada kelompok yang dikecualikan",
    }
    isian = [{"isian": each, "keterangan": says, "wajib": must} for each, says, must in ASKED]
    made = []
    for code, areas in by_regency(asked.areas):
        if regency not in (None, code):
            continue
        name, kind = kinds[code]
        lines = [
            {"kode": dotted(area), "wilayah": each, "kuota": whole(quota), "usulan": whole(ceiling)}
            for area, each, quota, ceiling in areas.select("area", "name", "places", "ceiling").iter_rows()
        ]
        told = common | {
            "wilayah": name,
            "kepada": addressee(name, kind),
            "kuota": whole(int(areas["places"].sum())),
            "usulan_paling_banyak": whole(int(areas["ceiling"].sum())),
        }
        rows = {"kuota": lines, "isian": isian}
        made.append(Paper("quota-letter", held.id, code, name, told, rows, office=held.area, due_on=money.deadline_on))
    if regency is not None and not made:
        place_name(regency)
        raise _wrong_area()
    return made


def decree_paper(list_id: int, *, on: date) -> Paper:
    """The draft of the decree that names the participants of a list. Raises `Refusal` no-such-list or not-submitted."""
    held = held_list(list_id)
    _check_frozen(held.status)
    programme, view = programme_by_id(held.run.programme_id), list_view(list_id)
    people = _regencies(held.run_id)
    told = _decree_words(programme, held.run.tranche.code, on) | {
        "jumlah": whole(view.chosen),
        "biaya": rupiah(view.cost_idr),
        "sidik_daftar": view.digest[:16].upper(),
    }
    names = dict(places(programme.area).select("code", "name").iter_rows())
    lines = [
        {"no": str(number), "kode": dotted(code), "nama": names[code], "orang": whole(count), "cabang": branch_of(code, on).name}
        for number, (code, count) in enumerate(people.items(), 1)
    ]
    return Paper("decree", list_id, programme.area, programme.name, told, {"wilayah": lines})


def annex_papers(list_id: int, *, kind: str, on: date, regency: str | None = None) -> Iterator[Paper]:
    """The annex of a decree for one regency or for each, `annex-full` or `annex-public` (NIK hidden): one regency at a time.

    Raises `Refusal` no-such-list, not-submitted, wrong-area or branch-unknown.
    """
    held = held_list(list_id)
    _check_frozen(held.status)
    programme = programme_by_id(held.run.programme_id)
    words = _decree_words(programme, held.run.tranche.code, on)
    codes = [code for code in _regencies(held.run_id) if regency in (None, code)]
    if not codes:
        raise _wrong_area()
    for code in codes:
        people = _people(held.run_id, code, (EntryState.CHOSEN.value,), sealed=("nik",) if kind == "annex-full" else ())
        records = _annex_rows(people, kind, _place_names(code))
        told = {name: words[name] for name in ("program", "provinsi", "bulan_awal", "bulan_akhir")}
        told |= {"wilayah": place_name(code), "cabang": branch_of(code, on).name, "jumlah": whole(len(records))}
        yield Paper(kind, list_id, code, place_name(code), told, {"orang": records}, office=programme.area)


def provisional_paper(run: int, *, village: str, until: date, on: date) -> Paper:
    """The provisional list of one village for its notice board, by hamlet, NIK hidden, with the objection slip. Raises `Refusal` no-such-run or wrong-area."""
    held = finished_run(run)
    if len(village) != Level.VILLAGE:
        raise _wrong_area()
    programme = programme_by_id(held.programme_id)
    people = _people(run, village, tuple(_STATES), sealed=("hamlet",))
    if people.is_empty():
        raise _wrong_area()
    order = people.sort(pl.col("hamlet").fill_null("~"), pl.col("state") != EntryState.CHOSEN.value, "rank")
    records = [
        {
            "no": str(number),
            "nama": row["name"],
            "tahun": _year(row["birth_date"]),
            "dusun": row["hamlet"] or "Dusun belum diketahui",
            "pekerjaan": row["occupation"],
            "keadaan": _STATES[row["state"]],
        }
        for number, row in enumerate(order.iter_rows(named=True), 1)
    ]
    states = people["state"].to_list()
    told = village_words(programme, village, on) | {
        "jumlah": whole(states.count(EntryState.CHOSEN.value)),
        "cadangan": whole(states.count(EntryState.RESERVE.value)),
        "batas_waktu": day(until),
    }
    return Paper("provisional-list", run, village, told["desa"], told, {"orang": records}, due_on=until)


def villages_of_run(run: int, within: str = "") -> list[str]:
    """The villages in which a run has chosen or reserve people, inside an area."""
    sql = "SELECT DISTINCT area FROM selection_entry WHERE run_id = %s AND area >= %s AND area < %s ORDER BY area"
    held = read_frame(sql, {"area": pl.String}, [run, within, f"{within}:"])["area"]
    return [area for area in held if len(area) == Level.VILLAGE]


def amendment_paper(amendment_id: int, *, kind: str, on: date) -> Paper:
    """The draft of an amended decree, or its annex with who leaves and who enters. Raises `Refusal` no-such-object."""
    view = amendment_view(amendment_id)
    held = held_list(view.list_id)
    programme = programme_by_id(held.run.programme_id)
    words = _decree_words(programme, held.run.tranche.code, on)
    before = f"Keputusan Gubernur Nomor {held.decree_number}" if held.decree_number else f"Keputusan Gubernur Nomor {_BLANK}"
    changed = amended_places(amendment_id).with_columns(regency=pl.col("village_code").str.head(int(Level.REGENCY)))
    names = dict(places(programme.area).select("code", "name").iter_rows())
    if kind == "annex-amended":
        records = [
            {
                "no": str(number),
                "kabupaten": names.get(row["regency"], row["regency"]),
                "keluar": row["leaving"],
                "sebab": _LEFT.get(row["why"], row["why"]),
                "masuk": row["entering"],
                "desa": names.get(row["village_code"], row["village_code"]),
                "urutan": str(row["rank"]),
            }
            for number, row in enumerate(changed.sort("regency", "rank").iter_rows(named=True), 1)
        ]
        told = {"program": programme.name, "provinsi": words["provinsi"], "keputusan_lama": before, "jumlah": whole(len(records))}
        return Paper(kind, amendment_id, programme.area, programme.name, told, {"ganti": records})
    counted = changed.group_by("regency").len().sort("regency")
    lines = [
        {"no": str(number), "kode": dotted(code), "nama": names.get(code, code), "keluar": whole(count), "masuk": whole(count)}
        for number, (code, count) in enumerate(counted.iter_rows(), 1)
    ]
    told = words | {
        "keputusan_lama": before,
        "jumlah": whole(view.people),
        "bulan": str(view.months),
        "bulan_awal": _month(Month.parse(view.first_month)),
        "biaya": rupiah(view.bound_idr),
        "sidik_daftar": view.digest[:16].upper(),
    }
    return Paper(kind, amendment_id, programme.area, programme.name, told, {"wilayah": lines})


def village_words(programme: Programme, village: str, on: date) -> dict[str, str]:
    """How papers of a village name it and who signs there."""
    ward = places(village)["kind"].to_list() == ["kelurahan"]
    return {
        "program": programme.name,
        "tempat_lengkap": place_lines([village])[village],
        "desa": f"{'Kelurahan' if ward else 'Desa'} {place_name(village)}",
        "kepala": letterhead(village, on).head_title,
    }


# --- inside ----------------------------------------------------------------------------------------------------------


def _people(run: int, within: str, states: Sequence[str], sealed: tuple[str, ...]) -> pl.DataFrame:
    """Entries of a run inside an area with the sealed values asked for."""
    columns = "id, area, state, rank, name, sex, birth_date, birth_place, village_code, occupation"
    sql = (
        f"SELECT {columns}, encode(envelope, 'hex') FROM selection_entry"
        " WHERE run_id = %s AND state = ANY(%s) AND area >= %s AND area < %s ORDER BY village_code, name, id"
    )
    held = read_frame(sql, _PERSON, [run, list(states), within, f"{within}:"])
    return held.drop("envelope").hstack(opened(held, sealed)) if sealed else held.drop("envelope")


def regencies_of_list(list_id: int) -> list[str]:
    """The regencies for which a submitted list has an annex. Raises `Refusal` no-such-list or not-submitted."""
    return list(people_by_regency(list_id))


def people_by_regency(list_id: int) -> dict[str, int]:
    """Regency -> chosen people of a submitted list, in the present scope. Refusals as `regencies_of_list`."""
    held = held_list(list_id)
    _check_frozen(held.status)
    return _regencies(held.run_id)


def _regencies(run: int) -> dict[str, int]:
    """Regency -> chosen people of a run."""
    sql = (
        f"SELECT left(area, {int(Level.REGENCY)}), count(*) FROM selection_entry WHERE run_id = %s AND state = %s"
        f" GROUP BY 1 HAVING length(left(min(area), {int(Level.REGENCY)})) = {int(Level.REGENCY)} ORDER BY 1"
    )
    return dict(read_frame(sql, {"area": pl.String, "people": pl.Int64}, [run, EntryState.CHOSEN.value]).iter_rows())


def _annex_rows(people: pl.DataFrame, kind: str, names: dict[str, str]) -> list[dict[str, str]]:
    rows = []
    for number, row in enumerate(people.iter_rows(named=True), 1):
        village = row["village_code"]
        told = {
            "no": whole(number),
            "nama": row["name"],
            "jk": row["sex"],
            "desa": names.get(village, village),
            "kecamatan": f"Kecamatan {names.get(village[: int(Level.DISTRICT)], village[: int(Level.DISTRICT)])}",
            "pekerjaan": row["occupation"],
        }
        if kind == "annex-full":
            born = row["birth_date"].strftime("%d-%m-%Y") if row["birth_date"] else ""
            told |= {"nik": row["nik"] or "", "lahir": ", ".join(part for part in (row["birth_place"], born) if part)}
        else:
            told["tahun"] = _year(row["birth_date"])
        rows.append(told)
    return rows


def _decree_words(programme: Programme, tranche: str, on: date) -> dict[str, str]:
    money = programme.tranche(tranche)
    grounds = [f"{each.title} {each.number}".strip() for each in programme.instruments if each.status in IN_FORCE]
    return {
        "program": programme.name,
        "provinsi": place_name(programme.area).upper(),
        "pembayar": programme.payer(money.payer).name,
        "jaminan": _insurances(programme),
        "bulan": str(money.months),
        "bulan_awal": _month(money.first_month),
        "bulan_akhir": _month(money.last_month),
        "dasar_hukum": "; ".join(f"{number}. {each}" for number, each in enumerate(grounds, 1)) or _BLANK,
    }


def _insurances(programme: Programme) -> str:
    return " dan ".join(each.upper() for each in programme.settings.insurance)


def _month(month: Month) -> str:
    return f"{MONTHS['id'][month.month - 1]} {month.year}"


def _year(born: date | None) -> str:
    return str(born.year) if born else ""


def _place_names(within: str) -> dict[str, str]:
    return dict(places(within).select("code", "name").iter_rows())


def _check_frozen(status: str) -> None:
    if status not in (ListStatus.SUBMITTED, ListStatus.APPROVED, ListStatus.DECREED):
        raise Refusal("not-submitted", gettext_noop("A decree is drafted of a list that was handed in: only then its people are frozen."))


def _wrong_area() -> Refusal:
    return Refusal("wrong-area", gettext_noop("Nobody of this list or run is in that place. Choose a place that has people in it."))
