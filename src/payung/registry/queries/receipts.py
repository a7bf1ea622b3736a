"""Codes on slips and receipts: derived from the NIK with the installation's key, so that nothing is kept and nothing can be guessed."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from payung.core.nik import parse_nik
from payung.governance.queries.keys import keyring
from payung.registry.queries.finding import records_with_number
from payung.registry.queries.people import record_frame
from payung.registry.rules.receipts import as_written, code_of


def receipt_codes(records: Sequence[int]) -> dict[int, str]:
    """The code of each record whose NIK has a possible form, to be printed on what the person takes home."""
    opened = record_frame(records)
    return {
        record: _code(nik)
        for record, nik in zip(opened["worker"].to_list(), opened["nik"].to_list(), strict=True)
        if nik and parse_nik(nik) is not None
    }


def worker_with_receipt(nik: str, code: str) -> int | None:
    """The worker with this NIK when the code is that of the NIK, inside the present scope; None in every other case."""
    right = hmac.compare_digest(_code(nik), as_written(code) or "-")
    if parse_nik(nik) is None or not right:
        return None
    return next(iter(records_with_number("nik", nik)), None)


def _code(nik: str) -> str:
    return code_of(keyring().digest("receipt-code", nik.encode()))
