"""What went wrong elsewhere with rights and decisions, and does not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import DatabaseError, connection, transaction
from tests.selection.office import DECREED_ON, ON, officer

import payung
from payung.core.refusals import Refusal
from payung.enrolment.actions import export_batches
from payung.governance.models import Approval, ApprovalDecision, AuditEvent, Job
from payung.governance.queries.scope import scope
from payung.governance.rules.access import access_table, may
from payung.intake.actions import add_upload, withdraw_upload
from payung.programmes.actions import load_programme, set_instrument_state
from payung.registry.actions.linking import begin_link, link
from payung.registry.actions.outside import add_deaths, add_participants
from payung.registry.actions.review import decide_pair, unmerge
from payung.registry.models import LinkRun, Worker
from payung.registry.queries.workers import counts
from payung.selection.actions import approve_list, begin_selection, decree_list, end_list, return_list, select, submit_list
from payung.selection.models import BeneficiaryList, SelectionRun
from payung.selection.queries import altered_list, list_view

pytestmark = pytest.mark.django_db

SHIPPED = Path(payung.__file__).parent / "programmes" / "data" / "ntt-2025.yaml"
HEALTHY = {"nik_state": "sound", "died_on": None, "birth_date": date(1990, 1, 1)}


def changed_programme(office: Any, operator: Any, folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """NTT 2025 loaded again after `change` has worked on its file."""
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(content)
    (folder / "changed.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    load_programme(source=folder / "changed.yaml", by=operator, at=office.now)


def refused(action: Callable[..., Any], **options: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        action(**options)
    return refusal.value.code


def two_tranches(content: dict[str, Any]) -> None:
    (tranche,) = content["tranches"]
    halves = (("first", "2025-07", "2025-09"), ("second", "2025-10", "2025-12"))
    content["tranches"] = [tranche | {"code": code, "people": 20, "first_month": first, "last_month": last} for code, first, last in halves]


def test_approving_one_list_decides_no_other(office, populate, operator, tmp_path: Path):  # type: ignore[no-untyped-def]
    """An automatic approval marked all reviews that were still waiting as approved by the caller."""
    changed_programme(office, operator, tmp_path, two_tranches)
    populate(60, **HEALTHY)
    first, second = (submit_list(run=office.select(tranche=code).run, by=office.data, at=office.now) for code in ("first", "second"))
    approve_list(list_id=first, by=office.head, at=office.now)
    assert list_view(second).status == "submitted"
    assert list(ApprovalDecision.objects.values_list("approval__object_id", "decided_by")) == [(first, office.head.user_id)]
    assert Approval.objects.get(object_id=second, kind="list").status == "waiting"


def test_two_stages_are_two_people(office, populate, operator, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    """The policies "all" and "so many" were written down and worked as "anybody"."""
    changed_programme(office, operator, tmp_path, lambda content: content.update(approval_stages=2))
    populate(60, **HEALTHY)
    listed = submit_list(run=office.select().run, by=office.data, at=office.now)
    assert approve_list(list_id=listed, by=office.head, at=office.now) == "submitted"
    assert refused(approve_list, list_id=listed, by=office.head, at=office.now) == "already-decided"
    assert list_view(listed).status == "submitted"
    second = officer(operator, "second", "head_of_office", now)
    assert approve_list(list_id=listed, by=second, at=office.now) == "approved"


def test_the_maker_is_barred_whatever_posting_he_decides_in(office, populate):  # type: ignore[no-untyped-def]
    """Whoever made an import could approve it; elsewhere only "the same person at the same stage" was asked."""
    populate(60)
    listed = submit_list(run=office.select().run, by=office.data, at=office.now)
    as_head = replace(office.data, role="head_of_office", posting_id=office.head.posting_id)
    assert refused(approve_list, list_id=listed, by=as_head, at=office.now) == "maker-is-checker"
    assert refused(return_list, list_id=listed, reason="x", by=as_head, at=office.now) == "maker-is-checker"


def test_who_has_no_right_can_do_nothing_whatever_it_is(office, populate, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Changes were sent without a right being asked for on the server."""
    populate(60)
    run = office.select().run
    listed = submit_list(run=run, by=office.data, at=office.now)
    (tmp_path / "a.csv").write_text("nik,name\n", encoding="utf-8")
    file = tmp_path / "a.csv"
    acts: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (add_upload, {"paths": [file], "programme": "ntt-2025", "source": "x", "door": "village"}),
        (withdraw_upload, {"upload": 1}),
        (add_participants, {"path": file, "source": "x", "on": ON}),
        (add_deaths, {"path": file, "source": "x", "on": ON}),
        (link, {"seed": 1, "on": ON}),
        (decide_pair, {"pair": 1, "verdict": "same"}),
        (unmerge, {"worker": 1}),
        (load_programme, {"source": "ntt-2025"}),
        (set_instrument_state, {"code": "pergub-ntt-18-2025", "status": "in-force", "number": "1", "on": ON}),
        (select, {"programme": "ntt-2025", "seed": 1, "on": ON}),
        (submit_list, {"run": run}),
        (approve_list, {"list_id": listed}),
        (return_list, {"list_id": listed, "reason": "x"}),
        (decree_list, {"list_id": listed, "number": "1", "on": DECREED_ON, "file": file}),
        (end_list, {"list_id": listed, "reason": "x"}),
        (export_batches, {"list_id": listed, "layout_code": "bpu", "out": tmp_path, "on": ON}),
    ]
    events = AuditEvent.objects.count()
    for role in ("village_guest", "", "administrator"):
        nobody = replace(office.head, role=role)
        assert {action.__name__: refused(action, **options, by=nobody, at=office.now) for action, options in acts} == {
            action.__name__: "not-allowed" for action, _ in acts
        }
    assert AuditEvent.objects.count() == events
    assert list_view(listed).status == "submitted"


