"""The page over a real stream: its figures are those of the rooms, and a reader sees his area by page, count and download alike."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client
from tests.web.stream import ON, PROGRAMME

from payung.governance.models import AuditEvent
from payung.governance.queries.scope import scope
from payung.intake.models import IntakeRow, Upload
from payung.registry.queries.review import review_queue
from payung.reports.queries.thread import PAGE, thread
from payung.selection.models import Entry
from payung.selection.queries import list_frame

SIKKA, TTS = "5307", "5302"
DOWNLOADS = ("/downloads/list.csv", "/downloads/coverage.csv", "/downloads/map.svg", "/downloads/map.png")


def text(answer) -> str:  # type: ignore[no-untyped-def]
    """What stands on a page, without its tags."""
    page = re.sub(r"<(desc|title|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def facts(stream, login: str, page: int = 1):  # type: ignore[no-untyped-def]
    """The facts for an officer, inside his scope."""
    actor = stream.officers[login]
    with scope(actor):
        return thread(actor, PROGRAMME, on=ON, page=page)


def rows(answer) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    """A downloaded table."""
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


# --- the whole province ----------------------------------------------------------------------------------------------


def test_the_stages_are_those_of_the_rooms_and_nobody_is_lost_between_them(stream, db):  # type: ignore[no-untyped-def]
    told = facts(stream, "yustina")
    stages = {stage.code: stage for stage in told.stages}
    assert list(stages) == ["listed", "persons", "eligible", "chosen", "decreed", "exported"]
    assert stages["listed"].people == IntakeRow.objects.count()
    assert stages["chosen"].people == stream.run.chosen
    for before, after in zip(told.stages, told.stages[1:], strict=False):
        assert before.people - after.people == sum(people for _, people in after.left), after.code
    assert (stages["decreed"].people, stages["exported"].people) == (0, 0)


def test_the_page_shows_what_came_in_what_was_refused_who_was_chosen_and_what_waits(enter, stream):  # type: ignore[no-untyped-def]
    answer = enter("yustina").get("/thread/")
    page = text(answer)
    assert answer.status_code == 200
    assert "LATIHAN" in page
    assert "foto.xlsx" in page
    assert "Ditolak: bukan tabel" in page
    assert facts(stream, "yustina").intake.findings[0].finding.indonesian.split(". ")[0].removesuffix(".") in page
    assert f"{stream.run.chosen} terpilih dari" in page
    assert "Menunggu persetujuan" in page
    first = list_frame(stream.run.run)["name"][0]
    assert first in page


def test_no_identifier_of_anybody_is_on_the_page_or_in_a_download(enter, stream):  # type: ignore[no-untyped-def]
    niks = {nik for nik in list_frame(stream.run.run)["nik"] if nik}
    assert len(niks) > 50
    client = enter("yustina")
    for address in ("/", *DOWNLOADS[:3]):
        content = client.get(address).content.decode()
        assert {nik for nik in niks if nik in content} == set()
        assert not re.search(r"(?<![\d.a-f])\d{16}(?![\d.])", content)


def test_the_pages_of_people_hold_everybody_once_in_order(stream, db):  # type: ignore[no-untyped-def]
    first = facts(stream, "yustina").run.people
    names = [person.name for page in range(1, first.pages + 1) for person in facts(stream, "yustina", page).run.people.shown]
    assert len(first.shown) == PAGE
    assert names == list_frame(stream.run.run)["name"].to_list()
    assert facts(stream, "yustina", 10_000).run.people.page == first.pages


@pytest.mark.parametrize("given", ["0", "-1", "two", "99999999999999999999", "²"])
def test_a_page_number_that_is_none_shows_a_page_all_the_same(enter, given):  # type: ignore[no-untyped-def]
    assert enter("yustina").get("/thread/", {"page": given}).status_code == 200


def test_coverage_names_its_denominator_and_its_rival(enter):  # type: ignore[no-untyped-def]
    page = text(enter("yustina").get("/thread/"))
    assert "orang dalam register ini" in page
    assert "1.000.000 pekerja informal" in page
    assert "Gubernur NTT dan BPJS Ketenagakerjaan" in page


def test_before_anything_came_in_the_page_says_what_to_do(enter):  # type: ignore[no-untyped-def]
    page = text(enter("yustina").get("/thread/", {"programme": "ntt-2026"}))
    assert "Daftar 2026" in page
    assert "Belum ada seleksi" in page


# --- what waits, by role ---------------------------------------------------------------------------------------------


def waits(stream, login: str) -> set[str]:  # type: ignore[no-untyped-def]
    return {each.code for each in facts(stream, login).waiting}


def test_each_role_is_told_what_only_it_can_do_next(stream, db):  # type: ignore[no-untyped-def]
    assert "approve-list" in waits(stream, "markus")
    assert "approve-list" not in waits(stream, "yustina") | waits(stream, "theresia") | waits(stream, "imelda")
    stream.approve()
    assert "list-to-decree" in waits(stream, "theresia")
    assert "instruments-missing" in waits(stream, "yustina")
    assert waits(stream, "markus") == set()
    stream.decree()
    assert "list-to-export" in waits(stream, "yustina")
    assert waits(stream, "theresia") == set()
    stream.export()
    assert "list-to-export" not in waits(stream, "yustina")
    stages = {stage.code: stage.people for stage in facts(stream, "yustina").stages}
    assert stages["decreed"] == stages["exported"] == stream.run.chosen


def test_the_steps_of_the_list_are_shown_with_who_and_when(enter, stream):  # type: ignore[no-untyped-def]
    stream.approve()
    page = text(enter("theresia").get("/thread/"))
    assert "Diajukan oleh Yustina" in page
    assert "Disetujui oleh Markus" in page
    assert "Tetapkan" in page
    assert stream.run.digest[:4].upper() in page


# --- one regency -----------------------------------------------------------------------------------------------------


def people_of(regency: str) -> set[str]:
    return set(Entry.objects.filter(area__startswith=regency).values_list("name", flat=True))


@pytest.mark.parametrize(("login", "own", "other"), [("dominikus", SIKKA, TTS), ("dorkas", TTS, SIKKA)])
def test_a_regency_reader_counts_his_regency_only(stream, db, login, own, other):  # type: ignore[no-untyped-def]
    told = facts(stream, login)
    assert told.intake.rows.came_in == IntakeRow.objects.filter(area__startswith=own).count() > 0
    assert told.run.chosen == Entry.objects.filter(area__startswith=own, state="chosen").count() > 0
    assert [line.code for line in told.run.regencies] == [own]
    assert [line.code for line in told.coverage.held.areas] == [own]
    assert told.coverage.rival is None
    assert told.list.view.cost_idr == told.run.chosen * 6 * 16_800
    assert told.intake.shown == ()
    assert sum(finding.rows for finding in told.intake.findings) < sum(finding.rows for finding in facts(stream, "yustina").intake.findings)
    with scope(stream.officers[login]):
        assert told.registry.waiting == len(review_queue(10_000))


@pytest.mark.parametrize("status", ["read", "withdrawn"])
def test_a_regency_is_covered_as_the_province_says_also_when_its_rows_were_taken_back(stream, db, status):  # type: ignore[no-untyped-def]
    Upload.objects.update(status=status)
    of_the_province = {line.code: line for line in facts(stream, "yustina").coverage.held.areas}
    assert facts(stream, "dominikus").coverage.held.areas == [of_the_province[SIKKA]]


@pytest.mark.parametrize(("login", "own", "other"), [("dominikus", SIKKA, TTS), ("dorkas", TTS, SIKKA)])
def test_a_regency_reader_sees_nobody_of_another_regency_on_any_page(enter, stream, login, own, other):  # type: ignore[no-untyped-def]
    client, strangers = enter(login), people_of(other) - people_of(own)
    pages = facts(stream, login).run.people.pages
    seen = " ".join(text(client.get("/thread/", {"page": page})) for page in range(1, pages + 2))
    assert len(strangers) > 3
    assert {name for name in strangers if f" {name} " in seen} == set()
    assert all(name in seen for name in people_of(own))
    names = {SIKKA: "Sikka", TTS: "Timor Tengah Selatan"}
    assert names[own] in seen
    assert names[other] not in seen


@pytest.mark.parametrize(("login", "own", "other"), [("dominikus", SIKKA, TTS), ("dorkas", TTS, SIKKA)])
def test_a_regency_readers_downloads_hold_his_regency_only(enter, login, own, other):  # type: ignore[no-untyped-def]
    client = enter(login)
    listed = rows(client.get("/downloads/list.csv", {"programme": PROGRAMME}))
    assert {row["village_code"][:4] for row in listed} == {own}
    assert {row["name"] for row in listed} == people_of(own)
    covered = rows(client.get("/downloads/coverage.csv", {"programme": PROGRAMME}))
    assert [row["area_code"] for row in covered[:-1]] == [own]
    assert int(covered[-1]["denominator"]) == int(covered[0]["denominator"])
    drawing = client.get("/downloads/map.svg", {"programme": PROGRAMME}).content.decode()
    assert {SIKKA: "Sikka", TTS: "Timor Tengah Selatan"}[other] not in drawing


# --- downloads -------------------------------------------------------------------------------------------------------


def test_the_list_that_leaves_is_the_list_of_the_run(enter, stream):  # type: ignore[no-untyped-def]
    listed = rows(enter("yustina").get("/downloads/list.csv", {"programme": PROGRAMME}))
    frame = list_frame(stream.run.run)
    assert list(listed[0]) == ["rank", "state", "name", "village_code", "village", "regency", "score", "reasons"]
    assert [int(row["rank"]) for row in listed] == frame["rank"].to_list()
    assert [row["name"] for row in listed] == frame["name"].to_list()
    assert all(row["village"] and row["regency"] for row in listed)


@pytest.mark.parametrize(
    ("address", "name"), [("list.csv", "daftar-ntt-2025"), ("coverage.csv", "cakupan-2025"), ("map.png", "peta-cakupan-2025")]
)
def test_everything_that_leaves_is_stamped_and_leaves_one_event(enter, stream, address, name):  # type: ignore[no-untyped-def]
    before = AuditEvent.objects.count()
    answer = enter("imelda").get(f"/downloads/{address}", {"programme": PROGRAMME})
    assert answer.status_code == 200
    assert re.search(rf'attachment; filename="{name}[\d-]*-LATIHAN\.', answer.headers["Content-Disposition"])
    event = AuditEvent.objects.order_by("-pk")[0]
    assert AuditEvent.objects.count() == before + 1
    assert (event.action, event.kind, event.by_user) == ("export_file", "export", stream.officers["imelda"].user_id)
    assert len(event.change_digest) == 32


def test_the_map_is_stamped_in_its_head_and_the_picture_is_a_picture(enter):  # type: ignore[no-untyped-def]
    client = enter("yustina")
    assert "LATIHAN" in client.get("/downloads/map.svg").content.decode()
    assert client.get("/downloads/map.png").content.startswith(b"\x89PNG\r\n\x1a\n")


def test_without_practice_mode_nothing_is_stamped(enter, stream):  # type: ignore[no-untyped-def]
    from payung.governance.models import Installation  # noqa: PLC0415

    Installation.objects.update(practice=False)
    answer = enter("yustina").get("/downloads/map.svg")
    assert "LATIHAN" not in answer.headers["Content-Disposition"] + answer.content.decode()
    assert "LATIHAN" not in enter("yustina").get("/thread/").content.decode()


def test_a_role_that_may_take_nothing_out_is_offered_nothing_and_refused(enter):  # type: ignore[no-untyped-def]
    client = enter("theresia")
    assert "/downloads/" not in client.get("/thread/").content.decode()
    assert client.get("/downloads/list.csv").status_code == 403


def test_a_refused_download_leaves_no_event(enter):  # type: ignore[no-untyped-def]
    before = AuditEvent.objects.count()
    answer = enter("yustina").get("/downloads/list.csv", {"programme": "ntt-2026"})
    assert answer.status_code == 409
    assert "Belum ada yang diseleksi" in answer.content.decode()
    assert AuditEvent.objects.count() == before


def test_only_reading_addresses_answer_a_reader(enter):  # type: ignore[no-untyped-def]
    client: Client = enter("yustina")
    for address in ("/", *DOWNLOADS):
        assert client.post(address).status_code == 405
