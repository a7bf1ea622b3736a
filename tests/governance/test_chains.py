"""Chains of approval: stages by role, office and amount; deadlines; decisions taken on paper."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from payung.core.refusals import Refusal
from payung.governance.actions.accounts import create_user
from payung.governance.actions.approvals import decide, set_chain, submit
from payung.governance.actions.files import store_content
from payung.governance.models import ApprovalDecision, ApprovalStage, AuditEvent
from payung.governance.queries.approvals import approval_panel, chain_of, chains, officials, waiting_for
from payung.governance.queries.scope import scope
from payung.governance.rules.access import access, may
from payung.governance.rules.approval import Paper, Stage, check_chain, stages_for
from payung.governance.rules.statuses import Verdict

pytestmark = pytest.mark.django_db
DIGEST = bytes(range(32))
SHOWN = DIGEST.hex()[:16].upper()


@pytest.fixture
def office(hire):  # type: ignore[no-untyped-def]
    return {
        "maker": hire("maker", "data_officer"),
        "colleague": hire("colleague", "data_officer"),
        "section": hire("section", "head_of_section"),
        "head": hire("head", "head_of_office"),
        "legal": hire("legal", "legal_bureau"),
    }


@pytest.fixture
def long_chain(operator, now):  # type: ignore[no-untyped-def]
    stages = [Stage(("head_of_section",), days=3), Stage(("head_of_office",), days=2), Stage(("legal_bureau",), least_idr=1_000_000_000)]
    set_chain(kind="list", stages=stages, by=operator, at=now)


def hand_in(by, at, **more):  # type: ignore[no-untyped-def]
    return submit(kind="list", object_id=1, digest=DIGEST, by=by, at=at, **more)


def say(by, at, verdict=Verdict.APPROVE, **more):  # type: ignore[no-untyped-def]
    return decide(kind="list", object_id=1, digest=DIGEST, verdict=verdict, by=by, at=at, **more)


def refusal(action, *args, **given) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        action(*args, **given)
    return refused.value.code


def test_each_stage_is_decided_by_its_own_role_in_its_turn(office, long_chain, now):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now, amount_idr=2_000_000_000)
    assert refusal(say, office["head"], now) == "not-your-stage"
    assert not say(office["section"], now).final
    assert refusal(say, office["legal"], now) == "not-your-stage"
    assert not say(office["head"], now).final
    assert say(office["legal"], now).final


def test_a_stage_with_a_threshold_is_passed_over_below_it(office, long_chain, now):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now, amount_idr=999_999_999)
    say(office["section"], now)
    assert say(office["head"], now).final


def test_no_amount_means_every_stage_and_the_last_always_stays() -> None:
    chain = [Stage(("signer",), least_idr=10), Stage(("head_of_office",), least_idr=20)]
    assert stages_for(chain, None) == tuple(chain)
    assert stages_for(chain, 15) == (chain[0],)
    assert stages_for(chain, 5) == (chain[1],)


def test_what_waits_keeps_the_chain_it_was_submitted_under(office, operator, now):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now)
    set_chain(kind="list", stages=[Stage(("signer",)), Stage(("head_of_office",))], by=operator, at=now)
    assert say(office["head"], now).final
    assert len(chain_of("list")) == 2


def test_each_stage_has_its_own_last_day_from_when_it_begins(office, long_chain, now, today):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now)
    (waiting,) = waiting_for(office["section"])
    assert (waiting.due_on, waiting.late(today + timedelta(days=3)), waiting.late(today + timedelta(days=4))) == (
        today + timedelta(days=3),
        False,
        True,
    )
    say(office["section"], now + timedelta(days=2))
    (waiting,) = waiting_for(office["head"])
    assert (waiting.stage, waiting.stages, waiting.due_on) == (2, 3, today + timedelta(days=4))


def test_it_waits_for_whoever_may_decide_it_now_and_for_nobody_else(office, long_chain, now):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now)
    assert {name for name, actor in office.items() if waiting_for(actor)} == {"section"}
    say(office["section"], now)
    assert {name for name, actor in office.items() if waiting_for(actor)} == {"head"}
    assert waiting_for(office["head"], kinds=["law_amendment"]) == []


def test_a_stage_of_one_office_is_decided_in_that_office_only(operator, office, now, today):  # type: ignore[no-untyped-def]
    set_chain(kind="list", stages=[Stage(("head_of_section",), office="bidang-hi")], by=operator, at=now)
    hand_in(office["maker"], now)
    assert refusal(say, office["section"], now) == "not-your-stage"
    mine = create_user(
        login="hubin",
        full_name="Hubin",
        password=None,
        role="head_of_section",
        areas=["53"],
        office="bidang-hi",
        by=operator,
        at=now,
        on=today,
    )
    assert say(mine, now).final


def test_the_panel_says_who_decided_and_why_its_reader_may_not(office, long_chain, now):  # type: ignore[no-untyped-def]
    assert approval_panel("list", 1, office["head"]) is None
    hand_in(office["maker"], now)
    say(office["section"], now)
    panel = approval_panel("list", 1, office["head"])
    assert panel is not None
    assert [step.decider for step in panel.steps] == ["Section", "", ""]
    assert (panel.current, panel.refusal, panel.maker) == (2, None, "Maker")
    codes = {name: approval_panel("list", 1, actor).refusal.code for name, actor in office.items() if name != "head"}  # type: ignore[union-attr]
    assert codes == {"maker": "maker-is-checker", "colleague": "not-your-stage", "section": "already-decided", "legal": "not-your-stage"}


def test_over_all_roles_only_those_of_the_stage_decide_and_never_the_maker(office, long_chain, now):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now)
    for role, person in itertools.product(sorted(access().roles), ("maker", "colleague")):
        code = refusal(say, replace(office[person], role=role), now) if (role, person) != ("head_of_section", "colleague") else None
        assert code in (None, "maker-is-checker" if person == "maker" else "not-your-stage")


@pytest.mark.parametrize(
    ("stages", "code"),
    [([], "chain-length"), ([Stage(("signer",))] * 9, "chain-length"), ([Stage()], "chain-roles"), ([Stage(("emperor",))], "unknown-role")],
)
def test_a_chain_has_one_to_eight_stages_of_known_roles(stages, code) -> None:  # type: ignore[no-untyped-def]
    assert refusal(check_chain, stages) == code


def test_who_may_set_a_chain_is_in_the_access_table(office, now):  # type: ignore[no-untyped-def]
    assert refusal(set_chain, kind="list", stages=[Stage(("signer",))], by=office["head"], at=now) == "not-allowed"
    assert [each.kind for each in chains()] == sorted(access().chains)


@pytest.fixture
def page(office, now):  # type: ignore[no-untyped-def]
    with scope(office["legal"]):
        return store_content(content=b"scan", name="halaman.pdf", area="53", file_class="decision", by=office["legal"], at=now).pk


def signed(office, kept, now, **changed):  # type: ignore[no-untyped-def]
    given = {"decider": office["head"].user_id, "signed_at": now + timedelta(days=1), "page": kept, "digest_on_page": SHOWN}
    return Paper(**(given | changed))


def test_a_decision_on_paper_names_decider_and_recorder_and_keeps_the_page(office, page, now):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now)
    outcome = say(office["legal"], now + timedelta(days=2), paper=signed(office, page, now), act="selection.approve")
    assert outcome.final
    held = ApprovalDecision.objects.get()
    assert (held.decided_by_id, held.recorded_by_id, held.page_id) == (office["head"].user_id, office["legal"].user_id, page)
    (step,) = approval_panel("list", 1, office["legal"]).steps  # type: ignore[union-attr]
    assert (step.decider, step.recorder, step.page) == ("Head", "Legal", page)
    assert AuditEvent.objects.filter(action="record_decision_approve_list", by_user=office["legal"].user_id).exists()


@pytest.mark.parametrize(
    ("recorder", "changed", "code"),
    [
        ("maker", {}, "recorder-is-maker"),
        ("legal", {"digest_on_page": "00" * 16}, "page-of-another"),
        ("legal", {"digest_on_page": SHOWN[:15]}, "page-digest-short"),
        ("legal", {"page": 999_999}, "no-such-object"),
        ("legal", {"signed_at": timedelta(days=-1)}, "signed-when"),
        ("legal", {"signed_at": timedelta(days=3)}, "signed-when"),
        ("legal", {"decider": "legal"}, "recorder-is-decider"),
        ("legal", {"decider": "maker"}, "maker-is-checker"),
        ("legal", {"decider": "section"}, "not-your-stage"),
        ("legal", {"decider": "colleague"}, "signer-has-no-posting"),
        ("head", {"decider": "section"}, "not-allowed"),
    ],
)
def test_a_page_that_does_not_show_what_was_decided_is_refused(office, page, now, recorder, changed, code):  # type: ignore[no-untyped-def]
    hand_in(office["maker"], now)
    if isinstance(changed.get("decider"), str):
        changed = changed | {"decider": office[changed["decider"]].user_id}
    if isinstance(changed.get("signed_at"), timedelta):
        changed = changed | {"signed_at": now + changed["signed_at"]}
    given = {"paper": signed(office, page, now, **changed), "act": "selection.approve"}
    assert refusal(say, office[recorder], now + timedelta(days=2), **given) == code
    assert not ApprovalDecision.objects.exists()


def test_an_official_who_never_signs_in_is_offered_as_signer(operator, office, now, today):  # type: ignore[no-untyped-def]
    create_user(login="sekda", full_name="Sekretaris Daerah", password=None, role="signer", areas=["53"], by=operator, at=now, on=today)
    assert [name for _user, name in officials(["signer"])] == ["Sekretaris Daerah"]
    assert "Operator" not in [name for _user, name in officials([])]


def test_stages_without_roles_are_left_to_the_owning_room(office, now):  # type: ignore[no-untyped-def]
    submit(kind="something", object_id=1, digest=DIGEST, by=office["maker"], at=now)
    assert ApprovalStage.objects.get().roles == []
    assert decide(kind="something", object_id=1, digest=DIGEST, verdict=Verdict.APPROVE, by=office["legal"], at=now).final
    assert may(office["legal"], "approvals.record")
