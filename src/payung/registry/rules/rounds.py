"""Kinds of rounds as data: what is asked, in which words answers come back, in which one state a person ends. No Django.

The data is round_kinds.yaml. An answer that cannot be read is never guessed at: the row is told and the person stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz, process

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.values import fold

SILENT = "silent"
KNOWN_OCCUPATION = "Pekerjaan tercatat"  # the header above what is known, which is no answer
NEW_NAME = "new-name"  # of somebody whom an answer of the round brought in
UNREADABLE, CONTRADICTED = "answer-unreadable", "answers-contradict"

_NEAR_ENOUGH = 84.0
_SHORT = {"tdk": "tidak", "tak": "tidak", "ga": "tidak", "blm": "belum", "sdh": "sudah", "udah": "sudah", "mngl": "meninggal", "md": "meninggal",
          "meningal": "meninggal", "mninggal": "meninggal", "dlm": "dalam", "dgn": "dengan", "pndh": "pindah", "no": "nomor", "tgl": "tanggal"}  # fmt: skip
_DENIALS = frozenset({"tidak", "belum", "bukan", "non", "not"})
_YES = frozenset({"ya", "y", "iya", "yes", "benar", "betul", "bersedia", "ada", "v", "1", "true", "mau"})
_NO = frozenset({"tidak", "t", "no", "n", "bukan", "0", "false", "tidak bersedia", "tidak mau", "belum"})


@dataclass(frozen=True, slots=True)
class State:
    """A state in which a person may end; see round_kinds.yaml for what each part means."""

    code: str
    label: str
    words: tuple[str, ...]
    life: str = ""
    against: bool = False
    verifies: bool = False
    covered: bool = False
    uncovered: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A column that is asked; `answered`, `yes` and `no` name the state that such an answer alone puts a person in."""

    code: str
    header: str
    form: str
    words: tuple[str, ...]
    offers: str = ""
    answered: str = ""
    yes: str = ""
    no: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of round. `states` in the order of precedence: of several that apply the first holds."""

    code: str
    title: str
    asked: str
    signs: tuple[str, ...]
    per: str
    shown: tuple[str, ...]
    questions: tuple[Question, ...]
    states: Mapping[str, State]
    new_names: bool = False
    for_new_names: tuple[str, ...] = ()

    @property
    def hints(self) -> dict[str, str]:
        """Header -> question, for the finder of tables."""
        asked = {word: question.code for question in self.questions for word in (question.header, *question.words)}
        return asked | {KNOWN_OCCUPATION: ""}

    def states_with(self, part: str) -> list[str]:
        """The codes of the states of which `part` (against, verifies, covered, uncovered) is true."""
        return [code for code, state in self.states.items() if getattr(state, part)]


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by code."""
    content = read_yaml(files("payung.registry.rules").joinpath("round_kinds.yaml").read_text(encoding="utf-8"))
    return {code: _kind(code, held) for code, held in content.items()}


def kind_of(code: str) -> Kind:
    """A kind. Raises `Refusal` unknown-round-kind."""
    if code not in kinds():
        message = gettext_noop("There is no kind of round %(kind)s. Use one of: %(known)s.")
        raise Refusal("unknown-round-kind", message, kind=code, known=", ".join(kinds()))
    return kinds()[code]


def _kind(code: str, held: dict[str, Any]) -> Kind:
    states = {name: State(code=name, **_tuples(parts)) for name, parts in held.pop("states").items()}
    questions = tuple(Question(**_tuples(each)) for each in held.pop("questions"))
    return Kind(code=code, questions=questions, states=states, **_tuples(held))


def _tuples(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in parts.items()}


@lru_cache(maxsize=16_384)
def read_state(kind: str, text: str) -> str | None:
    """The state that a text means: by its words, by a text that begins with them ("meninggal thn 2024"), by near spelling.

    A denial is never read over: "tidk sesuai" is not "sesuai". None when nothing fits.
    """
    words = _state_words(kind)
    said = _plain(text)
    if not said:
        return None
    if said in words:
        return words[said]
    for word in sorted(words, key=len, reverse=True):
        if said.startswith(f"{word} ") and len(word) > 2:
            return words[word]
    denied = _denies(said)
    near = process.extractOne(
        said, [word for word in words if len(word) > 3 and _denies(word) == denied], scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
    )
    return words[near[0]] if near else None


def read_yes_no(text: str) -> bool | None:
    """Yes, no, or None when it says neither."""
    said = _plain(text)
    if said in _YES:
        return True
    if said in _NO or said.split(" ")[0] in _DENIALS:
        return False
    return True if said.split(" ")[0] in {"ya", "iya", "bersedia"} else None


def one_state(kind: Kind, said: str | None, implied: set[str]) -> str | None:
    """The one state of a person whose state was said outright, or follows from other answers; None: nothing was answered.

    What was said outright holds, unless another answer puts him in a state before it (a day of death beside "here").
    """
    candidates = implied | ({said} if said else set())
    return next((code for code in kind.states if code in candidates), None)


_SEGMENTS = {
    "bukan penerima upah": "bpu",
    "penerima upah": "pu",
    "jasa konstruksi": "jakon",
    "konstruksi": "jakon",
    "pekerja migran": "pmi",
}


def segment_of(text: str) -> str:
    """The segment of the insurance that a text names (bpu, pu, jakon, pmi), else `unknown`."""
    said = fold(text)
    return said if said in set(_SEGMENTS.values()) else next((code for word, code in _SEGMENTS.items() if said.startswith(word)), "unknown")


@cache
def _state_words(kind: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, state in kinds()[kind].states.items():
        for word in (state.label, code, *state.words):
            words.setdefault(_plain(word), code)
    return words


def _plain(text: str) -> str:
    """Folded text with short words written out."""
    return " ".join(_SHORT.get(word, word) for word in fold(text).split())


def _denies(text: str) -> bool:
    words = re.split(r"\s+", text)
    return any(word in _DENIALS or fuzz.ratio(word, "tidak") >= 80 for word in words)
