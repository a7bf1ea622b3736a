"""The one kind of expected failure: a refusal that says what is wrong and what to do next."""

from __future__ import annotations

from typing import Any


def gettext_noop(message: str) -> str:
    """Mark `message` for translation without translating it: the door that shows it does."""
    return message


class Refusal(Exception):  # noqa: N818 - the word of the house
    """Something Payung will not do, for a reason the user can act on.

    `code` is stable and read by programs; `message` is a sentence in English (translated at the door) that
    may hold `%(name)s` places filled from `data`; `data` holds plain values and never a personal identifier.
    """

    def __init__(self, code: str, message: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.data = data

    def __str__(self) -> str:
        return self.message % self.data if self.data else self.message
