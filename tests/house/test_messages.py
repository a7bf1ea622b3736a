"""Every message that is copied into WhatsApp: it is there for each notice, and never says who, how much or of what somebody died."""

from __future__ import annotations

import inspect
import re
from datetime import date
from itertools import product

import pytest

from payung.exchange.papers.wording import PLACE
from payung.governance.rules.papers import NEVER_IN_A_MESSAGE, paper_kinds
from payung.intake.rules.board import VillageState, village_message
from payung.registry.rules.round_messages import chase_message
from payung.registry.rules.rounds import kinds

ON = date(2025, 6, 20)
OF_NOBODY = re.compile(r"\d{7,}|Rp\s?\d|meninggal karena|sebab kematian", re.IGNORECASE)
PEOPLE = {"person", "worker", "nik", "name", "family", "amount", "amount_idr", "cause"}


@pytest.mark.parametrize("kind", list(paper_kinds()))
def test_a_paper_has_a_message_that_names_nobody(kind: str) -> None:
    message = paper_kinds()[kind].message
    spoken = {name.rpartition(".")[2] for name in PLACE.findall(message)}
    assert spoken.isdisjoint(NEVER_IN_A_MESSAGE)
    assert not OF_NOBODY.search(message)


@pytest.mark.parametrize(
    "kind", ["objection-answer", "receipts-card", "receipts-book", "provisional-list", "quota-letter", "verification-sheet"]
)
def test_each_notice_that_people_wait_for_has_a_message(kind: str) -> None:
    assert len(paper_kinds()[kind].message.strip()) > 40


@pytest.mark.parametrize(("state", "deadline"), list(product(VillageState, [ON, date(2025, 7, 1), date(2025, 6, 1)])))
def test_a_village_is_told_where_its_list_stands_and_until_when(state: VillageState, deadline: date) -> None:
    message = village_message(state, "Desa Nita", "NTT 2025", deadline, ON, errors=3)
    assert message.startswith("Yth. pengurus Desa Nita")
    assert not OF_NOBODY.search(message)
    if state in {VillageState.NOT_SENT, VillageState.RETURNED, VillageState.MINUTES_MISSING}:
        assert "2025" in message.split("Batas waktunya")[1]


@pytest.mark.parametrize("due", [None, ON, date(2025, 7, 1), date(2025, 6, 1)])
def test_a_round_reminds_by_counts_only(due: date | None) -> None:
    for kind in kinds().values():
        message = chase_message(kind, "Desa Nita", "NTT 2025", 40, 12, due, ON)
        assert "28" in message or "40" in message
        assert not OF_NOBODY.search(message)


@pytest.mark.parametrize("writer", [village_message, chase_message])
def test_what_writes_a_message_is_handed_nothing_of_a_person(writer) -> None:  # type: ignore[no-untyped-def]
    assert PEOPLE.isdisjoint(inspect.signature(writer).parameters)
