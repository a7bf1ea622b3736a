"""A journey through the office: who sits at which browser, in one language and with one kind of hands, and what they carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser
from tests.thread.browsing import Officer, look_at
from tests.thread.papers import paper


@dataclass
class Journey:
    """One way through the office. `keys`: by keyboard alone; `seed`: of the people who come in."""

    browser: Browser
    address: str
    language: str
    keys: bool
    folder: Path
    picture: Callable[[str], Path]
    seed: int
    here: dict[str, Officer] = field(default_factory=dict)

    @property
    def programme(self) -> str:
        """The code of its programme."""
        return f"uji-{self.language}"

    def officer(self, login: str, code: str = "") -> Officer:
        """The window of an officer, who signs in when he is needed first."""
        if login not in self.here:
            self.here[login] = Officer(
                self.browser, self.address, login, language=self.language, keys=self.keys, programme=self.programme, code=code
            )
        return self.here[login]

    def show(self, name: str, officer: Officer) -> None:
        """Take the picture of a page, in Bahasa Indonesia; it scrolls to neither side, light or dark, on a laptop or a telephone."""
        if self.language == "id":
            look_at(officer, self.picture(name))

    def leave(self, login: str) -> None:
        """Close a window; nothing went wrong in it."""
        window = self.here.pop(login)
        assert window.wrong == [], login
        window.context.close()

    def signed(self, words: str) -> Path:
        """A signed page, scanned."""
        path = self.folder / f"{words}.pdf"
        path.write_bytes(paper(f"LATIHAN {words} {self.programme}"))
        return path
