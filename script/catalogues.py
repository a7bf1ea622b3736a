"""Bring the catalogues of words in step with the messages marked in code and templates; then compile them.

  .venv/bin/python script/catalogues.py

English is the language of the source. New messages arrive in locale/*/LC_MESSAGES/django.po without a translation, those that are
gone are left out; nothing is guessed. The compiled files are not committed: script/setup and the build of the wheel make them.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "payung"
LOCALE = SOURCE / "locale"
LANGUAGES = ("id", "en")
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_noop": None, "gettext_lazy": None}
_HEADER = "# Words of Payung. Written by script/catalogues.py; only the translations (msgstr) are written by hand."
# What changes with the day and the machine is no part of a catalogue.
_KEPT_HEADS = ('"MIME-Version', '"Content-Type', '"Content-Transfer-Encoding', '"Language:', '"Plural-Forms')


def marked_messages() -> Catalog:
    """Every message that is marked for translation, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for file, _, message, comments, context in extract_from_dir(
        SOURCE, method_map=[("**.py", "python"), ("**/templates/**.html", extract_template)], options_map={}, keywords=KEYWORDS
    ):
        catalog.add(message, locations=[(f"src/payung/{Path(file).as_posix()}", 0)], auto_comments=comments, context=context)
    return catalog


def extract_template(file: BinaryIO, keywords: Mapping[str, Any], tags: Iterable[str], options: dict[str, Any]) -> Iterator[Any]:
    """The messages of a Django template: its translation tags written as calls, one line of Python each."""
    calls = templatize(file.read().decode())
    plain = "\n".join(line.strip() for line in calls.splitlines())
    return extract_python(io.BytesIO(plain.encode()), keywords, tags, options)  # type: ignore[arg-type]


def catalogue(language: str) -> Catalog:
    """The committed catalogue of a language; an empty one when there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def po_path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def renew(language: str) -> str:
    """The text of the catalogue of a language in step with the code."""
    held = catalogue(language)
    held.update(marked_messages(), no_fuzzy_matching=True, update_header_comment=False)
    written = io.BytesIO()
    write_po(written, held, width=120, ignore_obsolete=True, sort_output=True, include_lineno=False)
    lines = written.getvalue().decode().splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("msgid"))
    end = lines.index("", begin)
    head = ['msgid ""', 'msgstr ""', *(line for line in lines[begin:end] if line.startswith(_KEPT_HEADS))]
    return "\n".join([_HEADER, *head, *lines[end:]]).rstrip() + "\n"


def main() -> int:
    """Write both catalogues and compile them."""
    for language in LANGUAGES:
        path = po_path(language)
        text = renew(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        held = catalogue(language)
        print(
            f"{language}: {sum(bool(each.id) for each in held)} messages, {sum(not said(each.string) for each in held if each.id)} untranslated"
        )
    return subprocess.run(
        [Path(sys.executable).with_name("pybabel"), "-q", "compile", "-D", "django", "-d", LOCALE], check=False
    ).returncode


def said(string: str | tuple[str, ...]) -> bool:
    """Whether every form of a translation is there."""
    return bool(string) if isinstance(string, str) else all(string)


if __name__ == "__main__":
    sys.exit(main())
