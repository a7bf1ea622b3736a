"""The papers of a claim, filled in from what is known. In Bahasa Indonesia, as all papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from payung.claims.models import Claim, Heir
from payung.claims.queries.claims import deadline_of, held_claim, papers_of
from payung.claims.rules.checklists import checklist
from payung.claims.rules.heirs import order_of_heirs
from payung.claims.rules.statuses import Cause, ClaimKind, ClaimStatus
from payung.core.figures import day
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.keys import keyring
from payung.governance.rules.papers import Paper, paper_kind
from payung.places.queries import branch_of, letterhead, place_name
from payung.registry.queries.people import person, record_frame
from payung.registry.queries.rounds import place_lines

FAMILY_SHEET = "claim-family-sheet"
_HEIRS = "claims_heir"
_BLANK = "................................"
_KINDS = {
    ClaimKind.JKK: "Jaminan Kecelakaan Kerja (JKK)",
    ClaimKind.JKM: "Jaminan Kematian (JKM)",
    ClaimKind.JHT: "Jaminan Hari Tua (JHT)",
    ClaimKind.SCHOLARSHIP: "Beasiswa pendidikan anak",
}
_NEXT = {
    ClaimStatus.INCIDENT: "Berkas sedang dikumpulkan bersama kantor desa.",
    ClaimStatus.COMPLETE: "Berkas lengkap dan segera diserahkan ke BPJS Ketenagakerjaan.",
    ClaimStatus.FILED: "Berkas sudah di BPJS Ketenagakerjaan; keputusan ditunggu.",
    ClaimStatus.ASKED: "BPJS Ketenagakerjaan meminta berkas tambahan.",
    ClaimStatus.DECIDED: "BPJS Ketenagakerjaan sudah memutuskan; pembayaran ditunggu.",
    ClaimStatus.PAID: "Menurut kabar yang kami terima, santunan sudah dibayar.",
    ClaimStatus.REFUSED: "BPJS Ketenagakerjaan menolak; keberatan dapat diajukan.",
    ClaimStatus.APPEALED: "Keberatan sudah diajukan; jawaban ditunggu.",
    ClaimStatus.CLOSED: "Urusan ditutup; dapat dibuka lagi di kantor desa.",
}


def papers_for(held: Claim) -> list[str]:
    """The kinds of papers that Payung prepares for a claim, in the order of its checklist; the family's sheet last."""
    return [*dict.fromkeys(item.paper for item in checklist(held.kind, held.cause, held.situation) if item.paper), FAMILY_SHEET]


def claim_paper(kind: str, claim_id: int, on: date) -> Paper:
    """A paper of a claim with everything that is known. Raises `Refusal` no-such-object or wrong-paper."""
    held = held_claim(claim_id)
    if kind not in papers_for(held):
        raise Refusal("wrong-paper", gettext_noop("This paper does not belong to this claim. Choose one of its checklist."))
    form = paper_kind(kind)
    values, rows = _values(held, on), _records(held)
    return Paper(
        kind=kind,
        object_id=claim_id,
        area=held.area,
        about=f"{held.worker.name}, {values['desa']}",
        fields={name: values[name] for name in form.fields},
        rows={group: [{name: each.get(name, "") for name in names} for each in rows[group]] for group, names in form.rows.items()},
        due_on=held.due_on,
    )


def _values(held: Claim, on: date) -> dict[str, str]:
    told = person(held.worker_id).told
    village = told.village_code or held.area
    known = len(village) == 10
    head = letterhead(village if known else held.area, on)
    lacking = [each.item.says["id"] for each in papers_of(held) if not each.there]
    waits = deadline_of(held) if held.due_on else None
    return {
        "desa": place_name(village) if known else _BLANK,
        "tempat_lengkap": place_lines([village])[village] if known else _BLANK,
        "kepala": head.head_title if known else "Kepala desa atau lurah",
        "kecamatan": place_name(village[:6]) if known else _BLANK,
        "tanggal_kejadian": day(held.event_on),
        "tempat_kejadian": held.event_place or _BLANK,
        "kronologi": held.chronology or _BLANK,
        "pelapor": held.informant or _BLANK,
        "cabang": branch_of(held.area[:4], on).name if len(held.area) >= 4 else "BPJS Ketenagakerjaan",
        "perkara": _KINDS[ClaimKind(held.kind)] + (" karena kematian kerja" if held.cause == Cause.WORK_DEATH else ""),
        "urusan": str(held.pk),
        "tempat_kerja": told.workplace or _BLANK,
        "jam_kerja": told.hours or _BLANK,
        "berkas": "; ".join(lacking) if lacking else "tidak ada",
        "langkah": _NEXT[ClaimStatus(held.status)] + (f" Batas waktu: {day(waits.due_on)}." if waits else ""),
    }


def _records(held: Claim) -> dict[str, Sequence[Mapping[str, str]]]:
    about = person(held.worker_id)
    sealed = record_frame([about.told.record]).row(0, named=True)
    heirs = list(Heir.objects.filter(claim=held.parent_id or held.pk).order_by("pk"))
    opened = {each.pk: _opened(each) for each in heirs}
    lines = [_heir(number, each, opened[each.pk]) for number, each in enumerate(heirs, 1)]
    receiving = [
        _heir(1, each, opened[each.pk]) | {"bank": opened[each.pk].get("bank", ""), "nomor_rekening": opened[each.pk].get("account", "")}
        for each in heirs
        if each.receives
    ]
    told = about.told
    worker = {
        "nama": told.name,
        "nik": sealed["nik"] or "",
        "kpj": sealed["kpj"] or "",
        "lahir": ", ".join(part for part in (told.birth_place, _short(told.birth_date)) if part),
        "jk": told.sex,
        "alamat": sealed["address"] or sealed["hamlet"] or "",
        "pekerjaan": told.occupation,
    }
    empty = dict.fromkeys(("nama", "nik", "hubungan", "bank", "nomor_rekening"), "")
    return {"peserta": [worker], "ahli": lines or [empty], "penerima": receiving or [empty]}


def _heir(number: int, held: Heir, opened: Mapping[str, Any]) -> dict[str, str]:
    return {
        "no": str(number),
        "nama": held.name + (f" (wali: {held.guardian})" if held.guardian else ""),
        "nik": opened.get("nik", ""),
        "hubungan": order_of_heirs()["relations"][held.relation]["id"],
        "lahir": _short(held.born_on),
        "tinggal": held.lives_at,
    }


def _opened(held: Heir) -> Mapping[str, Any]:
    return keyring().open(_HEIRS, held.pk, bytes(held.envelope)) if held.envelope else {}


def _short(on: date | None) -> str:
    return on.strftime("%d-%m-%Y") if on else ""
