"""Parts of pages: icons, status marks, and the pictures of reports in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from payung.core.figures import Number
from payung.reports.rules import pictures
from payung.web.templatetags.payung_format import page_language, whole
from payung.web.thread_page import Chart, Coverage, Status

register = template.Library()


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # pictures escape every text they are given


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon of the sprite, hidden from readers: a word always stands beside it."""
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="#i-{}"/></svg>', kind, name)


@register.simple_tag
def lozenge(state: str) -> SafeString:
    """The mark of a state."""
    return _drawn(pictures.lozenge(state))


@register.simple_tag
def status(shown: Status) -> SafeString:
    """A status tag: lozenge, word, tint."""
    return format_html('<span class="tag {}">{}{}</span>', shown.tint, _drawn(pictures.lozenge(shown.state)), shown.words)


@register.simple_tag
def thread_diagram(stages: Sequence[pictures.Stage], title: str) -> SafeString:
    """The list on its way, across for wide places and downwards for narrow ones; the sheet shows one of them."""
    across = pictures.threads(stages, title=title, language=page_language())
    down = pictures.threads(stages, title=title, language=page_language(), narrow=True)
    return format_html('<div class="picture"><div class="across">{}</div><div class="down">{}</div></div>', _drawn(across), _drawn(down))


@register.simple_tag
def thread_unit(stages: Sequence[pictures.Stage]) -> str:
    """How many people one thread stands for, as a figure."""
    return whole(pictures.thread_unit(stages))


@register.simple_tag
def coverage_map(coverage: Coverage, title: str) -> SafeString:
    """The map: boundaries where they are loaded and there is room, else the tile map."""
    values = {area.code: area.rate_pct for area in coverage.areas}
    limits = coverage.limits or pictures.breaks(values.values())
    language, selected = page_language(), coverage.selected
    tiles = pictures.tile_map(coverage.cells, values, title=title, language=language, limits=limits, selected=selected)
    if not coverage.shapes:
        return format_html('<div class="picture tiles">{}</div>', _drawn(tiles))
    names = {area.code: area.name for area in coverage.areas}
    land = pictures.boundary_map(coverage.shapes, values, names=names, title=title, language=language, limits=limits, selected=selected)
    return format_html(
        '<div class="picture"><div class="land">{}</div><div class="instead tiles">{}</div></div>', _drawn(land), _drawn(tiles)
    )


@register.simple_tag
def bar_chart(chart: Chart) -> SafeString:
    """A chart of bars."""
    svg = pictures.bar_chart(chart.rows, title=chart.title, language=page_language(), part=chart.part, base=chart.base)
    return format_html('<div class="picture">{}</div>', _drawn(svg))


@register.simple_tag
def quota_bar(quota: int, chosen: int, most: int, received: int = 0) -> SafeString:
    """The bar of a row of the table of places."""
    return _drawn(pictures.quota_bar(quota, chosen, most, received))


@register.simple_tag
def share_bar(value: Number | None, most: Number) -> SafeString:
    """A small bar in a table."""
    return _drawn(pictures.share_bar(value or 0, most))
