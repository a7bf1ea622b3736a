"""From messy files to a refused place that another person gets, done in the browser: in Bahasa Indonesia by mouse, in English by keyboard."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from playwright.sync_api import expect
from tests.thread.browsing import WORK_S, Officer, code_of
from tests.thread.journeys import Journey
from tests.thread.papers import parish_list, reply, rows_of, village_list, villagers

from payung.synthetic import make_province, write_mess

PEOPLE, REGENCIES = 40, ("5302", "5307", "5371")
YEAR = date.today().year


@pytest.mark.parametrize(("language", "keys"), [("id", False), ("en", True)])
def test_a_list_goes_from_messy_files_to_a_place_that_another_person_gets(browser, office, picture, tmp_path, language, keys) -> None:  # type: ignore[no-untyped-def]
    journey = Journey(browser, office, language, keys, tmp_path, picture, seed=1 if language == "id" else 2)
    upload_and_correct_the_columns(journey)
    match_and_review(journey)
    set_the_programme(journey)
    list_id = run_and_hand_in(journey)
    check_and_sign(journey, f"/lists/{list_id}/")
    decree(journey, f"/lists/{list_id}/", "keputusan")
    refused = batch_and_reply(journey, list_id)
    give_the_places_on(journey, list_id, refused)
    inspect(journey)
    for login in list(journey.here):
        journey.leave(login)


def upload_and_correct_the_columns(journey: Journey) -> None:
    """Lists as villages made them; one heading that says nothing is put right, and the senders get their workbooks back."""
    mess = write_mess(make_province(260, journey.seed, REGENCIES), journey.folder / "mess", journey.seed)
    people = villagers(12, first=12 * journey.seed)
    village_list(journey.folder / "Desa Nita.xlsx", people)
    parish_list(journey.folder / "Paroki Nita.xlsx", people[:8])
    yustina = journey.officer("yustina")
    yustina.room("Home")
    yustina.follow("Upload a list")
    lists = [file for file in sorted(mess.workbooks.rglob("*")) if file.is_file()]
    yustina.give("[name=lists]", journey.folder / "Desa Nita.xlsx", journey.folder / "Paroki Nita.xlsx", *lists)
    with yustina.refused():
        yustina.page.locator("#id_source").evaluate("field => field.removeAttribute('required')")
        yustina.press("Upload")
        yustina.told("Something is missing or cannot be right. See the fields that are marked.")
    yustina.type("#id_source", f"Kecamatan Nita {journey.language}")
    yustina.give("[name=lists]", journey.folder / "Desa Nita.xlsx", journey.folder / "Paroki Nita.xlsx", *lists)
    yustina.press_twice("Upload")
    yustina.await_button("Yes, these are right")
    yustina.follow(re.compile("Desa Nita"))
    yustina.choose("[name=column-6]", "occupation")
    journey.show("intake", yustina)
    yustina.press("Yes, these are right")
    yustina.await_button("Workbook for the sender")
    expect(yustina.page.locator("[name=column-6]")).to_have_value("occupation")
    for _again in range(2):
        _name, content = yustina.download("Workbook for the sender")
        assert "Desa Nita.xlsx" in zipfile.ZipFile(io.BytesIO(content)).namelist()
        yustina.page.wait_for_timeout(3100)


def match_and_review(journey: Journey) -> None:
    """A list of members is taken in, rows become people, and pairs that only a person can judge are judged by keys."""
    yustina = journey.officer("yustina")
    yustina.follow("Match")
    yustina.choose("#id_tells", "participants")
    yustina.type("#id_source", f"BPJS {journey.language}")
    yustina.give("#id_file", journey.folder / "mess/members.csv")
    yustina.press("Take in")
    expect(yustina.page.locator(".told")).to_be_visible()
    yustina.press_twice("Match")
    yustina.await_button("Match")
    journey.show("matching", yustina)
    yustina.follow("Review pairs")
    page = yustina.page
    expect(page.get_by_role("heading", level=1)).to_have_text(yustina.say("Is this the same person?"))
    journey.show("review", yustina)
    asked = page.url
    for key, said in (
        ("1", "Joined: one person."),
        ("2", "Kept apart: two people."),
        ("z", "Your last decision is taken back."),
        ("2", "Kept apart: two people."),
        ("3", "Somebody else is asked."),
    ):
        page.keyboard.press(key)
        expect(page.locator(".told, .note.info").first).to_have_text(yustina.say(said))
    page.keyboard.press("0")
    page.wait_for_url(re.compile(r"after="))
    assert page.url != asked
    agnes = journey.officer("agnes")
    agnes.go("/review/")
    expect(agnes.page.get_by_role("heading", level=1)).to_have_text(agnes.say("Is this the same person?"))
    agnes.page.keyboard.press("1")
    expect(agnes.page.locator(".told")).to_have_text(agnes.say("Joined: one person."))


def set_the_programme(journey: Journey) -> None:
    """Quota and criteria are changed in forms, the effect counted before; instruments come into force; the chain has two stages."""
    petrus = journey.officer("petrus")
    petrus.room("Programmes")
    petrus.press(petrus.page.locator(f"main a[href='/programmes/{journey.programme}/']").first)
    petrus.press(petrus.page.locator("main a[href$='/edit/tranches/']").first)
    petrus.type("[name='tranches[1].people']", str(PEOPLE))
    petrus.press_twice("Save as next version")
    petrus.told(petrus.say("Budget year %(year)s, version %(version)s") % {"year": YEAR, "version": 2})
    petrus.go(f"/programmes/{journey.programme}/edit/criteria/")
    petrus.type("[name='criteria[8].value']", "18")
    petrus.press("Count what it would do")
    petrus.told("What it would do")
    journey.show("criteria", petrus)
    petrus.press("Save as next version")
    for code in ("pergub-ntt-18-2025", f"pks-{journey.programme}"):
        petrus.go(f"/agreements/{code}/")
        if petrus.page.locator("#id_status option[value=in-force]").count():
            petrus.choose("#id_status", "in-force")
            petrus.type("#id_number", f"LATIHAN/{code}")
            petrus.type("#id_on", f"{YEAR}-01-02")
            petrus.press("Record state")
            expect(petrus.page.locator(".told")).to_be_visible()
    agustinus = journey.officer("agustinus")
    for kind in ("list", "amendment"):
        agustinus.go(f"/governance/chains/{kind}/")
        agustinus.choose("[name=role_1]", "head_of_section")
        agustinus.choose("[name=role_2]", "signer")
        agustinus.press("Set the chain")
        expect(agustinus.page.locator(".told")).to_be_visible()


def run_and_hand_in(journey: Journey) -> int:
    """A run as a job; why and why not; the list is handed in by whoever made it."""
    yustina = journey.officer("yustina")
    page = yustina.page
    yustina.room("Choosing participants")
    yustina.press_twice("Choose")
    row = page.locator("table tbody tr")
    expect(row).to_have_count(1, timeout=WORK_S * 1000)
    yustina.press(row.get_by_role("link").first)
    expect(page.locator(".figures").get_by_text(str(PEOPLE), exact=True)).to_be_visible()
    journey.show("selection", yustina)
    yustina.follow("Everybody of the run")
    yustina.choose("#filter-verdict", "not-eligible")
    page.wait_for_url(re.compile("verdict=not-eligible"))
    yustina.press(page.locator("table tbody th a").first)
    expect(page.locator(".reasons li").first).to_be_visible()
    expect(page.locator(".scopes")).to_contain_text("Nusa Tenggara Timur")
    journey.show("why", yustina)
    page.go_back()
    page.go_back()
    page.go_back()
    yustina.press_twice("Hand the list in")
    page.wait_for_url(re.compile(r"/lists/\d+/"))
    assert page.get_by_role("button", name=yustina.say("Approve and pass on")).count() == 0
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def check_and_sign(journey: Journey, path: str) -> None:
    """Two others decide, the second with the code of his telephone."""
    agnes = journey.officer("agnes")
    agnes.go("/")
    agnes.press(agnes.page.locator(f"#waiting a[href='{path}']").first)
    approve(agnes)
    if "yohanes" not in journey.here:
        journey.here["yohanes"] = second_factor(journey)
    yohanes = journey.officer("yohanes")
    yohanes.go(path)
    journey.show("approval", yohanes)
    approve(yohanes)


def approve(officer: Officer) -> None:
    """Tick what was looked at, and approve."""
    officer.await_button("Approve and pass on")
    for box in officer.page.locator("[name=check]").all():
        officer.tick(box)
    officer.press("Approve and pass on")
    expect(officer.page.locator(".told")).to_be_visible()


SECRETS: dict[str, str] = {}
"""What a telephone keeps between two sign-ins."""


def second_factor(journey: Journey) -> Officer:
    """The signer sets up his second factor once, and is asked for its code from then on."""
    if not SECRETS:
        yohanes = journey.officer("yohanes")
        yohanes.go("/account/second-factor/set-up")
        SECRETS["yohanes"] = yohanes.page.locator(".howto .code").inner_text()
        yohanes.type("#code", code_of(SECRETS["yohanes"]))
        yohanes.press("Set it up")
        yohanes.page.wait_for_url(re.compile(r"/account/(?!second-factor/set-up)"))
        journey.leave("yohanes")
    return journey.officer("yohanes", code=code_of(SECRETS["yohanes"]))


def decree(journey: Journey, path: str, words: str) -> None:
    """Number, day and signed copy; without the copy it is refused and what was typed stays."""
    theresia = journey.officer("theresia")
    theresia.go(path)
    theresia.type("#id_number", f"LATIHAN/{words}/{journey.language}")
    theresia.type("#id_on", f"{YEAR}-01-05")
    with theresia.refused():
        theresia.press("Record the decree")
        expect(theresia.page.get_by_role("alert")).to_be_visible()
    expect(theresia.page.locator("#id_number")).to_have_value(f"LATIHAN/{words}/{journey.language}")
    theresia.give("#id_file", journey.signed(words))
    theresia.press_twice("Record the decree")
    expect(theresia.page.locator(".told").first).to_be_visible()


def batch_and_reply(journey: Journey, list_id: int) -> int:
    """Batches are made and one is answered: two are refused. How many places are free again."""
    yustina = journey.officer("yustina")
    page = yustina.page
    yustina.go(f"/lists/{list_id}/")
    yustina.follow("Go on to membership")
    yustina.press_twice("Make the batches")
    files = page.locator("details.pane summary")
    expect(files).to_be_visible(timeout=WORK_S * 1000)
    yustina.press(files)
    _name, content = yustina.download(page.locator("ul.files button").first)
    people = [(row["nik"], row["name"]) for row in rows_of(content)]
    refused = [nik for nik, _ in people][:2]
    answer = reply(journey.folder / "balasan.xlsx", people, refused)
    for again in (False, True):
        yustina.give("#id_answers", answer)
        yustina.press("Record the answer")
        expect(page.locator("table").filter(has_text="balasan.xlsx").locator("tbody tr")).to_have_count(1, timeout=WORK_S * 1000)
        if not again:
            journey.show("membership", yustina)
    return len(refused)


def give_the_places_on(journey: Journey, list_id: int, freed: int) -> None:
    """The freed places go to the next of the reserve; the amended decree is decided as the list was, and its batch made."""
    yustina = journey.officer("yustina")
    page = yustina.page
    yustina.go(f"/enrolment/lists/{list_id}/")
    yustina.follow("Fill freed places")
    yustina.choose("#filter-first", f"{YEAR}-12")
    page.wait_for_url(re.compile("first="))
    journey.show("backfill", yustina)
    expect(page.locator(".figures .value").first).to_have_text(str(freed))
    yustina.press_twice("Hand the amended decree in")
    page.wait_for_url(re.compile(r"/lists/amendments/\d+/"))
    path = re.sub(r"^https?://[^/]+", "", page.url)
    check_and_sign(journey, path)
    decree(journey, path, "perubahan")
    yustina.go(f"/enrolment/lists/{list_id}/")
    batches = page.locator("section").filter(has=page.get_by_role("heading", name=yustina.say("Batches"), exact=True)).locator("tbody tr")
    before = batches.count()
    yustina.press("Make the batches")
    expect(batches).to_have_count(before + 1, timeout=WORK_S * 1000)


def inspect(journey: Journey) -> None:
    """The inspector runs the tests, draws his sample by its seed, opens a person's trace, and follows a finding until it is closed."""
    imelda = journey.officer("imelda")
    page = imelda.page
    imelda.room("Inspection")
    imelda.press("Run the tests")
    imelda.told("Tests of an auditor")
    journey.show("inspection", imelda)
    imelda.type("#id_body", "Inspektorat")
    imelda.type("#id_title", f"LATIHAN {journey.language}")
    imelda.press("Open inspection")
    expect(page.locator("h1")).to_contain_text(f"LATIHAN {journey.language}")
    inspection, samples = page.url, []
    for _again in range(2):
        page.goto(inspection)
        imelda.type("#id_size", "5")
        imelda.type("#id_seed", "7")
        imelda.press("Draw sample")
        page.wait_for_url(re.compile("/samples/"))
        samples.append(page.locator("main tbody th").all_inner_texts())
    assert samples[0] == samples[1]
    assert len(samples[0]) == 5
    imelda.press(page.locator("main tbody th a").first)
    expect(page.locator("h1")).to_contain_text(samples[0][0])
    expect(page.locator("main")).to_contain_text(f"LATIHAN/keputusan/{journey.language}")
    page.goto(inspection)
    imelda.type("#id_condition", "Dua orang tercatat tanpa berita acara.")
    imelda.type("#id_rule", "Peraturan program, syarat pengusulan.")
    imelda.type("#id_recommendation", "Lengkapi berita acara desa.")
    imelda.press_twice("Record finding")
    page.wait_for_url(re.compile(r"/findings/\d+/"))
    finding = re.sub(r"^https?://[^/]+", "", page.url)
    yustina = journey.officer("yustina")
    for words, act in (("Berita acara menyusul.", "Send back"), ("Berita acara terlampir.", "Close finding")):
        yustina.go(finding)
        yustina.type("#id_words", words)
        yustina.give("#id_evidence", journey.signed("berita-acara"))
        yustina.press("Record answer")
        expect(yustina.page.locator(".told")).to_be_visible()
        imelda.go(finding)
        imelda.type("#id_words", "Sudah dibaca.")
        imelda.press(act)
        expect(page.locator(".told")).to_be_visible()
    expect(page.locator("h1 .tag")).to_have_text(imelda.say("Closed"))
    journey.show("finding", imelda)
    imelda.follow("Inspection")
    expect(page.get_by_text(re.compile("^0 "))).to_be_visible()
