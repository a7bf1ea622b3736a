"""The chain of papers, done by people in the browser: from the letter of quota over a list typed from paper to a decree that came back signed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect
from tests.thread.browsing import WORK_S, Officer
from tests.thread.journeys import Journey
from tests.thread.papers import answered, villagers

VILLAGE, REGENCY = "5307012001", "5307"
TODAY = date.today()


def test_a_list_on_paper_goes_from_the_letter_to_the_signed_decree(browser, office, picture, tmp_path) -> None:  # type: ignore[no-untyped-def]
    journey = Journey(browser, office, "id", False, tmp_path, picture, seed=1)
    ask_for_proposals(journey)
    type_the_sheet_of_a_village(journey)
    upload_what_the_village_signed(journey)
    match(journey)
    ask_in_a_round(journey, "dukcapil", "lusia", {"Hasil pemadanan": "sesuai"})
    ask_in_a_round(journey, "bpjs", "stefanus", {"Hasil penyaringan": "bebas"})
    run = hang_the_provisional_list_out(journey)
    object_and_decide(journey, run)
    decree_by_its_signed_copy(journey, run)
    for login in list(journey.here):
        journey.leave(login)


def ask_for_proposals(journey: Journey) -> None:
    """The letter with the quota of a regency, from the page of the programme."""
    petrus = journey.officer("petrus")
    petrus.go(f"/programmes/{journey.programme}/")
    petrus.follow("Surat permintaan usulan peserta")
    petrus.type("#id_area", REGENCY)
    petrus.type("#id_due", (TODAY + timedelta(days=14)).isoformat())
    petrus.press_twice("Make papers")
    petrus.page.wait_for_url(re.compile(r"/documents/\d+/"))
    journey.show("paper", petrus)
    name, content = petrus.download("PDF")
    assert content.startswith(b"%PDF"), name


def type_the_sheet_of_a_village(journey: Journey) -> None:
    """The sheet is printed, filled in, and typed by the kecamatan: one line by hand, the others pasted from a spreadsheet."""
    maria = journey.officer("maria")
    page = maria.page
    maria.go("/rounds/")
    maria.type("#village", VILLAGE)
    _name, content = maria.download("Download")
    sheets = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {Path(name).suffix for name in sheets} == {".xlsx", ".html"}  # to fill in on a screen, and to print
    maria.go("/intake/typing/")
    maria.choose("#id_village", VILLAGE)
    maria.type("#id_brought_by", "Maria Lodan, sekretaris desa")
    maria.give("#id_scan", journey.signed("lembar-desa"))
    maria.press_twice("Begin typing")
    page.wait_for_url(re.compile(r"/intake/typing/\d+/"))
    fields = [
        name.removeprefix("1-") for name in page.locator("form.typed input[name^='1-']").evaluate_all("all => all.map(each => each.name)")
    ]
    lines = [dict(zip(("name", "nik", "sex", "birth_date", "occupation"), each, strict=True)) for each in villagers(20, first=40)]
    for name in ("name", "nik", "sex", "birth_date"):
        maria.type(f"[name='1-{name}']", lines[0][name])
    page.keyboard.press("Tab")
    expect(page.locator("#said-1 .tag")).to_be_visible()
    journey.browser.contexts[-1].grant_permissions(["clipboard-read", "clipboard-write"])
    copied = "\n".join("\t".join(line.get(name, "") for name in fields) for line in lines[1:])
    page.evaluate("text => navigator.clipboard.writeText(text)", copied)
    page.locator(f"[name='2-{fields[0]}']").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("[name='5-name']")).to_have_value(lines[4]["name"])
    expect(page.locator("#said-5 .tag")).to_be_visible()
    maria.press("Save")  # what the grid had no room for waits below it until then
    expect(page.locator("[name='20-name']")).to_have_value(lines[19]["name"])
    page.reload()
    expect(page.locator("[name='20-name']")).to_have_value(lines[19]["name"])
    journey.show("typing", maria)
    maria.press_twice("Save and hand in")
    page.wait_for_url(re.compile(r"/intake/\d+/"))
    maria.await_button("Yes, these are right")


def upload_what_the_village_signed(journey: Journey) -> None:
    """Minutes of the meeting and the statement of the village head come back signed."""
    maria = journey.officer("maria")
    for kind in ("minutes-village", "sptjm-village"):
        make_paper(maria, kind, journey.programme, VILLAGE)
        sign(journey, maria, kind)


def make_paper(officer: Officer, kind: str, about: str, area: str = "") -> None:
    """Make one paper, from the form that the links of the pages open."""
    officer.go(f"/documents/new/?kind={kind}&about={about}&area={area}")
    officer.press("Make papers")
    officer.page.wait_for_url(re.compile(r"/documents/\d+/"))


def sign(journey: Journey, officer: Officer, words: str) -> None:
    """Upload the signed copy of the paper in view."""
    officer.type("#id_signed_on", TODAY.isoformat())
    officer.give("#id_copy", journey.signed(words))
    officer.press("Upload")
    officer.told("Signed copy uploaded.")


def match(journey: Journey) -> None:
    """The rows become people."""
    yustina = journey.officer("yustina")
    yustina.go("/workers/matching/")
    yustina.press("Match")
    yustina.await_button("Match")


def ask_in_a_round(journey: Journey, kind: str, answerer: str, answers: dict[str, str]) -> None:
    """A round is opened, its sheet handed out, and what comes back recorded by those who know."""
    yustina = journey.officer("yustina")
    page = yustina.page
    yustina.room("Checks and validation")
    yustina.choose("#id_kind", kind)
    yustina.type("#id_area", VILLAGE[:6])
    yustina.type("#id_due", (TODAY + timedelta(days=7)).isoformat())
    yustina.press_twice("Open round")
    page.wait_for_url(re.compile(r"/rounds/\d+/"))
    _name, content = yustina.download(page.locator("td.doings button").first)
    back = answered(journey.folder / f"{kind}.xlsx", content, answers)
    here = re.sub(r"^https?://[^/]+", "", page.url)
    known = journey.officer(answerer)
    known.go(here)
    known.give("#files", back)
    known.type("#id_answerer", "Petugas, latihan")
    known.press_twice("Record answers")
    expect(known.page.locator(".told").first).to_be_visible()
    yustina.go(here)
    expect(page.locator(".figures .value").nth(1)).to_have_text("0")
    if kind == "bpjs":
        journey.show("round", yustina)


def hang_the_provisional_list_out(journey: Journey) -> str:
    """A run, its provisional list with the days for objections, and the paper for the notice board. The address of the run."""
    petrus = journey.officer("petrus")
    page = petrus.page
    petrus.go("/selection/")
    petrus.press_twice("Choose")
    row = page.locator("table tbody tr")
    expect(row).to_have_count(1, timeout=WORK_S * 1000)
    petrus.press(row.get_by_role("link").first)
    run = re.sub(r"^https?://[^/]+", "", page.url)
    petrus.press_twice("Publish")
    expect(page.locator(".told")).to_be_visible()
    petrus.follow("Daftar sementara untuk papan pengumuman")
    petrus.type("#id_area", VILLAGE)
    petrus.press("Make papers")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    return run


def object_and_decide(journey: Journey, run: str) -> None:
    """The kecamatan takes an objection in, the head of the office decides it, and the letter goes."""
    maria = journey.officer("maria")
    maria.go(f"{run}people/")
    maria.press(maria.page.locator("main tbody th a").first)
    maria.follow("Take an objection in")
    maria.choose("#id_about", maria.page.locator("#id_about option").last.get_attribute("value") or "")
    maria.type("#id_raised_by", "Yakobus Uji, keluarga")
    maria.type("#id_words", "Ia masih bekerja di kebun setiap hari.")
    maria.press_twice("Take it in")
    maria.page.wait_for_url(re.compile(r"/grievances/\d+/"))
    here = re.sub(r"^https?://[^/]+", "", maria.page.url)
    markus = journey.officer("markus")
    markus.go("/")
    markus.press(markus.page.locator("#waiting a[href^='/grievances/']").first)
    markus.go(here)
    markus.page.get_by_label(markus.say("Dismissed")).check()
    markus.type("#id_reason", "NIK belum dapat dipakai; perbaiki di Dukcapil.")
    markus.press("Decide")
    expect(markus.page.locator(".told")).to_be_visible()
    yustina = journey.officer("yustina")
    yustina.go(here)
    yustina.press("Make the letter")
    expect(yustina.page.locator(".told")).to_be_visible()
    yustina.type("#id_number", "LATIHAN/S/1")
    yustina.press("Record")
    expect(yustina.page.locator(".told")).to_be_visible()


def decree_by_its_signed_copy(journey: Journey, run: str) -> None:
    """The draft decree is made from the list and comes back signed; the list is decreed by it."""
    petrus = journey.officer("petrus")
    page = petrus.page
    for code in ("pergub-ntt-18-2025", f"pks-{journey.programme}"):
        petrus.go(f"/agreements/{code}/")
        petrus.choose("#id_status", "in-force")
        petrus.type("#id_number", f"LATIHAN/{code}")
        petrus.press("Record state")
        expect(page.locator(".told")).to_be_visible()
    petrus.go(run)
    petrus.press_twice("Hand the list in")
    page.wait_for_url(re.compile(r"/lists/\d+/"))
    listed = re.sub(r"^https?://[^/]+", "", page.url)
    petrus.follow("Rancangan keputusan penetapan peserta")
    petrus.press("Make papers")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    draft = re.sub(r"^https?://[^/]+", "", page.url)
    markus = journey.officer("markus")
    markus.go(listed)
    for box in markus.page.locator("[name=check]").all():
        markus.tick(box)
    markus.press("Approve and pass on")
    expect(markus.page.locator(".told")).to_be_visible()
    theresia = journey.officer("theresia")
    theresia.go(draft)
    if theresia.page.get_by_role("button", name=theresia.say("Initial"), exact=True).count():
        theresia.press("Initial")
    theresia.type("#id_number", "LATIHAN/KEP/1")
    theresia.type("#id_on", TODAY.isoformat())
    theresia.press("Record the number")
    expect(theresia.page.locator(".told")).to_be_visible()
    sign(journey, theresia, "keputusan")
    theresia.go(listed)
    theresia.press_twice("Record the decree")
    expect(theresia.page.locator("h1 .tag")).to_have_text(theresia.say("Decreed"))
    expect(theresia.page.locator(".head")).to_contain_text("LATIHAN/KEP/1")
