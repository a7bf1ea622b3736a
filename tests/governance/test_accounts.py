"""Accounts delegated downwards: who may make whom, slips, sleep, ends, and what no person may hold at once."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payung.core.refusals import Refusal
from payung.exchange.books import safe_book
from payung.governance.actions.accounts import (
    change_own_password,
    create_posting,
    create_user,
    end_account,
    end_posting,
    keep_accounts,
    print_slips,
    reset_password,
    restore_account,
    take_account_sheet,
    wake_account,
)
from payung.governance.actions.audit import record
from payung.governance.models import AuditEvent, FirstUse, Posting, User
from payung.governance.queries.accounts import account, accounts, actor_for, first_password, ready_accounts, state_of, user_with_slip
from payung.governance.rules.access import access, apart
from payung.governance.rules.account_sheet import AccountLine, SheetAct
from payung.governance.rules.accounts import ASLEEP_AFTER, FIRST_USE_FOR, AccountState, check_awake
from payung.places.actions import load_places

pytestmark = pytest.mark.django_db
SIKKA, VILLAGE, OTHER = "5307", "5307012001", "5308022001"


@pytest.fixture
def sikka(hire):  # type: ignore[no-untyped-def]
    return hire("sikka", "regency_verifier", SIKKA)


@pytest.fixture
def make(now, today):  # type: ignore[no-untyped-def]
    def made(by, login="desa", role="village_officer", areas=(VILLAGE,), **more):  # type: ignore[no-untyped-def]
        return create_user(login=login, full_name="Petugas", password=None, role=role, areas=areas, by=by, at=now, on=today, **more)

    return made


def refusal(action, **given) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        action(**given)
    return refused.value.code


def line(row: int, area: str = VILLAGE, act: SheetAct = SheetAct.MAKE, role: str = "village_officer", **more) -> AccountLine:  # type: ignore[no-untyped-def]
    return AccountLine(row, act, area, more.get("name", "Maria"), role, more.get("login", ""), more.get("starts_on"), more.get("ends_on"))


@pytest.mark.parametrize(
    ("role", "areas", "code"),
    [
        ("village_officer", (VILLAGE,), None),
        ("kecamatan_officer", ("530701",), None),
        ("village_officer", (OTHER,), "not-yours-to-administer"),
        ("village_officer", (VILLAGE, OTHER), "not-yours-to-administer"),
        ("regency_verifier", (SIKKA,), "not-yours-to-administer"),
        ("data_officer", (SIKKA,), "not-yours-to-administer"),
        ("administrator", (SIKKA,), "not-yours-to-administer"),
        ("village_officer", ("530701",), "area-too-wide"),
        ("public", (VILLAGE,), "unknown-role"),
        ("emperor", (VILLAGE,), "unknown-role"),
    ],
)
def test_a_regency_makes_accounts_of_lower_roles_inside_its_area_only(sikka, make, role, areas, code):  # type: ignore[no-untyped-def]
    if code is None:
        assert make(sikka, role=role, areas=areas).role == role
        return
    with pytest.raises(Refusal) as refused:
        make(sikka, role=role, areas=areas)
    assert refused.value.code == code
    assert not User.objects.filter(login="desa").exists()


def test_who_administers_nobody_makes_no_account(hire, make):  # type: ignore[no-untyped-def]
    for role in sorted(set(access().roles) - {"public", "operator"}):
        if not access().roles[role].administers and not access().roles[role].ends:
            with pytest.raises(Refusal):
                make(hire(f"a-{role}".replace("_", "-"), role, VILLAGE), login=f"b-{role}".replace("_", "-"))


def test_a_slip_opens_until_its_owner_has_chosen_a_password_of_his_own(sikka, make, now):  # type: ignore[no-untyped-def]
    made = make(sikka, slip=True)
    (slip,) = print_slips(by=sikka, at=now)
    assert (slip.login, slip.areas, slip.good_until) == ("desa", (VILLAGE,), date(2025, 6, 24))
    assert slip.password.encode() not in bytes(FirstUse.objects.get().envelope)
    assert authenticate(username="desa", password=slip.password).pk == made.user_id
    assert user_with_slip("desa", slip.password.upper()).pk == made.user_id
    assert authenticate(username="desa", password="abcd-efgh-jkmn") is None
    change_own_password(password="seekor ikan di laut", by=made, at=now)
    assert authenticate(username="desa", password=slip.password) is None
    assert authenticate(username="desa", password="seekor ikan di laut").pk == made.user_id
    assert print_slips(by=sikka, at=now) == []


def test_an_unused_slip_expires_and_a_reset_gives_another(sikka, make, now):  # type: ignore[no-untyped-def]
    made = make(sikka, slip=True)
    later = now + FIRST_USE_FOR + timedelta(minutes=1)
    assert state_of(made.user_id, later) is AccountState.EXPIRED
    assert print_slips(by=sikka, at=later) == []
    before = first_password(made.user_id)
    reset_password(user_id=made.user_id, by=sikka, at=later)
    assert state_of(made.user_id, later) is AccountState.FIRST_USE
    assert first_password(made.user_id) != before


def test_an_account_sleeps_after_ninety_days_and_is_woken_by_whoever_administers_it(sikka, hire, make, now):  # type: ignore[no-untyped-def]
    made = make(sikka, slip=True)
    change_own_password(password="seekor ikan di laut", by=made, at=now)
    then = now + ASLEEP_AFTER
    assert state_of(made.user_id, then) is AccountState.ACTIVE
    then += timedelta(seconds=1)
    assert state_of(made.user_id, then) is AccountState.ASLEEP
    assert refusal(check_awake, state=AccountState.ASLEEP) == "account-asleep"
    assert refusal(wake_account, user_id=made.user_id, by=hire("ende", "regency_verifier", "5308"), at=then) == "not-yours-to-administer"
    wake_account(user_id=made.user_id, by=sikka, at=then)
    assert state_of(made.user_id, then) is AccountState.ACTIVE


def test_an_ended_account_opens_nothing_until_it_is_opened_again(sikka, make, now, today):  # type: ignore[no-untyped-def]
    made = make(sikka, slip=True)
    change_own_password(password="seekor ikan di laut", by=made, at=now)
    end_account(user_id=made.user_id, by=sikka, at=now)
    assert authenticate(username="desa", password="seekor ikan di laut") is None
    assert refusal(actor_for, login="desa", on=today) == "unknown-user"
    assert refusal(end_account, user_id=sikka.user_id, by=sikka, at=now) == "not-yours-to-administer"
    restore_account(user_id=made.user_id, by=sikka, at=now)
    assert authenticate(username="desa", password=first_password(made.user_id)) is not None


def test_nobody_but_the_shell_is_the_operator(operator, now):  # type: ignore[no-untyped-def]
    assert refusal(reset_password, user_id=operator.user_id, by=operator, at=now) == "no-such-object"
    assert ready_accounts() == []


def test_an_inspector_is_posted_until_a_day_and_not_after_it(operator, make, now, today):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        make(operator, login="bpk", role="inspector", areas=("53",))
    assert refused.value.code == "end-missing"
    make(operator, login="bpk", role="inspector", areas=("53",), ends_on=date(2025, 7, 1))
    assert actor_for("bpk", date(2025, 6, 30)).role == "inspector"
    assert refusal(actor_for, login="bpk", on=date(2025, 7, 1)) == "no-posting"


def test_a_posting_that_is_ended_holds_until_its_day(sikka, make, now, today):  # type: ignore[no-untyped-def]
    made = make(sikka)
    assert refusal(end_posting, posting=made.posting_id, on=today, by=sikka, at=now) == "posting-dates"
    end_posting(posting=made.posting_id, on=today + timedelta(days=1), by=sikka, at=now)
    assert refusal(actor_for, login="desa", on=today + timedelta(days=1)) == "no-posting"
    assert create_posting(user_id=made.user_id, role="village_officer", areas=[VILLAGE], by=sikka, at=now, on=today + timedelta(days=1))


def test_maker_and_checker_are_never_one_person_over_all_pairs_of_roles(operator, make, now, today):  # type: ignore[no-untyped-def]
    table = access()
    roles = sorted(set(table.roles) - {"public", "operator"})
    held_apart = {frozenset(pair) for pair in itertools.combinations(roles, 2) if apart(pair)}
    for pair in (("data_officer", "head_of_office"), ("data_officer", "legal_bureau"), ("administrator", "head_of_office")):
        assert frozenset(pair) in held_apart
    assert not any(apart([role]) for role in table.roles)
    for number, (first, second) in enumerate(itertools.combinations(roles, 2)):
        made = make(operator, login=f"person-{number}", role=first, areas=(VILLAGE,), ends_on=date(2026, 1, 1))
        given = {
            "user_id": made.user_id,
            "role": second,
            "areas": [VILLAGE],
            "ends_on": date(2026, 1, 1),
            "by": operator,
            "at": now,
            "on": today,
        }
        if frozenset((first, second)) in held_apart:
            assert refusal(create_posting, **given) == "roles-apart"
        else:
            assert create_posting(**given).role == second


def test_a_sheet_makes_resets_and_ends_accounts_and_names_the_lines_it_did_not_do(sikka, operator, tmp_path, now, today):  # type: ignore[no-untyped-def]
    load_places(province="53", by=operator, at=now, record=record)
    path = tmp_path / "akun.xlsx"
    rows = [
        ("Daftar petugas",),
        ("Nama", "Wilayah", "Peran", "Tindakan", "Sampai"),
        ("Maria Goreti", "53.07.01.2001", "petugas desa", "", "31-12-2025"),
        ("Yosef", 530701, "", "buat", ""),
        ("", "53.07.01.2002", "", "", ""),
        ("Ende", "53.08.02.2001", "", "", ""),
        ("Salah", "53.07.01.2003", "", "hapus", ""),
        ("Salah", "53.07.01.2003", "", "", "kapan-kapan"),
        ("Salah", "53.07.01.2999", "", "", ""),
    ]
    with safe_book(path) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(rows):
            page.write_row(row, 0, cells)
    outcome = take_account_sheet(path=path, by=sikka, at=now, on=today)
    assert (outcome.made, outcome.reset, outcome.ended) == (2, 0, 0)
    assert [(fault.row, fault.refusal.code) for fault in outcome.faults] == [
        (6, "not-yours-to-administer"),
        (7, "sheet-act"),
        (8, "sheet-day"),
        (9, "area-unknown"),
    ]
    assert {(slip.login, slip.role) for slip in print_slips(by=sikka, at=now)} == {
        ("desa-5307012001", "village_officer"),
        ("kec-530701", "kecamatan_officer"),
    }
    assert Posting.objects.get(user__login="desa-5307012001").ends_on == date(2025, 12, 31)
    second = keep_accounts(
        lines=[line(2), line(3, act=SheetAct.RESET), line(4, "530701", SheetAct.END), line(5, "5307012009", SheetAct.END)],
        by=sikka,
        at=now,
        on=today,
    )
    assert (second.made, second.reset, second.ended) == (0, 1, 1)
    assert [(fault.row, fault.refusal.code) for fault in second.faults] == [(2, "login-taken"), (5, "unknown-user")]
    assert not User.objects.get(login="kec-530701").is_active


def test_a_sheet_without_its_heads_says_which_are_missing(sikka, tmp_path, now, today):  # type: ignore[no-untyped-def]
    path = tmp_path / "akun.csv"
    path.write_text("satu,dua\n1,2\n")
    assert refusal(take_account_sheet, path=path, by=sikka, at=now, on=today) == "sheet-without-heads"


def test_a_whole_regency_is_set_up_at_once(sikka, now, today):  # type: ignore[no-untyped-def]
    lines = [line(number, f"53070120{number:02}") for number in range(1, 60)]
    outcome = keep_accounts(lines=lines, by=sikka, at=now, on=today)
    assert (outcome.made, outcome.faults) == (59, ())
    assert len({slip.password for slip in print_slips(by=sikka, at=now)}) == 59
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = accounts(sikka, now, today)
    assert (page.total, page.pages, len(page.rows)) == (60, 2, 50)
    assert len(asked) < 10


def test_accounts_of_another_area_are_neither_listed_nor_shown(sikka, hire, make, operator, now, today):  # type: ignore[no-untyped-def]
    inside, outside = make(sikka), make(operator, login="ende", areas=(OTHER,))
    hire("pusat", "data_officer", "53")
    assert {row.login for row in accounts(sikka, now, today).rows} == {"desa", "sikka"}
    assert account(sikka, inside.user_id, now, today).administered
    assert refusal(account, actor=sikka, user_id=outside.user_id, at=now, on=today) == "no-such-object"
    assert not account(sikka, sikka.user_id, now, today).administered


def test_filters_find_accounts_by_state_role_and_name(sikka, make, now, today):  # type: ignore[no-untyped-def]
    make(sikka, slip=True)
    make(sikka, login="kertas")
    ended = make(sikka, login="lama")
    end_account(user_id=ended.user_id, by=sikka, at=now)

    def found(**by: str) -> list[str]:
        return [row.login for row in accounts(sikka, now, today, **by).rows]

    assert found(state="first-use") == ["desa"]
    assert found(state="paper") == ["kertas"]
    assert found(state="ended") == ["lama"]
    assert found(state="active") == ["sikka"]
    assert found(role="regency_verifier") == ["sikka"]
    assert found(text="KERT") == ["kertas"]
    assert found(area="5307012002") == []


def test_what_is_done_to_an_account_is_in_its_history_without_its_password(sikka, make, now):  # type: ignore[no-untyped-def]
    made = make(sikka, slip=True)
    print_slips(by=sikka, at=now)
    told = AuditEvent.objects.filter(kind="user", subjects__contains=[made.user_id]).values_list("action", flat=True)
    assert set(told) == {"create_posting", "create_user", "print_slips"}


@pytest.mark.parametrize("login", ["ab", "Maria", "maria goreti", "-maria", "maria@ntt", "m" * 61])
def test_a_login_has_one_form(sikka, make, login):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        make(sikka, login=login)
    assert refused.value.code == "login-form"
