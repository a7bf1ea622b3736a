"""The served office in a real browser: laptop and phone, light and dark, keyboard, print; the pictures of the README are taken here."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, StorageState
from tests.thread.browsing import LAPTOP, PHONE, ROOT, Visit
from tests.thread.processes import PAYUNG

pytestmark = pytest.mark.once

NARROWEST = (320, 640)
ZOOMED = (683, 384)  # a laptop at 200 %
PROGRAMME = "thread/?programme=ntt-2025"


@pytest.fixture(scope="module")
def address(demo) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Where `payung serve` says it answers."""
    command = [*PAYUNG, "serve", "--port", "0"]
    with subprocess.Popen(command, env=demo.payung.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as served:
        assert served.stdout is not None
        line = served.stdout.readline().strip()
        assert line.startswith("http://127.0.0.1:"), line
        yield line
        served.send_signal(signal.SIGTERM)
        assert served.wait(60) == 0


@pytest.fixture(scope="module")
def doors(browser: Browser, address: str) -> Callable[[str], StorageState]:
    """The session of an officer, who signs in once with his ready account."""
    held: dict[str, StorageState] = {}

    def open_for(name: str) -> StorageState:
        if name not in held:
            context = browser.new_context()
            page = context.new_page()
            page.goto(address)
            page.get_by_role("button", name=f"sebagai {name}").click()
            held[name] = context.storage_state()
            context.close()
        return held[name]

    return open_for


@pytest.fixture
def visit(browser: Browser, address: str, doors: Callable[[str], StorageState]) -> Iterator[Callable[..., Visit]]:
    """Open the page of the demo's programme in a window of some size: `visit(PHONE, "dark", officer="Markus Radja")`."""
    opened: list[Visit] = []

    def make(size: tuple[int, int], scheme: str = "light", officer: str = "Yustina Leyn") -> Visit:
        opened.append(Visit(browser, size, scheme, doors(officer)))
        opened[-1].page.goto(address + PROGRAMME)
        return opened[-1]

    yield make
    for each in opened:
        each.context.close()


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [("office", LAPTOP, "light"), ("office-dark", LAPTOP, "dark"), ("office-phone", PHONE, "light"), ("office-phone-dark", PHONE, "dark")],
)
def test_the_page_is_whole_on_laptop_and_phone_in_light_and_dark(visit, picture, name, size, scheme):  # type: ignore[no-untyped-def]
    window = visit(size, scheme)
    page = window.page
    assert page.locator("h1").inner_text().startswith("Daftar 2025")
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.get_by_text("LATIHAN", exact=True).is_visible()
    for part in ("journey", "waiting", "intake", "findings", "places", "chosen", "coverage", "downloads", "trail"):
        assert page.locator(f"#{part}").is_visible(), part
    page.screenshot(path=picture(name))
    assert picture(name).stat().st_size > 15_000
    assert window.overflow == 0
    assert window.wrong == []


