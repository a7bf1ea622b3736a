"""The few words that pictures write themselves; titles, names and sources come from the caller in the right language."""

from __future__ import annotations

from payung.core.figures import Language

WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "no data": "tidak ada data",
        "of": "dari",
        "percent": "persen",
        "areas": "{count} wilayah: terendah {lowest}, tertinggi {highest}.",
        "missing": "{count} tanpa data.",
        "threads": "Satu benang = {unit} orang.",
        "quota": "kuota",
        "chosen": "terpilih",
        "received": "dari wilayah lain",
        "unfilled": "tidak terisi",
    },
    "en": {
        "no data": "no data",
        "of": "of",
        "percent": "percent",
        "areas": "{count} areas: lowest {lowest}, highest {highest}.",
        "missing": "{count} without data.",
        "threads": "One thread = {unit} people.",
        "quota": "quota",
        "chosen": "chosen",
        "received": "from another area",
        "unfilled": "unfilled",
    },
}
