"""Officers at their browsers: a signed-in window, what went wrong in it, and the hands of mouse and keyboard."""

from __future__ import annotations

import base64
import gettext
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Request, StorageState, expect

import payung
from payung.governance.rules.practice import READY_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LAPTOP, PHONE = (1366, 768), (360, 740)
ONE_HEADING = """if (window === window.top) addEventListener('DOMContentLoaded', () => {
  const heads = document.querySelectorAll('h1').length;
  if (document.contentType === 'text/html' && heads !== 1) console.error(`${heads} h1 on ${location}`);
});"""
WORK_S = 60  # of one job, on a machine that does other things besides
expect.set_options(timeout=20_000)
LOCALE = Path(payung.__file__).parent / "locale"


class Visit:
    """A page in a window of one size and scheme, and everything that went wrong on it."""

    def __init__(
        self, browser: Browser, size: tuple[int, int], scheme: str, session: StorageState | None, *, bypass_csp: bool = False
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-US",
            storage_state=session,
            bypass_csp=bypass_csp,
        )
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", lambda answer: self.wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)

    def _failed(self, request: Request) -> None:
        """A request that brought nothing; what the browser itself breaks off (a download, a page that is left) is none."""
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"{request.failure} {request.url}")

    @property
    def overflow(self) -> int:
        """How many pixels wider than its window the page is."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide


class Officer(Visit):
    """A signed-in person at a laptop. What he presses and reads is written in English here and looked for in the language of his page.

    `keys`: everything is done by keyboard; the mouse is never touched.
    """

    def __init__(
        self, browser: Browser, address: str, login: str, *, language: str = "id", keys: bool = False, programme: str = "", code: str = ""
    ) -> None:
        super().__init__(browser, LAPTOP, "light", None)
        self.address, self.keys = address.rstrip("/"), keys
        self.say = gettext.translation("django", LOCALE, [language]).gettext if language != "en" else str
        self.context.add_init_script(ONE_HEADING)
        self.page.set_default_timeout(20_000)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        self.go("/signin")
        self.type("#login", login)
        self.type("#password", READY_PASSWORD)
        self.page.keyboard.press("Enter")
        if code:
            self.type("#code", code)
            self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r":[0-9]+/$"))
        if programme:
            self.press(self.page.locator(".menu.year summary"))
            self.press(self.page.locator(f".menu.year button[value='{programme}']"))
            expect(self.page.locator(f".menu.year button[value='{programme}']")).to_have_attribute("aria-pressed", "true")

    def go(self, path: str) -> None:
        """Open an address of the office."""
        self.page.goto(self.address + path)

    def room(self, name: str) -> None:
        """Enter a room of the navigation by its name."""
        self.press(self.page.locator(".rail").get_by_role("link", name=self.say(name)))

    def press(self, what: Locator | str) -> None:
        """Press a button (by its words, or any control); by keyboard when the officer has only that."""
        found = self.page.get_by_role("button", name=self.say(what), exact=True) if isinstance(what, str) else what
        if self.keys:
            found.focus()
            expect(found).to_be_focused()
            self.page.keyboard.press("Enter")
        else:
            found.click()

    def press_twice(self, what: str) -> None:
        """Press a button as people do who are not sure that they pressed it."""
        found = self.page.get_by_role("button", name=self.say(what), exact=True)
        if self.keys:
            found.focus()
            self.page.keyboard.press("Enter")
            self.page.keyboard.press("Enter")
        else:
            found.dblclick()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of the page with these words."""
        main = self.page.locator("main")
        told = main.get_by_role("link", name=self.say(name), exact=True) if isinstance(name, str) else main.get_by_role("link", name=name)
        self.press(told.first)

    def type(self, selector: str, text: str) -> None:
        """Type into a field, over what stood there."""
        found = self.page.locator(selector).first
        if self.keys and found.get_attribute("type") not in ("date", "month"):  # these take the form of the machine's own country
            found.focus()
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
        else:
            found.fill(text)

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list."""
        self.page.locator(selector).first.select_option(value)

    def tick(self, box: Locator) -> None:
        """Tick a box."""
        if self.keys:
            box.focus()
            self.page.keyboard.press("Space")
        else:
            box.check()
        expect(box).to_be_checked()

    def give(self, selector: str, *files: Path) -> None:
        """Choose files."""
        self.page.locator(selector).first.set_input_files(list(files))

    def told(self, words: str) -> None:
        """Wait until the page says something."""
        expect(self.page.get_by_text(self.say(words)).first).to_be_visible(timeout=WORK_S * 1000)

    def await_button(self, words: str) -> None:
        """Wait until work in the background has brought a button."""
        expect(self.page.get_by_role("button", name=self.say(words), exact=True)).to_be_visible(timeout=WORK_S * 1000)

    @contextmanager
    def refused(self) -> Iterator[None]:
        """What is done inside is refused beside the form, on purpose."""
        before = len(self.wrong)
        yield
        assert [each for each in self.wrong[before:] if "422" not in each] == []
        assert self.wrong[before:]
        del self.wrong[before:]

    def download(self, what: Locator | str) -> tuple[str, bytes]:
        """Name and content of the file that a button lets out."""
        with self.page.expect_download() as leaving:
            self.press(what)
        return leaving.value.suggested_filename, leaving.value.path().read_bytes()


def look_at(officer: Officer, to: Path) -> None:
    """Take the picture of the page as it stands; in no size and scheme does it scroll sideways, and nothing new goes wrong."""
    page = officer.page
    page.screenshot(path=to)
    for size, scheme in ((PHONE, "dark"), (LAPTOP, "light")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert officer.overflow == 0, f"{to.stem} {size} {page.url}"


def code_of(secret: str, at: float | None = None) -> str:
    """The six figures that an authenticator shows (RFC 6238, thirty seconds, SHA-1)."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
