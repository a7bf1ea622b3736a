"""The thread diagram: a list on its way, one thread for a stated number of people; threads end where people leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from payung.core.figures import Language, whole
from payung.reports.rules.pictures.drawing import Drawing, Sheet, address, line, pct, px, reach, text, wrapped
from payung.reports.rules.pictures.words import WORDS

MOST_THREADS = 44
PITCH = 3
LEAST_WIDTH = 880.0  # the narrowest place for the diagram across
TOP = 49  # where the first thread lies, below label and number
NARROW_PITCH = 2.5
_RAGGED = (3, 9, 5, 0, 7, 2, 10, 4, 8, 1, 6)


@dataclass(frozen=True, slots=True)
class Leaving:
    """People who leave before a stage: how many, why (in words that follow the number), and the address of their list."""

    people: int
    reason: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, how many people reach it, who left before it, and whether cover is paid for from here on."""

    label: str
    people: int
    left: tuple[Leaving, ...] = ()
    paid: bool = False


def thread_unit(stages: Sequence[Stage]) -> int:
    """How many people one thread stands for: 1, 2 or 5 times a power of ten, so that at most 44 threads are drawn."""
    most = max((stage.people for stage in stages), default=0)
    power = 1
    while True:
        for multiple in (1, 2, 5):
            if most <= MOST_THREADS * multiple * power:
                return multiple * power
        power *= 10


def threads(stages: Sequence[Stage], *, title: str, language: Language = "id", narrow: bool = False, sheet: Sheet | None = None) -> str:
    """The thread diagram as SVG: across, or downwards (`narrow`) for places under 880 px.

    Raises ValueError without stages and when people come from nowhere: a stage holds no more than the one before it.
    """
    if not stages:
        raise ValueError("a thread diagram needs at least one stage")
    if any(after.people > before.people for before, after in pairwise(stages)):
        raise ValueError("a stage cannot hold more people than the one before it")
    unit = thread_unit(stages)
    counts = [max(1, (stage.people + unit // 2) // unit) if stage.people else 0 for stage in stages]
    body, height = _down(stages, counts, language) if narrow else _across(stages, counts, language)
    told = [f"{stage.label}: {whole(stage.people, language)}{_told_left(stage, language)}." for stage in stages]
    told.append(WORDS[language]["threads"].format(unit=whole(unit, language)))
    linked = any(leaving.href for stage in stages for leaving in stage.left)
    return Drawing(body, height, title, " ".join(told), language, links=linked).finished(sheet)


def _told_left(stage: Stage, language: Language) -> str:
    return f" ({'; '.join(_why(leaving, language) for leaving in stage.left)})" if stage.left else ""


def _why(leaving: Leaving, language: Language) -> str:
    return f"{whole(leaving.people, language)} {leaving.reason}"


def _reason(x: str, y: float, leaving: Leaving, language: Language, dx: int = 0) -> str:
    if not leaving.href:
        return text(x, y, _why(leaving, language), "p-note", dx=dx)
    return f'<a href="{address(leaving.href)}">{text(x, y, _why(leaving, language), "p-link", dx=dx)}</a>'


def _across(stages: Sequence[Stage], counts: Sequence[int], language: Language) -> tuple[str, float]:
    starts = _starts(stages, language)
    paid_from = next((start for stage, start in zip(stages, starts, strict=True) if stage.paid), 100.0)
    parts = [_thread_across(place, counts, starts, paid_from) for place in range(counts[0])]
    height = float(TOP + PITCH * max(counts[0], 1) + 8)
    for place, (stage, start) in enumerate(zip(stages, starts, strict=True)):
        parts.append(text(pct(start), 15, stage.label, "p-note"))
        parts.append(text(pct(start), 37, whole(stage.people, language), "p-figure"))
        if not place:
            continue
        y = float(TOP + PITCH * max(counts[place], 1) + 3)
        parts.append(line(pct(start), 43, pct(start), y, "p-rule"))
        for leaving in stage.left:
            y += 17
            parts.append(_reason(pct(start), y, leaving, language, dx=8))
        height = max(height, y + 10)
    return "".join(parts), height


def _thread_across(place: int, counts: Sequence[int], starts: Sequence[float], paid_from: float) -> str:
    y = TOP + PITCH * place
    reached = sum(count > place for count in counts)  # stages this thread reaches
    kind, end = ("p-thread", 100.0) if reached == len(counts) else ("p-left", starts[reached] - 1 - _ragged(place) * 0.3)
    turn = min(paid_from, end)
    early = line("0", y, pct(turn), y, kind) if turn > 0 else ""
    return early + (line(pct(turn), y, pct(end), y, "p-paid") if end > turn else "")


def _starts(stages: Sequence[Stage], language: Language) -> list[float]:
    """Where each stage begins, in percent: equally far apart, but for stages whose words need more room."""
    needs = [
        max(
            [reach(stage.label) + 8, reach(whole(stage.people, language), 21), 90]
            + [reach(_why(leaving, language)) + 8 for leaving in stage.left]
        )
        for stage in stages
    ]
    equal = _equal_share(needs)
    widths = [max(need, equal) for need in needs]
    return [sum(widths[:place]) / sum(widths) * 100 for place in range(len(widths))]


def _equal_share(needs: Sequence[float]) -> float:
    """The width that every stage gets so that the whole is as wide as drawn, those that need more taking theirs first."""
    room, rest = LEAST_WIDTH, len(needs)
    for need in sorted(needs, reverse=True):
        if need <= room / rest:
            return room / rest
        room, rest = room - need, rest - 1
    return 0.0


def _down(stages: Sequence[Stage], counts: Sequence[int], language: Language) -> tuple[str, float]:
    words_at = max(counts[0], 1) * NARROW_PITCH + 14
    tops, parts, y = [], [], 0.0
    for stage in stages:
        tops.append(y)
        parts.append(line("0", y + 0.5, "100%", y + 0.5, "p-rule"))
        lines = wrapped(stage.label, 170)
        parts += [text(px(words_at), y + 18 + 18 * place, words, "p-note") for place, words in enumerate(lines)]
        y += 18 * len(lines) + 22
        parts.append(text(px(words_at), y, whole(stage.people, language), "p-figure"))
        for leaving in stage.left:
            y += 21
            parts.append(_reason(px(words_at), y, leaving, language))
        y += 18
    paid_from = next((top for stage, top in zip(stages, tops, strict=True) if stage.paid), y)
    warp = "".join(_thread_down(place, counts, tops, paid_from, y) for place in range(counts[0]))
    return warp + "".join(parts), y


def _thread_down(place: int, counts: Sequence[int], tops: Sequence[float], paid_from: float, bottom: float) -> str:
    x = px(1 + NARROW_PITCH * place)
    reached = sum(count > place for count in counts)
    kind, end = ("p-thread", bottom) if reached == len(counts) else ("p-left", tops[reached] - 4 - _ragged(place))
    turn = min(paid_from, end)
    early = line(x, 0, x, turn, kind) if turn > 0 else ""
    return early + (line(x, turn, x, end, "p-paid") if end > turn else "")


def _ragged(place: int) -> int:
    """How far before a stage the thread ends: ends do not line up, as in cloth."""
    return _RAGGED[place % len(_RAGGED)]
