"""Messages to copy to whoever has not answered a round, in Bahasa Indonesia. They name nobody."""

from __future__ import annotations

from datetime import date

from payung.registry.rules.rounds import Kind

_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def chase_message(kind: Kind, place: str, programme: str, people: int, answered: int, due: date | None, on: date) -> str:
    """What to write to a village or an office whose answers are missing."""
    missing = people - answered
    if missing == 0:
        return f"Yth. {place}: jawaban {kind.title} program {programme} sudah lengkap untuk {people} orang. Terima kasih."
    so_far = f"dari {people} orang, {missing} belum dijawab" if answered else f"{people} orang belum dijawab"
    until = ""
    if due is not None:
        day, left = f"{due.day} {_MONTHS[due.month - 1]} {due.year}", (due - on).days
        until = f" Kami tunggu sampai {day}, {left} hari lagi." if left > 0 else f" Kami tunggu hari ini, {day}." if left == 0 else f" Batas waktunya {day} sudah lewat."  # fmt: skip
    return f"Yth. {place}: {kind.title} program {programme}, {so_far}. Isi lembar yang sudah kami kirim, lalu kembalikan sebagai berkas atau kertas.{until}"
