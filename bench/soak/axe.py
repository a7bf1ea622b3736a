"""Every page as every role that may open it: axe (WCAG 2.2 A and AA), console, width, and words of the other language.

    payung demo --workers 1500 --seed 1 --out demo --serve --port 8051
    .venv/bin/python bench/soak/axe.py http://127.0.0.1:8051

Enters with each ready account of practice mode, follows every link of the office, and looks at one page of each address pattern: light on a laptop, dark at
320 px, at 200 %. Prints what is wrong and exits with 1 when anything is. `--roles yustina,markus` and `--most 20` make it shorter; `--language en`.
"""

from __future__ import annotations

import argparse
import gettext
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import payung
from payung.governance.rules.practice import READY_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
LOCALE = Path(payung.__file__).parent / "locale"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOOKS = (("light", 1366, 768), ("dark", 320, 640), ("light", 683, 384))
RULES = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(found =>
  found.violations.map(each => each.id + ': ' + each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SAID = """[...new Set([...document.querySelectorAll('body *')].flatMap(each => each.closest('script, style, [lang] [lang]') ? [] :
  [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data.replace(/\\s+/g, ' ').trim())
    .concat(['aria-label', 'title', 'placeholder', 'alt'].map(name => each.getAttribute(name) || ''))).filter(words => words.length > 2))]"""
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(each => new URL(each.getAttribute('href'), location).href)"
FILES = re.compile(r"\.(pdf|docx|xlsx|csv|svg|png|zip|geojson|json)$|/(file|download|returned)(/|$)")


def other_words(language: str) -> set[str]:
    """Sentences of the other language of the office, that a page in `language` must not hold."""
    with (LOCALE / "id/LC_MESSAGES/django.mo").open("rb") as held:
        told = gettext.GNUTranslations(held)._catalog  # type: ignore[attr-defined]  # the only way to every pair
    pairs = [(key[0] if isinstance(key, tuple) else key, words) for key, words in told.items() if key]
    plain = [(source, words) for source, words in pairs if "%(" not in source and source != words]
    sources, translated = {source for source, _words in plain}, {words for _source, words in plain}
    both = {source for source, words in pairs if source == words}
    return (sources - translated if language == "id" else translated - sources) - both


def pattern(url: str) -> str:
    """The address without its numbers and codes: pages of one pattern are one page."""
    parts = urlsplit(url)
    return re.sub(r"/(\d[\w.-]*|ntt-[\w-]+)(?=/|$)", "/N", parts.path)


def pages(page: Page, base: str, most: int) -> Iterator[str]:
    """Open one page of each pattern that links lead to, from the start of the office on."""
    waiting, seen = [f"{base}/"], {"/signout"}
    while waiting and most:
        url = waiting.pop(0)
        if pattern(url) in seen:
            continue
        seen.add(pattern(url))
        answer = page.goto(url)
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        most -= 1
        yield url
        for link in page.evaluate(LINKS):
            clean = urldefrag(link).url
            if clean.startswith(base) and not FILES.search(urlsplit(clean).path):
                waiting.append(clean)


def faults_of(page: Page, foreign: set[str]) -> list[str]:
    """What is wrong with the page that is open."""
    found = []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme, width, height in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [f"{scheme} {width}: {each}" for each in page.evaluate(RULES)]
        if (wide := page.evaluate(WIDER)) > 0:
            found.append(f"{scheme} {width}: {wide} px too wide")
    if (heads := page.locator("h1").count()) != 1:
        found.append(f"{heads} h1")
    found += [f"other language: {words}" for words in page.evaluate(SAID) if words in foreign]
    return found


def window(browser: Browser, base: str, language: str, login: str) -> tuple[BrowserContext, Page, list[str]]:
    """A window, signed in unless `login` is empty, and what its console says."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1366, "height": 768})
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    page, said = context.new_page(), []  # type: ignore[var-annotated]
    page.on("console", lambda told: said.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    if login:
        page.goto(f"{base}/signin")
        page.fill("#login", login)
        page.fill("#password", READY_PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(re.compile(r"^(?!.*signin)"))
    return context, page, said


def sweep(base: str, roles: list[str], language: str, most: int) -> dict[str, list[str]]:
    """Faults by page and by who saw it first; a page that several roles see in the same way is told once."""
    told: dict[str, list[str]] = {}
    known: set[tuple[str, str]] = set()
    foreign = other_words(language)
    path = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        for login in roles or ["", *ready(browser, base)]:
            context, page, said = window(browser, base, language, login)
            seen = 0
            for url in pages(page, base, most):
                seen += 1
                found = faults_of(page, foreign) + said
                said.clear()
                fresh = [each for each in found if (pattern(url), each) not in known]
                known |= {(pattern(url), each) for each in fresh}
                if fresh:
                    told[f"{login or 'anybody'} {url.removeprefix(base)}"] = fresh
                    print(f"{login or 'anybody'} {url.removeprefix(base)}", *fresh, sep="\n    ", flush=True)
            print(f"{login or 'anybody'}: {seen} pages", flush=True)
            context.close()
        browser.close()
    return told


def ready(browser: Browser, base: str) -> list[str]:
    """The logins of the ready accounts."""
    page = browser.new_page()
    page.goto(f"{base}/signin")
    logins: list[str] = page.evaluate("[...document.querySelectorAll('.ready .code')].map(each => each.textContent)")
    page.close()
    return logins


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("--roles", default="")
    parser.add_argument("--language", choices=("id", "en"), default="id")
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    faults = sweep(given.base.rstrip("/"), [each for each in given.roles.split(",") if each], given.language, given.most)
    if given.json:
        given.json.write_text(json.dumps(faults, indent=2, ensure_ascii=False), encoding="utf-8")
    print(f"{len(faults)} pages with a fault")
    sys.exit(bool(faults))
