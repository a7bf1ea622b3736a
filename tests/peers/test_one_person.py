"""What went wrong elsewhere when people were told apart, and does not here."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.linkage.people import MARIA, YOSEF, crowd, frame, members
from tests.peers.counting import statements
from tests.registry.people import person
from tests.selection.office import ON

from payung.linkage import link as link_frames
from payung.registry.actions.linking import link
from payung.registry.actions.review import decide_pair, unmerge
from payung.registry.models import CandidatePair, Worker
from payung.registry.queries.candidates import candidates_anywhere
from payung.registry.queries.persons import same_person
from payung.registry.queries.review import review_queue
from payung.registry.queries.workers import identifiers, population

TWIN = {"nik": None, "name": "Kristina Goreti Nona", "source": "c"}
BROTHER = {"nik": None, "name": "Andreas Moat Lado", "source": "c"}
SISTER = {"birth_date": "1985-06-05", "sex": "P", "mother": "Theresia Bunga"}


@pytest.fixture
def link_all(operator, now) -> Any:  # type: ignore[no-untyped-def]
    return lambda: link(seed=1, on=ON, by=operator, at=now)


def people() -> int:
    return len(set(same_person(Worker.objects.values_list("pk", flat=True)).values()))


def twins() -> tuple[dict[str, Any], dict[str, Any]]:
    one = person(4, name="Maria Goreti Tukan", nik="5307014506850001", **SISTER)
    return one, one | {"name": "Kristina Goreti Tukan", "nik": None}


def test_between_sure_and_surely_not_there_is_always_a_band_for_clerks() -> None:
    """The scores for "duplicate" and "perhaps a duplicate" were the same by default, so nobody was ever asked."""
    rows = pl.concat([frame(MARIA, MARIA | {"source": "b"}, MARIA | TWIN, YOSEF, YOSEF | BROTHER), crowd()])
    found = link_frames(rows, members(YOSEF, YOSEF | BROTHER)).pairs
    decided = {kind: set(pairs["decision"]) for (kind,), pairs in found.group_by("kind")}
    assert decided == {kind: {"accept", "review"} for kind in ("registration", "participant")}


def test_the_comparisons_do_not_grow_with_the_square_of_the_people() -> None:
    """All records were compared with all others: 100,000 faces were five billion comparisons."""
    candidates = [link_frames(crowd(size)).report["candidates"] for size in (400, 1_600)]
    assert candidates[1] < 2 * candidates[0]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_people(send, link_all) -> None:  # type: ignore[no-untyped-def]
    """Two searches in a cluster of its own were made for every person that came in."""
    counted = []
    for first, size in ((0, 15), (15, 150)):
        send(*(person(first + n) for n in range(size)))
        with statements() as asked:
            link_all()
        counted.append(len(asked))
    assert counted[0] == counted[1]
    with statements() as asked:
        assert candidates_anywhere({name: str(value) for name, value in person(20).items() if name in ("nik", "name", "birth_date")})
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_slip_of_the_pen_does_not_make_a_second_person(send, link_all) -> None:  # type: ignore[no-untyped-def]
    """Only equal values were found: one letter or digit more, and the same man was enrolled twice."""
    told = person(1)
    swapped = told["nik"][:14] + told["nik"][15] + told["nik"][14]
    send(told, told | {"name": "Petrus Kopon Doni"}, told | {"nik": swapped}, told | {"nik": None, "name": "Petrus K. Doni"}, person(2))
    link_all()
    assert people() == 2


@pytest.mark.django_db
def test_more_than_five_records_of_one_person_are_one_person(send, link_all) -> None:  # type: ignore[no-untyped-def]
    """More than five duplicates of one person ended the whole import."""
    send(*[person(1)] * 12, person(2))
    assert link_all().merged == 11
    assert people() == 2


@pytest.mark.django_db
def test_neither_record_of_a_merge_loses_a_word_and_undoing_it_gives_both_back(send, link_all, operator, now) -> None:  # type: ignore[no-untyped-def]
    """The first to resolve a duplicate decided whose data won; what the other record said was gone."""
    send(person(1), person(1, phone="081299999999", occupation="Nelayan"))
    link_all()
    merged = Worker.objects.get(survivor__isnull=False)
    assert list(Worker.objects.order_by("pk").values_list("occupation", flat=True)) == ["Petani", "Nelayan"]
    unmerge(worker=merged.pk, by=operator, at=now)
    told = population(ON)
    assert sorted(identifiers(told)["phone"].to_list()) == sorted([person(1)["phone"], "081299999999"])


@pytest.mark.django_db
def test_what_a_clerk_has_decided_leaves_the_queue_for_good(send, link_all, operator, now) -> None:  # type: ignore[no-untyped-def]
    """Results of deduplication never cleared: what was dismissed came back with the next run."""
    send(*twins())
    link_all()
    (waiting,) = review_queue()
    decide_pair(pair=waiting.pair, verdict="different", by=operator, at=now)
    assert (review_queue(), link_all().queued, review_queue()) == ([], 0, [])


@pytest.mark.django_db
def test_deciding_one_pair_decides_no_other(send, link_all, operator, now) -> None:  # type: ignore[no-untyped-def]
    """Approving swept along what was still waiting, and it stood there as decided by the caller."""
    others = [
        told | {"nik": told["nik"] and "5308014506850002", "village_code": "5308012002", "mother": "Yuliana Nona"} for told in twins()
    ]
    send(*twins(), *(told | {"name": f"{told['name']} Wea"} for told in others))
    link_all()
    first, *rest = review_queue()
    decide_pair(pair=first.pair, verdict="same", by=operator, at=now)
    assert rest
    assert [each.pair for each in review_queue()] == [each.pair for each in rest]
    assert list(CandidatePair.objects.filter(decided_by__isnull=False).values_list("pk", flat=True)) == [first.pair]
