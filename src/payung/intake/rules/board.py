"""Where a village stands with its list, and what to write to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum


class VillageState(StrEnum):
    """Where a village stands, in the order of the work."""

    NOT_SENT = "not-sent"
    SENT = "sent"
    RETURNED = "returned"
    MINUTES_MISSING = "minutes-missing"
    COMPLETE = "complete"


def village_state(received_at: datetime | None, returned_at: datetime | None, *, people: int, errors: int, minutes: bool) -> VillageState:
    """The one state of a village. `people`: its rows (0 while its list waits to be read), `errors`: those of them that cannot go on;
    `minutes`: whether the signed ones of its meeting are in.

    A list is `sent` until it was read and what is wrong with it went back; with its minutes in it is complete.
    """
    if received_at is None:
        return VillageState.NOT_SENT
    if errors and returned_at is not None and returned_at >= received_at:
        return VillageState.RETURNED
    if minutes:
        return VillageState.COMPLETE
    return VillageState.SENT if errors or not people else VillageState.MINUTES_MISSING


_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def village_message(state: VillageState, village: str, programme: str, deadline: date, on: date, errors: int = 0) -> str:
    """A message to copy to a village, in Bahasa Indonesia: where it stands, what is asked for, until when. It names nobody."""
    day = f"{deadline.day} {_MONTHS[deadline.month - 1]} {deadline.year}"
    left = (deadline - on).days
    until = (
        f"Batas waktunya {day}, {left} hari lagi."
        if left > 0
        else f"Batas waktunya hari ini, {day}."
        if left == 0
        else f"Batas waktunya {day} sudah lewat."
    )
    said = {
        VillageState.NOT_SENT: f"daftar pekerja rentan {village} untuk program {programme} belum kami terima. Kirim buku kerjanya, atau bawa daftar kertasnya ke kantor kecamatan untuk diketikkan.",
        VillageState.SENT: f"daftar {village} untuk program {programme} sudah kami terima dan sedang diperiksa. Saat ini tidak ada yang perlu dikerjakan.",
        VillageState.RETURNED: f"daftar {village} untuk program {programme} kami kembalikan: {errors} baris perlu dibetulkan. Keterangannya ada di kolom Catatan buku kerja. Baris lain tetap tercatat.",
        VillageState.MINUTES_MISSING: f"daftar {village} untuk program {programme} sudah lengkap. Yang belum ada: berita acara musyawarah yang ditandatangani. Foto atau pindaiannya cukup.",
        VillageState.COMPLETE: f"daftar dan berita acara {village} untuk program {programme} sudah lengkap. Terima kasih.",
    }[state]  # fmt: skip
    tail = "" if state in {VillageState.SENT, VillageState.COMPLETE} else f" {until}"
    return f"Yth. pengurus {village}: {said}{tail}"
