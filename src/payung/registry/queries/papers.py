"""What papers of listing and verification say: of a village, of a kecamatan or regency, of a round. In Bahasa Indonesia, as all papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from payung.core.areas import Level
from payung.core.figures import day, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.rules.papers import Paper
from payung.places.queries import branch_of, letterhead, place_name, places
from payung.programmes.queries import Programme
from payung.registry.queries.answers import PERSON_TABLE
from payung.registry.queries.people import PeopleFilter, people
from payung.registry.queries.rounds import RoundView, newest_round, place_lines, round_status, round_view, sheet_values
from payung.registry.rules.rounds import SILENT, kind_of

MOST_OF_A_VILLAGE = 20_000
NEW_LINES = 15  # empty lines of a sheet for people who are not listed yet
SEATS = 30  # lines of an attendance list
KEPT_DAYS = 90  # how long a receiver keeps what he was handed
_NEW_NAMES = "Belum tercantum: tulis nama, NIK, tanggal lahir, dusun dan pekerjaan"
_BLANK = "................................"
_HERE, _SILENT_WORD = "here", "belum dijawab"
_STATE = {"record": pl.Int64, "state": pl.String}
_OF_AN_AREA = {"area": pl.String, "state": pl.String, "people": pl.Int64}


def village_paper(kind: str, programme: Programme, village: str, on: date, due: date | None) -> Paper:
    """The sheet, minutes, attendance list or statement of one village: its living people with the village's answers so far.

    Raises `Refusal` not-a-village, area-unknown or wrong-paper (minutes of a desa asked for a kelurahan, or the other way round).
    """
    if len(village) != Level.VILLAGE:
        raise Refusal("not-a-village", gettext_noop("%(area)s is no village. Name one by its code of ten digits."), area=village)
    place_name(village)
    ward = places(village)["kind"].to_list() == ["kelurahan"]
    if kind in ("minutes-village", "minutes-ward") and ward != (kind == "minutes-ward"):
        message = gettext_noop("%(area)s is not that kind of place: a desa has minutes of its musyawarah, a kelurahan of its rembuk.")
        raise Refusal("wrong-paper", message, area=village)
    head = letterhead(village, on)
    lines = [] if kind in ("attendance", "sptjm-village") else _people(programme, village, on)
    told = {
        "program": programme.name,
        "tempat_lengkap": place_lines([village])[village],
        "desa": f"{'Kelurahan' if ward else 'Desa'} {place_name(village)}",
        "kepala": head.head_title,
        "batas_waktu": day(due) if due else _BLANK,
    }
    if kind == "attendance":
        seats = [{"no": str(number), "nama": "", "jabatan": "", "tanda_tangan": ""} for number in range(1, SEATS + 1)]
        return Paper(kind, programme.id, village, told["desa"], told, {"hadir": seats}, due_on=due)
    if kind == "sptjm-village":
        told["jumlah"] = whole(people(PeopleFilter(area=village, state="living"), on=on, size=1).total)
        return Paper(kind, programme.id, village, told["desa"], told, {}, due_on=due)
    told["jumlah"] = whole(len(lines))
    if kind == "verification-sheet":
        names = ("no", "nama", "nik", "lahir", "jk", "dusun", "pekerjaan")
        for line in lines:
            line["dusun"] = line["dusun"] or "Dusun belum diketahui"
        lines += [dict.fromkeys(names, "") | {"no": str(len(lines) + place), "dusun": _NEW_NAMES} for place in range(1, NEW_LINES + 1)]
        return Paper(
            kind, programme.id, village, told["desa"], told, {"orang": [{name: line[name] for name in names} for line in lines]}, due_on=due
        )
    states = [line["state"] for line in lines]
    told["ada"] = whole(states.count(_HERE))
    told["belum_dijawab"] = whole(states.count(SILENT))
    told["tidak_ada"] = whole(len(states) - states.count(_HERE) - states.count(SILENT))
    names = ("no", "nama", "nik", "dusun", "pekerjaan", "hasil", "urutan")
    return Paper(
        kind, programme.id, village, told["desa"], told, {"orang": [{name: line[name] for name in names} for line in lines]}, due_on=due
    )


def _people(programme: Programme, village: str, on: date) -> list[dict[str, str]]:
    """The living people of a village by hamlet and name, each with what the village answered."""
    shown = people(PeopleFilter(area=village, state="living"), on=on, size=MOST_OF_A_VILLAGE)
    records = [each.record for each in shown.rows]
    values = {row["record"]: row for row in sheet_values(records).iter_rows(named=True)}
    states = _answered(programme, village)
    labels = {code: state.label for code, state in kind_of("village").states.items()} | {SILENT: ""}
    rows = [(each, values[each.record]) for each in shown.rows if each.record in values]
    rows.sort(key=lambda pair: ((pair[1]["hamlet"] or "~").lower(), (pair[1]["name"] or "").lower(), pair[0].record))
    lines = []
    for number, (each, known) in enumerate(rows, 1):
        state = states.get(each.record, states.get(each.worker, SILENT))
        lines.append({
            "no": str(number),
            "nama": known["name"] or "",
            "nik": known["nik"] or "",
            "lahir": known["birth_date"].strftime("%d-%m-%Y") if known["birth_date"] else "",
            "jk": known["sex"] or "",
            "dusun": known["hamlet"] or "",
            "pekerjaan": known["known_occupation"] or "",
            "hasil": labels.get(state, state),
            "urutan": "",
            "state": state,
        })  # fmt: skip
    return lines


def _answered(programme: Programme, village: str) -> dict[int, str]:
    """Record and worker -> state in the newest round of villages."""
    asking = newest_round(programme.id, "village", village)
    if asking is None:
        return {}
    sql = f"SELECT record_id, state FROM {PERSON_TABLE} WHERE round_id = %s AND area = %s UNION ALL SELECT worker_id, state FROM {PERSON_TABLE} WHERE round_id = %s AND area = %s"
    return dict(read_frame(sql, _STATE, [asking, village, asking, village]).iter_rows())


def recap_paper(kind: str, programme: Programme, area: str, on: date) -> Paper:
    """The recapitulation of a kecamatan by village, or of a regency by kecamatan, with its covering letter; or the statement of the head of office.

    From the newest round of villages. Raises `Refusal` wrong-paper or nobody-asked.
    """
    wanted = Level.DISTRICT if kind == "recap-district" else Level.REGENCY
    if len(area) != wanted and not (kind == "sptjm-office" and len(area) == Level.PROVINCE):
        raise Refusal("wrong-paper", gettext_noop("This paper is made of a kecamatan or a regency. Name it by its code."), area=area)
    name = place_lines([area])[area]
    asking = newest_round(programme.id, "village", area)
    if asking is None:
        message = gettext_noop("No round asks the villages of %(area)s. Open one first: the recapitulation counts its answers.")
        raise Refusal("nobody-asked", message, area=area)
    counted = _counted(asking, area, Level.VILLAGE)
    if kind == "sptjm-office":
        answered = counted.group_by("area").agg((pl.col("people").filter(pl.col("state") != SILENT).sum() > 0).alias("any"))
        told = {
            "program": programme.name,
            "wilayah": name,
            "jumlah": whole(int(counted.filter(pl.col("state") == _HERE)["people"].sum())),
            "desa_sudah": whole(int(answered["any"].sum())),
            "desa_semua": whole(answered.height),
        }
        return Paper(kind, programme.id, area, name, told, {})
    level = Level.VILLAGE if kind == "recap-district" else Level.DISTRICT
    view = round_view(asking)
    lines = _recap_lines(_counted(asking, area, level), area)
    asked, silent = (sum(int(line[0][key]) for line in lines) for key in ("orang", "belum"))
    told = {
        "program": programme.name,
        "wilayah": name,
        "kepada": f"Kepala {letterhead(area[: int(Level.REGENCY)] if kind == 'recap-district' else programme.area, on).name}",
        "per_tanggal": day(on),
        "jumlah": whole(asked),
        "dijawab": whole(asked - silent),
        "belum": whole(silent),
        "batas_waktu": day(view.due_on) if view.due_on else _BLANK,
    }
    return Paper(kind, programme.id, area, name, told, {"wilayah": [line[1] for line in lines]}, due_on=view.due_on)


def _counted(asking: int, area: str, level: Level) -> pl.DataFrame:
    """[area, state, people] of a round inside an area, by places of the level."""
    sql = (
        f"SELECT left(area, {int(level)}), state, count(*) FROM {PERSON_TABLE} WHERE round_id = %s AND area >= %s AND area < %s"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return read_frame(sql, _OF_AN_AREA, [asking, area, f"{area}:"])


def _recap_lines(counted: pl.DataFrame, area: str) -> list[tuple[dict[str, int], dict[str, str]]]:
    """(figures, words) of each place."""
    names = dict(places(area).select("code", "name").iter_rows())
    lines = []
    for number, ((code,), part) in enumerate(counted.partition_by("area", as_dict=True, maintain_order=True).items(), 1):
        states = dict(part.select("state", "people").iter_rows())
        asked, silent, here = sum(states.values()), states.get(SILENT, 0), states.get(_HERE, 0)
        figures = {"orang": asked, "dijawab": asked - silent, "ada": here, "tidak_ada": asked - silent - here, "belum": silent}
        words = {"no": str(number), "nama": names.get(str(code), str(code)), **{name: whole(figure) for name, figure in figures.items()}}
        lines.append((figures, words))
    return lines


def handover_paper(round_id: int, programme: Programme, on: date) -> Paper:
    """The request to Dukcapil, to the welfare register or to BPJS, with the minutes of handing the file over.

    Raises `Refusal` no-such-object, or wrong-paper for a round of villages (they get their sheets).
    """
    view = round_view(round_id)
    if view.kind not in ("dukcapil", "welfare", "bpjs"):
        raise Refusal(
            "wrong-paper", gettext_noop("A round of villages is handed out as sheets. Minutes of handing over belong to the other kinds.")
        )
    status = round_status(round_id)
    told = {
        "program": programme.name,
        "wilayah": place_lines([view.area])[view.area] if len(view.area) > Level.PROVINCE else f"Provinsi {place_name(view.area)}",
        "putaran": str(round_id),
        "pihak_kedua": _addressee(view, on),
        "jumlah": whole(status.people),
        "perjanjian": view.agreement or _BLANK,
        "batas_waktu": day(view.due_on) if view.due_on else _BLANK,
        "hapus_pada": day(on + timedelta(days=KEPT_DAYS)),
    }
    return Paper(f"handover-{view.kind}", round_id, view.area, told["wilayah"], told, {}, office=programme.area, due_on=view.due_on)


def _addressee(view: RoundView, on: date) -> str:
    if view.kind == "bpjs":
        regency = view.area[: int(Level.REGENCY)]
        return branch_of(regency, on).name if len(regency) == Level.REGENCY else "BPJS Ketenagakerjaan"
    office = {"dukcapil": "Dinas Kependudukan dan Pencatatan Sipil", "welfare": "Dinas Sosial"}[view.kind]
    return (
        f"{office} {place_lines([view.area])[view.area]}"
        if len(view.area) > Level.PROVINCE
        else f"{office} Provinsi {place_name(view.area)}"
    )


VILLAGE_PAPERS: Sequence[str] = ("verification-sheet", "minutes-village", "minutes-ward", "attendance", "sptjm-village")
RECAP_PAPERS: Sequence[str] = ("recap-district", "recap-regency", "sptjm-office")
HANDOVER_PAPERS: Sequence[str] = ("handover-dukcapil", "handover-welfare", "handover-bpjs")