def test_the_first_view_of_a_laptop_shows_the_list_and_its_key_figures(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP).page
    for part in ("h1", "#journey", ".figures"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= LAPTOP[1], part
    assert page.locator("#waiting").bounding_box()["y"] < LAPTOP[1]


def test_dark_is_dark_and_the_readers_choice_is_kept_against_the_device(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP, "dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(15, 19, 29)"
    page.locator(".person summary").click()
    page.get_by_role("button", name="Terang").first.click()
    assert page.evaluate(ground) == "rgb(248, 248, 245)"
    page.reload()
    assert page.evaluate(ground) == "rgb(248, 248, 245)"


def test_the_page_turns_english_and_back(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP).page
    page.locator(".person summary").click()
    page.get_by_role("button", name="English").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", name="What was refused and why").is_visible()
    page.locator(".person summary").click()
    page.get_by_role("button", name="Bahasa Indonesia").first.click()
    assert page.get_by_role("heading", name="Temuan dan sebabnya").is_visible()


@pytest.mark.parametrize("size", [NARROWEST, ZOOMED, (768, 1024), (1024, 768)])
def test_nothing_makes_the_page_scroll_sideways(visit, size):  # type: ignore[no-untyped-def]
    window = visit(size)
    assert window.overflow == 0
    assert window.wrong == []


def test_the_page_is_reached_by_keyboard_alone(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    unnamed = page.evaluate(
        """[...document.querySelectorAll('a, button, input, summary')].filter(each => each.checkVisibility()
        && !(each.textContent.trim() || each.getAttribute('aria-label') || each.labels?.length || each.type === 'hidden')).length"""
    )
    assert unnamed == 0


def test_the_next_page_of_people_is_a_link(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP).page
    first = page.locator("#chosen tbody th").first.inner_text()
    page.get_by_role("link", name="Halaman berikutnya").click()
    assert "page=2" in page.url
    assert page.locator("#chosen tbody th").first.inner_text() != first


def test_a_file_leaves_with_its_stamp(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP).page
    with page.expect_download() as leaving:
        page.get_by_role("link", name="Daftar dan cadangan").click()
    assert leaving.value.suggested_filename == "daftar-ntt-2025-LATIHAN.csv"
    assert leaving.value.path().stat().st_size > 5_000


def test_a_regency_verifier_finds_his_regency_and_no_other(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP, officer="Dominikus Nong").page
    assert page.locator(".bar").get_by_text("Kabupaten Sikka").is_visible()
    assert [row.inner_text().split("\n")[0] for row in page.locator("#places tbody th").all()] == ["Sikka"]
    assert all("Sikka" in row.inner_text() for row in page.locator("#chosen tbody th").all())


def test_the_start_of_a_laptop_shows_the_threads_and_what_waits(visit, picture):  # type: ignore[no-untyped-def]
    window = visit(LAPTOP)
    page = window.page
    page.locator(".rail a").first.click()
    assert page.locator("h1").inner_text().startswith("Selamat")
    assert page.locator("#journey").bounding_box()["y"] < LAPTOP[1] / 2
    assert page.locator("#waiting").bounding_box()["y"] < LAPTOP[1]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.screenshot(path=picture("home"))
    assert window.wrong == []


ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What width and scheme can change; bench/soak/axe.py asks everything everywhere.
RULES_OF_LOOKS = {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]}
RULES = """rules => axe.run({runOnly: rules}).then(found =>
    found.violations.map(each => each.id + ': ' + each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')))"""


def test_every_page_of_the_address_table_is_within_reach_of_everybody(browser, address, doors):  # type: ignore[no-untyped-def]
    """Axe, rules A and AA up to WCAG 2.2: nothing; nothing in the console; nothing that scrolls sideways. Light and wide, then dark and narrow."""
    from tests.web.addresses import routes, sample  # noqa: PLC0415 - the address table exists only after set-up

    axe = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()
    faults: list[str] = []
    seen = 0
    for session in (None, doors("Yustina Leyn")):
        window = Visit(browser, LAPTOP, "light", session, bypass_csp=True)
        page = window.page
        for name, route in routes().items():
            url = address.rstrip("/") + sample(route)
            answer = page.request.get(url, max_redirects=0)
            if answer.status >= 500:
                faults.append(f"{name}: {answer.status}")
            if (
                answer.status != 200
                or not answer.headers["content-type"].startswith("text/html")
                or not answer.text().startswith("<!doctype")
            ):
                continue  # a file, a refusal, or a part of a page that renews itself
            window.wrong.clear()
            page.goto(url)
            page.evaluate(axe)
            for size, scheme, rules in ((LAPTOP, "light", ALL_RULES), (NARROWEST, "dark", RULES_OF_LOOKS)):
                page.set_viewport_size({"width": size[0], "height": size[1]})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # nothing is judged in the middle of a change
                found = [page.evaluate(RULES, rules), window.overflow, list(window.wrong)]
                if found != [[], 0, []]:
                    faults.append(f"{name} {scheme}: {found}")
            seen += 1
        window.context.close()
    assert faults == []
    assert seen > 40


def test_paper_is_light_and_without_what_only_a_screen_needs(visit):  # type: ignore[no-untyped-def]
    page = visit(LAPTOP, "dark").page
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert not page.locator("#downloads").is_visible()
    assert page.locator(".practice").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("name", "size", "scheme"), [("summary", (1100, 1400), "light"), ("summary-phone", NARROWEST, "dark")])
def test_the_summary_opens_from_the_folder(browser, demo, picture, name, size, scheme):  # type: ignore[no-untyped-def]
    window = Visit(browser, size, scheme, None)
    window.page.goto((demo.out / "summary.html").as_uri())
    window.page.screenshot(path=picture(name))
    assert "200 orang terpilih" in window.page.locator("h1").inner_text()
    assert picture(name).stat().st_size > 15_000
    assert window.overflow == 0
    assert window.wrong == []
    window.context.close()
