"""Finding a person by the words of his name, or by a whole number, through the keyed hashes; inside the present scope."""

from __future__ import annotations

from datetime import date

from django.db import connection

from payung.linkage.keys import word_keys
from payung.registry.queries.candidates import hash_of_key
from payung.registry.queries.people import PersonLine, lines_of

_MOST_ROWS = 400  # records looked at before they are told as people


def find_by_name(words: str, on: date, most: int = 20) -> list[PersonLine]:
    """People whose name has all the words, spelt alike, in any order; whole words only."""
    keys = list(dict.fromkeys(word_keys(words, hash_of_key())))
    return _people(_records(keys), on, most)


def find_by_number(kind: str, number: str, on: date) -> list[PersonLine]:
    """People with exactly this NIK or member number (`kind` nik or kpj)."""
    return _people(records_with_number(kind, number), on, most=20)


def records_with_number(kind: str, number: str) -> list[int]:
    """The records with exactly this NIK or member number."""
    return _records([hash_of_key()(f"{kind}:{number.upper()}")])


def _records(keys: list[int]) -> list[int]:
    """The records that have all of these keys."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker_id FROM registry_registrykey WHERE key = ANY(%s) GROUP BY worker_id HAVING count(DISTINCT key) = %s LIMIT %s",
            [keys, len(keys), _MOST_ROWS],
        )
        return [worker for (worker,) in cursor.fetchall()]


def _people(records: list[int], on: date, most: int) -> list[PersonLine]:
    return lines_of(records, on, most)
