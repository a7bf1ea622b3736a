"""The catalogues hold every marked message, in step with the code; every one is said in Bahasa Indonesia, and the compiled files are those."""

from __future__ import annotations

import gettext
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"%\((\w+)\)[sd]")


def script() -> Any:
    """script/catalogues.py as a module."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "script/catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogues = script()
MARKED = {message.id for message in catalogues.marked_messages() if message.id}
INDONESIAN = [message for message in catalogues.catalogue("id") if message.id]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def places(text: str | tuple[str, ...]) -> set[str]:
    """The places that a message leaves open."""
    return {name for form in forms(text) for name in PLACE.findall(form)}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogue_is_what_the_script_would_write(language: str) -> None:
    assert {message.id for message in catalogues.catalogue(language) if message.id} == MARKED, "run script/catalogues.py"
    assert catalogues.po_path(language).read_text(encoding="utf-8") == catalogues.renew(language), "run script/catalogues.py"


def test_messages_of_refusals_and_of_templates_are_among_them() -> None:
    assert "This is waiting for a decision already." in MARKED
    assert "What was refused and why" in MARKED
    assert ("%(shown)s row", "%(shown)s rows") in MARKED


def test_every_message_is_said_in_bahasa_indonesia() -> None:
    assert [message.id for message in INDONESIAN if not catalogues.said(message.string)] == []
    assert [message.id for message in INDONESIAN if message.fuzzy] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_translation_leaves_open_the_same_places(language: str) -> None:
    def wrong(message: Message) -> bool:
        needed = places(forms(message.id)[-1])
        return catalogues.said(message.string) and places(message.string) != needed

    assert [message.id for message in catalogues.catalogue(language) if message.id and wrong(message)] == []


def test_the_words_keep_to_the_tone_of_the_house() -> None:
    shunned = re.compile(r"\b(mohon|silakan|sukses|error|submit|tidak valid|curang)\b|!", re.IGNORECASE)
    assert [message.string for message in INDONESIAN if any(shunned.search(form) for form in forms(message.string))] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_compiled_catalogue_is_of_this_text(language: str) -> None:
    compiled = catalogues.po_path(language).with_suffix(".mo")
    assert compiled.exists(), "run script/setup"
    with compiled.open("rb") as opened:
        known = gettext.GNUTranslations(opened)
    for message in catalogues.catalogue(language):
        if message.id and isinstance(message.id, str) and message.string:
            assert known.gettext(message.id) == message.string, "run script/setup"


def test_a_message_of_a_template_is_found_by_its_tags(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '  {% translate "One" %}\n{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %} 100 %'
    )
    with page.open("rb") as opened:
        found = [message for _, _, message, _ in catalogues.extract_template(opened, catalogues.KEYWORDS, (), {})]
    assert found == ["One", ("%(n)s row", "%(n)s rows", None)] or found == ["One", ("%(n)s row", "%(n)s rows")]