def test_an_empty_list_of_rights_or_areas_refuses_instead_of_letting_everybody_in(office, populate):  # type: ignore[no-untyped-def]
    """Any token was accepted as long as no list of tokens was there; people without an area were shown to all."""
    populate(20)
    assert not any(may(replace(office.head, role="nobody"), act) for acts in access_table().values() for act in acts)
    with pytest.raises(Refusal) as refusal, scope(replace(office.data, ranges=())):
        counts()
    assert refusal.value.code == "posting-ranges"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_app")
        with pytest.raises(DatabaseError, match="scope"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM registry_worker")


def test_people_whose_village_is_not_known_are_shown_to_those_above_them_only(office, populate, operator, now):  # type: ignore[no-untyped-def]
    """Rows without an area were visible to everybody; counts and choices told of areas that lists hid."""
    populate(10, area="53", village_code="")
    populate(10, seed=2, area="5307", village_code="")
    seen = {}
    for area, role in (("53", "data_officer"), ("5307", "regency_verifier"), ("5307012001", "regency_verifier")):
        with scope(officer(operator, f"verifier-{area}", role, now, area)):
            seen[area] = counts().people
    assert seen == {"53": 20, "5307": 10, "5307012001": 0}


def test_a_double_click_asks_once(office, populate):  # type: ignore[no-untyped-def]
    """Two clicks queued the same work twice."""
    populate(60)
    question = {"programme": "ntt-2025", "tranche": "2025-jul-dec", "seed": 1, "on": ON, "by": office.data, "at": office.now}
    assert begin_selection(**question) == begin_selection(**question)
    assert begin_link(seed=1, on=ON, by=office.data, at=office.now) == begin_link(seed=1, on=ON, by=office.data, at=office.now)
    assert (SelectionRun.objects.count(), LinkRun.objects.count(), Job.objects.count()) == (1, 1, 2)
    run = office.select().run
    submit_list(run=run, by=office.data, at=office.now)
    assert refused(submit_list, run=run, by=office.data, at=office.now) == "wrong-status"
    assert (SelectionRun.objects.count(), BeneficiaryList.objects.count()) == (1, 1)


def test_correcting_a_person_later_alters_no_list_that_was_handed_in(office, populate):  # type: ignore[no-untyped-def]
    """Later edits of a person changed what had been worked out and approved."""
    populate(60)
    listed = submit_list(run=office.select().run, by=office.data, at=office.now)
    before = list_view(listed)
    Worker.objects.update(name="NAMA BARU", decile=10, income_idr=9_000_000)
    assert approve_list(list_id=listed, by=office.head, at=office.now) == "approved"
    after = list_view(listed)
    assert (after.digest, after.chosen, after.cost_idr) == (before.digest, before.chosen, before.cost_idr)
    assert altered_list() is None
