"""What every page rests on: acting once, refusals beside the form, headers, postings, programme years, search, work in the background, the live switch."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from tests.web.stream import AT, ON

from payung.core.refusals import Refusal
from payung.governance.actions.accounts import create_posting
from payung.governance.actions.audit import record
from payung.governance.actions.jobs import JOB_KINDS, ask, cancel_job, job_kind, resume_job, run_job
from payung.governance.actions.live import go_back, go_live
from payung.governance.models import AuditEvent, DoneOnce, Installation, Job
from payung.governance.queries.jobs import job_of
from payung.governance.queries.live import proven
from payung.governance.queries.scope import scope
from payung.governance.rules.live import PEOPLE, Declared, missing
from payung.web.acting import acting, done, typed
from payung.web.middleware import HeadersMiddleware
from payung.web.templatetags.payung_parts import BUILT

KEY = "a-key-of-a-form"
FIRST_PAGE_KB = 100


# --- acting ----------------------------------------------------------------------------------------------------------


def posted(rf, stream, path: str = "/act", **fields: str) -> HttpRequest:  # type: ignore[no-untyped-def]
    request = rf.post(path, fields)
    SessionMiddleware(lambda each: HttpResponse()).process_request(request)
    MessageMiddleware(lambda each: HttpResponse()).process_request(request)
    request.user, request.actor = stream.user("yustina"), stream.officers["yustina"]
    return request


def test_a_form_sent_twice_acts_once_and_is_led_to_the_first_result(rf, stream, db):  # type: ignore[no-untyped-def]
    acted: list[str] = []

    @acting
    def act(request: HttpRequest) -> HttpResponse:
        acted.append("once")
        return done(request, "Done.", "/somewhere")

    answers = [act(posted(rf, stream, key=KEY)) for _ in range(3)]
    assert acted == ["once"]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, "/somewhere")}


def test_a_form_without_its_key_or_with_that_of_another_is_refused(rf, stream, db):  # type: ignore[no-untyped-def]
    act = acting(lambda request: done(request, "", "/somewhere"))
    with pytest.raises(Refusal) as refused:
        act(posted(rf, stream))
    assert refused.value.code == "key-missing"
    act(posted(rf, stream, key=KEY))
    with pytest.raises(Refusal) as refused:
        act(posted(rf, stream, "/another", key=KEY))
    assert refused.value.code == "key-elsewhere"


def test_a_refused_act_changes_nothing_keeps_what_was_typed_and_may_be_sent_again(rf, stream, db):  # type: ignore[no-untyped-def]
    seen: list[object] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append((request.method, typed(request)["name"], request.refusal.code))  # type: ignore[index, attr-defined]
        return HttpResponse()

    @acting(back=page)
    def act(request: HttpRequest) -> HttpResponse:
        record(by=request.actor, at=AT, action="try", kind="trial", subjects=[7])  # type: ignore[attr-defined]
        raise Refusal("not-now", "Not now.")

    assert act(posted(rf, stream, key=KEY, name="Lela")).status_code == 422
    assert seen == [("GET", "Lela", "not-now")]
    assert not AuditEvent.objects.filter(kind="trial").exists()
    assert not DoneOnce.objects.filter(key=KEY).exists()


def test_an_act_is_not_reached_by_a_link(rf, stream, db):  # type: ignore[no-untyped-def]
    assert acting(lambda request: HttpResponse())(rf.get("/act")).status_code == 405


# --- what every answer says ------------------------------------------------------------------------------------------


def test_every_answer_forbids_what_is_foreign_and_inline(enter, stream):  # type: ignore[no-untyped-def]
    for answer in (Client().get("/signin"), enter("yustina").get("/"), Client().get("/no/such/page")):
        for name, value in HeadersMiddleware.HEADERS.items():
            assert answer.headers[name] == value or (name == "Cache-Control" and "no-store" in answer.headers[name])
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        page = answer.content.decode()
        assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|(?:src|href)=\"https?:", page) == []


def test_the_first_page_of_a_visitor_weighs_little(stream, db):  # type: ignore[no-untyped-def]
    page = Client().get("/signin").content
    asked = set(re.findall(rb'/static/(built/[^"]+|web/[^"]+)', page))
    sheets = [(BUILT.parent / name.decode()).read_bytes() for name in asked]
    cloth = [(BUILT / name).read_bytes() for name in ("band.svg", "selvedge.svg", "selvedge-h.svg")]
    weights = [len(each) if each[:4] == b"wOF2" else len(gzip.compress(each, 6)) for each in (page, *sheets, *cloth)]
    assert len(asked) >= 3
    assert sum(weights) <= FIRST_PAGE_KB * 1000


def test_signing_out_makes_the_browser_forget(enter):  # type: ignore[no-untyped-def]
    assert enter("yustina").post("/signout").headers["Clear-Site-Data"] == '"cache"'


# --- posting and programme year --------------------------------------------------------------------------------------


def test_a_reader_with_two_postings_chooses_which_he_acts_in_and_no_other(enter, stream):  # type: ignore[no-untyped-def]
    second = create_posting(
        user_id=stream.officers["dominikus"].user_id, role="kecamatan_officer", areas=["530701"], by=stream.operator, at=AT, on=ON
    )
    client = enter("dominikus")
    assert "Bertindak sebagai" in client.get("/").content.decode()
    client.post("/posting", {"posting": str(stream.officers["yustina"].posting_id)})
    assert "Verifikator kabupaten" in client.get("/").content.decode()
    client.post("/posting", {"posting": str(second.posting_id)})
    assert client.session["posting"] == second.posting_id


def test_the_programme_year_is_kept_until_another_is_chosen(enter):  # type: ignore[no-untyped-def]
    client = enter("yustina")
    client.post("/programme", {"programme": "ntt-2026"})
    assert "Tahun program 2026" in client.get("/").content.decode()
    client.post("/programme", {"programme": "ntt-1999"})
    assert "Tahun program 2026" in client.get("/").content.decode()
    assert "Tahun program 2025" in client.get("/", {"programme": "ntt-2025"}).content.decode()


# --- Beranda and search ----------------------------------------------------------------------------------------------


def test_beranda_tells_each_role_what_only_it_can_do(enter, stream, django_assert_max_num_queries):  # type: ignore[no-untyped-def]
    waits = f"Daftar {stream.list_id} menunggu persetujuan Anda"
    client = enter("markus")
    client.get("/")  # writes his session
    with django_assert_max_num_queries(50):
        head = client.get("/").content.decode()
    assert waits in head
    assert f'href="/lists/{stream.list_id}/"' in head
    assert waits not in enter("yustina").get("/").content.decode()
    assert "Perjalanan daftar" not in enter("agus").get("/").content.decode()


@pytest.mark.parametrize("login", ["yustina", "markus", "theresia", "dominikus", "imelda", "agus"])
def test_every_role_has_a_start_with_only_rooms_that_open(enter, login):  # type: ignore[no-untyped-def]
    client = enter(login)
    page = client.get("/").content.decode()
    rail = page[page.index('<nav class="rail"') : page.index('<div class="desk"')]
    doors = set(re.findall(r'href="([^"]+)"', rail))
    assert len(doors) >= 2
    assert {door: client.get(door).status_code for door in doors} == dict.fromkeys(doors, 200)


def test_somebody_is_found_by_name_inside_the_area_only(enter, stream):  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    page = client.post("/search/", {"q": f"daftar {stream.list_id}"}).content.decode()
    assert "Daftar" in page
    assert "Tidak ditemukan di wilayah Anda" in client.post("/search/", {"q": "Zzyx Qwwv"}).content.decode()
    assert 'name="q"' in client.get("/search/").content.decode()


# --- work in the background ------------------------------------------------------------------------------------------


@pytest.fixture
def counted():  # type: ignore[no-untyped-def]
    """A kind of job of three chunks, which stops before the chunk that `counted` names."""
    told: dict[str, int] = {"stop": 0}

    @job_kind("trial.count")
    def count(run) -> None:  # type: ignore[no-untyped-def]
        for number in range(run.state.get("number", 0) + 1, 4):
            if told["stop"] == number:
                raise ValueError("a bug")
            with run.chunk(done=number, total=3, step="counting", number=number):
                pass

    yield told
    del JOB_KINDS["trial.count"]


def test_a_bug_stops_a_job_with_an_honest_word_and_it_goes_on_where_it_was(counted, enter, stream):  # type: ignore[no-untyped-def]
    by = stream.officers["yustina"]
    job = ask(kind="trial.count", arguments={}, by=by, at=AT)
    counted["stop"] = 3
    with pytest.raises(ValueError, match="a bug"):
        run_job(job_id=job, at=AT)
    held = job_of(by, job)
    assert (held.status, held.error, held.percent) == ("failed", "mistake", 66)
    client = enter("yustina")
    page = client.get(f"/jobs/{job}/").content.decode()
    assert "Kesalahan di pihak kami" in page
    assert client.post(f"/jobs/{job}/resume", {"key": KEY}).status_code == 303
    counted["stop"] = 0
    run_job(job_id=job, at=AT)
    assert (job_of(by, job).status, job_of(by, job).percent) == ("done", 100)


def test_a_cancelled_job_stops_at_its_next_chunk_and_only_its_asker_or_an_administrator_cancels(counted, enter, stream):  # type: ignore[no-untyped-def]
    by = stream.officers["dominikus"]
    job = ask(kind="trial.count", arguments={}, by=by, at=AT)
    with pytest.raises(Refusal) as refused:
        cancel_job(job_id=job, by=stream.officers["imelda"], at=AT)
    assert refused.value.code == "not-yours"
    assert enter("dominikus").post(f"/jobs/{job}/cancel", {"key": KEY}).status_code == 303
    with pytest.raises(Refusal):
        run_job(job_id=job, at=AT)
    assert Job.objects.get(pk=job).state == {}
    resume_job(job_id=job, by=by, at=AT)
    run_job(job_id=job, at=AT)
    assert Job.objects.get(pk=job).state == {"number": 3}


def test_the_end_of_a_job_is_estimated_from_its_pace(counted, stream, db):  # type: ignore[no-untyped-def]
    by = stream.officers["yustina"]
    job = ask(kind="trial.count", arguments={}, by=by, at=AT)
    Job.objects.filter(pk=job).update(status="running", begun_at=AT, begun_done=10, done=40, total=100)
    assert job_of(by, job).time_left(AT + timedelta(seconds=30)) == timedelta(seconds=60)
    assert job_of(by, job).time_left(AT) is None


def test_a_job_of_another_area_is_not_seen(counted, enter, stream):  # type: ignore[no-untyped-def]
    job = ask(kind="trial.count", arguments={}, by=stream.officers["yustina"], at=AT)
    client = enter("dominikus")
    assert client.get(f"/jobs/{job}/").status_code == 404
    assert f"/jobs/{job}/" not in client.get("/jobs/").content.decode()
    assert f"/jobs/{job}/" in enter("yustina").get("/jobs/").content.decode()


# --- whether it is well ----------------------------------------------------------------------------------------------


def test_figures_of_the_service_open_here_or_with_the_token(stream, db, settings):  # type: ignore[no-untyped-def]
    client = Client()
    told = client.get("/metrics").content.decode()
    assert 'payung_jobs{state="done"}' in told
    assert "payung_worker_up 0.0" in told
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 403
    settings.PAYUNG_METRICS_TOKEN = "a-token"
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer a-token"}).status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer another"}).status_code == 403


def test_the_state_of_the_office_is_a_page(enter):  # type: ignore[no-untyped-def]
    page = enter("yustina").get("/governance/state/").content.decode()
    assert "PostgreSQL" in page
    assert "belum ada: payung db backup" in page


# --- leaving practice mode -------------------------------------------------------------------------------------------

SAID = Declared("Dinas Nakertrans", "Petugas", ("PKS 1/2026",), "Kupang", ON, True)


def test_an_installation_goes_live_only_when_everything_is_declared_and_proven(stream, db):  # type: ignore[no-untyped-def]
    nothing = Declared("", "", ("",), "", None, False)
    with scope(stream.operator):
        assert missing(proven(), nothing, ON) == [
            "practice-people-inside", "controller-missing", "protection-officer-missing", "agreements-missing", "server-place-missing",
            "backup-missing", "backup-not-proven", "keys-not-exported", "export-not-confirmed",
        ]  # fmt: skip
        with pytest.raises(Refusal) as refused:
            go_live(declared=SAID, by=stream.operator, at=AT, on=ON)
    assert refused.value.code == "practice-people-inside"


def test_there_is_no_way_back_while_real_people_are_inside(stream, db):  # type: ignore[no-untyped-def]
    by = stream.operator
    Installation.objects.update(prepared_at=AT + timedelta(days=1))
    later = AT + timedelta(days=2)
    for kind, action in (("installation", "back_up"), ("keys", "init_keys"), ("keys", "export_keys")):
        record(by=by, at=later, action=action, kind=kind)
    on = timezone.localdate(later)
    declared = Declared(SAID.controller, SAID.protection_officer, SAID.agreements, SAID.server_place, on, True)
    go_live(declared=declared, by=by, at=later, on=on)
    assert not Installation.objects.get().practice
    go_back(by=by, at=later)
    go_live(declared=declared, by=by, at=later, on=on)
    record(by=by, at=later + timedelta(hours=1), action="add_upload", kind="upload", subjects=[1])
    with pytest.raises(Refusal) as refused:
        go_back(by=by, at=later + timedelta(hours=2))
    assert refused.value.code == "real-people-inside"


def test_the_switch_is_a_page_of_whoever_may_and_says_what_is_missing(enter):  # type: ignore[no-untyped-def]
    assert enter("yustina").get("/governance/live/").status_code == 403
    client = enter("agus")
    page = client.get("/governance/live/").content.decode()
    assert "payung keys export" in page
    answer = client.post("/governance/live/leave", {"key": KEY, "controller": "Dinas", "agreements": "PKS 1"})
    assert answer.status_code == 422
    assert 'value="Dinas"' in answer.content.decode()
    assert Installation.objects.get().practice


def test_people_that_came_in_stand_in_the_trail_under_the_kinds_that_are_looked_for(stream, db):  # type: ignore[no-untyped-def]
    assert {"upload", "linkrun", "selection_run", "list"} <= set(AuditEvent.objects.values_list("kind", flat=True)) & PEOPLE
