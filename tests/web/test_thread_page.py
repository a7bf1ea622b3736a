"""The page of the thread, rendered from plain values before any view exists."""

from __future__ import annotations

import gzip
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import translation

import payung.web
from payung.reports.rules.pictures import Leaving, Stage
from payung.web import thread_page

WEB = Path(payung.web.__file__).parent
TAGS = "payung.web.templatetags"
ENGINE = Engine(
    dirs=[str(WEB / "templates")],
    libraries={
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
        "payung_format": f"{TAGS}.payung_format",
        "payung_parts": f"{TAGS}.payung_parts",
    },
    string_if_invalid="MISSING-%s",
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
FIRST_PAGE_KB = 100


def load_example() -> Any:
    """The invented page beside this test."""
    spec = importlib.util.spec_from_file_location("example", Path(__file__).with_name("example.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


example = load_example()


def rendered(template: str, language: str = "id", **context: Any) -> str:
    """A page with the frame of the example."""
    with translation.override(language):
        return ENGINE.get_template(template).render(Context(example.frame(messages=[], csrf_token="token", **context)))


def pages() -> Iterator[tuple[str, str]]:
    """Every page, full and empty, in both languages."""
    for language in ("id", "en"):
        yield f"full {language}", rendered("web/thread.html", language, page=example.thread_page())
        yield f"empty {language}", rendered("web/thread.html", language, page=example.empty_page())
        yield f"sign-in {language}", signin(language)


def signin(language: str = "id", **changed: Any) -> str:
    """The sign-in page with one ready account."""
    account = {"name": "Yustina Leyn", "login": "petugas", "role": "Petugas provinsi", "password": "practice-password"}
    context = {"form": {"login": {"value": ""}, "non_field_errors": []}, "accounts": [account], "next": "/"} | changed
    return rendered("web/signin.html", language, **context)


PAGES = dict(pages())


class Outline(HTMLParser):
    """What a page is made of: its ids, links to them, headings, and whether its elements close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.labels: set[str] = set()
        self.headings: list[str] = []
        self.styled: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if held.get("id"):
            self.ids.append(str(held["id"]))
        if (held.get("href") or "").startswith("#"):
            self.targets.add(str(held["href"])[1:])
        self.labels |= set((held.get("aria-labelledby") or "").split())
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if "style" in held or any(name.startswith("on") for name in held):
            self.styled.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_is_whole(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    assert "MISSING" not in page
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.labels <= set(outline.ids)
    assert outline.headings.count("h1") == 1
    assert page.count("<main") == 1


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_needs_no_script_and_no_style_of_its_own(page: str) -> None:
    assert re.findall(r"<script[^>]*>([^<]*)", page) in ([""], [])  # of our own files, nothing inline
    assert "<style" not in page
    assert Outline(page).styled == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_icon_of_a_page_is_in_the_sprite(page: str) -> None:
    assert set(re.findall(r'href="#(i-[a-z0-9-]+)"', page)) <= set(re.findall(r'<symbol id="(i-[a-z0-9-]+)"', page))


def test_the_page_names_its_language_and_its_figures_follow() -> None:
    assert '<html lang="id"' in PAGES["full id"]
    assert "Rp\u00a010,08\u00a0miliar" in PAGES["full id"]
    assert '<html lang="en"' in PAGES["full en"]
    assert "Rp\u00a010.08\u00a0billion" in PAGES["full en"]
    assert "What was refused and why" in PAGES["full en"]


def test_every_part_of_the_issue_is_on_the_page_and_can_be_linked_to() -> None:
    outline = Outline(PAGES["full id"])
    assert {"intake", "findings", "chosen", "places", "waiting", "coverage", "downloads", "trail"} <= set(outline.ids)
    assert {target for target in outline.targets if target and not target.startswith("i-")} <= set(outline.ids)


def test_text_from_files_stays_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    page = example.thread_page()
    person = replace(page.people.shown[0], name=evil, village=evil, reason=evil)
    page = replace(
        page,
        journey=evil,
        stages=[Stage(evil, 2), Stage("b", 1, (Leaving(1, evil),))],
        uploads=[replace(page.uploads[0], name=evil, sender=evil)],
        findings=[replace(page.findings[0], cause=evil, advice=evil, example=evil)],
        people=replace(page.people, shown=[person]),
        coverage=replace(page.coverage, cells=[replace(page.coverage.cells[0], name=evil, abbr=evil)], denominator_source=evil),
    )
    out = rendered("web/thread.html", page=page)
    assert "<img" not in out
    assert out.count("&lt;img") >= 12


def test_the_page_has_no_place_for_an_identity_number() -> None:
    names = {part.name for kind in vars(thread_page).values() if hasattr(kind, "__dataclass_fields__") for part in fields(kind)}
    assert not names & {"nik", "kk", "mother", "phone", "account", "birth_date"}
    assert not re.search(r"(?<![\d.a-f])\d{16}(?![\d.])", PAGES["full id"])


def test_an_area_without_data_says_so() -> None:
    page = example.thread_page()
    unknown = replace(page.coverage.areas[0], rate_pct=None, denominator=None)
    out = rendered("web/thread.html", "en", page=replace(page, coverage=replace(page.coverage, areas=[unknown, *page.coverage.areas[1:]])))
    assert '<td class="num quiet" colspan="2">no data</td>' in out
    assert "Malaka: no data" in out


def test_an_empty_year_says_what_is_missing_and_what_to_do() -> None:
    assert "Nothing has come in yet" in PAGES["empty en"]
    assert "payung intake add" in PAGES["empty en"]


def test_a_page_before_the_selection_says_so_in_each_panel() -> None:
    page = replace(example.empty_page(), stages=[Stage("Didata", 5)], journey="a")
    out = rendered("web/thread.html", "en", page=page)
    for words in (
        "Nothing waits for you",
        "No file yet",
        "No finding",
        "No selection yet",
        "Nobody has been chosen yet",
        "Nothing to take away yet",
    ):
        assert words in out
    assert 'id="coverage"' not in out


def test_a_seal_that_does_not_hold_is_shown_as_bad() -> None:
    page = example.thread_page()
    out = rendered("web/thread.html", "en", page=replace(page, trail=replace(page.trail, intact=False)))
    assert "does not hold" in out
    assert "holds." not in out


def test_practice_is_stamped_on_every_page_and_only_then() -> None:
    assert all("LATIHAN" in page.split("<main")[0] for page in PAGES.values())
    live = rendered("web/thread.html", page=example.empty_page(), practice_mode=False)
    assert "LATIHAN" not in live


def test_ready_accounts_are_offered_in_practice_only() -> None:
    assert 'value="petugas"' in signin()
    assert "practice-password" not in signin(practice_mode=False)


def test_a_refused_sign_in_says_what_to_do_and_keeps_the_name() -> None:
    out = signin("en", form={"login": {"value": "petugas"}, "non_field_errors": ["no"]})
    assert 'role="alert"' in out
    assert re.search(r'id="login" name="login" value="petugas"', out)
    assert all(f'name="{field}"' in out for field in ("login", "password", "csrfmiddlewaretoken"))


def test_the_choice_of_scheme_is_in_the_page_and_absent_when_the_device_decides() -> None:
    assert 'data-scheme="dark"' in rendered("web/thread.html", page=example.empty_page(), scheme="dark")
    assert "data-scheme" not in rendered("web/thread.html", page=example.empty_page(), scheme="")


def test_boundaries_are_drawn_where_they_are_loaded_with_the_tiles_in_reserve() -> None:
    page = example.thread_page()
    square = {"type": "Polygon", "coordinates": [[[121, -9], [122, -9], [122, -8], [121, -8], [121, -9]]]}
    shapes = {"5307": square, "5308": square}
    out = rendered("web/thread.html", page=replace(page, coverage=replace(page.coverage, shapes=shapes)))
    assert 'class="land"' in out
    assert 'class="instead tiles"' in out


def test_the_first_page_is_light_enough_for_a_slow_line() -> None:
    static = WEB / "static"
    sheets = [
        gzip.compress((static / name).read_bytes(), 6)
        for name in ("built/office.css", "built/office.js", "built/selvedge.svg", "built/selvedge-h.svg", "built/band.svg", "web/mark.svg")
    ]
    faces = [path.read_bytes() for path in (static / "built").glob("*.woff2")]
    page = gzip.compress(PAGES["full id"].encode(), 6)
    assert len(faces) == 2
    assert sum(map(len, [page, *sheets, *faces])) <= FIRST_PAGE_KB * 1000
