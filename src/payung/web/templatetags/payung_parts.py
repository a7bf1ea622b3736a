"""Parts of pages: icons, marks, tables, forms, notes, and the pictures of reports, all in the language of the page."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from payung.core.figures import Number
from payung.core.refusals import Refusal
from payung.reports.rules import pictures
from payung.web import parts
from payung.web.parts import Status
from payung.web.templatetags import payung_format as shown
from payung.web.templatetags.payung_format import page_language, whole
from payung.web.thread_page import Chart, Coverage

register = template.Library()
BUILT = Path(__file__).parents[1] / "static/built"
"""What script/setup bundles."""
STALE = frozenset({"stale", "stale-edit", "stale-version"})
"""Codes of refusals that say: somebody else changed this meanwhile."""


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # pictures escape every text they are given


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon of the sprite, hidden from readers: a word always stands beside it."""
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="#i-{}"/></svg>', kind, name)


@cache
def _sprite() -> SafeString:
    return mark_safe((BUILT / "icons.svg").read_text(encoding="utf-8").strip())


@register.simple_tag
def sprite() -> SafeString:
    """The icons of the page; made by script/setup."""
    return _sprite()


@register.simple_tag
def lozenge(state: str) -> SafeString:
    """The mark of a state."""
    return _drawn(pictures.lozenge(state))


@register.simple_tag
def status(told: Status) -> SafeString:
    """A status tag: lozenge, word, tint."""
    return format_html('<span class="tag {}">{}{}</span>', told.tint, _drawn(pictures.lozenge(told.state)), told.words)


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


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "number": whole,
    "share": lambda value: shown.percent(value, 0 if isinstance(value, int) else 1),
    "rupiah": shown.rupiah,
    "day": shown.short_day,
    "moment": shown.moment_short,
}


@register.simple_tag
def cell(value: Any, kind: str = "text") -> SafeString:
    """A value as its column writes it; a Status, Link or Lines, and safe HTML, as themselves."""
    if isinstance(value, parts.Lines):
        return format_html('{}<span class="under">{}</span>', cell(value.first, kind), value.under)
    if isinstance(value, Status):
        return status(value)
    if isinstance(value, parts.Link):
        return format_html('<a href="{}">{}</a>', value.url, value.words)
    if isinstance(value, SafeString):
        return value
    if value is None or value == "":
        return format_html('<span class="none">{}</span>', shown.ABSENT)
    if kind == "code":
        return format_html('<span class="code">{}</span>', value)
    return format_html("{}", _WRITTEN[kind](value) if kind in _WRITTEN and not isinstance(value, str) else value)


@register.simple_tag(takes_context=True)
def table(context: Context, held: parts.Table) -> SafeString:
    """A table with its head, pages and, where rows can be chosen, what may be done with them."""
    request = context.get("request")
    query = request.GET if request else {}
    columns = [{"column": each, "right": each.kind in parts.RIGHT, **_sorting(each, held.sort, query)} for each in held.columns]
    rows = [{"row": each, "cells": [(column, each.cells.get(column.key)) for column in held.columns]} for each in held.rows]
    told = {
        "table": held,
        "columns": columns,
        "rows": rows,
        "foot": [(column, held.foot.get(column.key)) for column in held.columns] if held.foot else [],
        "right": parts.RIGHT,
        "anchor": f"t{abs(hash(held.caption)) % 10_000}" if not held.columns else f"table-{held.columns[0].key}",
        "previous": _query(query, page=held.page - 1) if held.page > 1 else "",
        "next": _query(query, page=held.page + 1) if held.page < held.pages else "",
        "query": _query(query, page=None).removeprefix("?"),
    }
    return mark_safe(render_to_string("web/parts/table.html", told, request=request))


def _sorting(column: parts.Column, sort: str, query: Mapping[str, str]) -> dict[str, str]:
    if not column.sortable:
        return {"sort_url": "", "sorted": ""}
    up, down = sort == column.key, sort == f"-{column.key}"
    way = "ascending" if up else "descending" if down else ""
    return {"sort_url": _query(query, sort=f"-{column.key}" if up else column.key, page=None), "sorted": way}


def _query(query: Mapping[str, str], **changed: Any) -> str:
    """The query of the address with some parts set, or dropped (None)."""
    held = query.copy() if hasattr(query, "copy") else dict(query)
    for name, value in changed.items():
        held.pop(name, None)
        if value is not None:
            held[name] = str(value)
    encoded = held.urlencode() if hasattr(held, "urlencode") else ""
    return f"?{encoded}"


@register.simple_tag(takes_context=True)
def filters(context: Context, held: Sequence[parts.Filter], found: int | None = None) -> SafeString:
    """What a list is narrowed by, each control removable, with the count of what is left."""
    request = context["request"]
    offered = [{"filter": each, "without": _query(request.GET, **{each.name: None, "page": None})} for each in held]
    names = {each.name for each in held} | {"page"}
    kept = [(name, value) for name, value in request.GET.items() if name not in names]
    cleared = _query(request.GET, **dict.fromkeys(names))
    told = {"filters": offered, "found": found, "kept": kept, "cleared": cleared, "any": any(each.value for each in held)}
    return mark_safe(render_to_string("web/parts/filters.html", told, request=request))


@register.inclusion_tag("web/parts/figures.html")
def figures(held: Sequence[parts.Figure], label: str = "") -> dict[str, Any]:
    """Two to five key figures in one panel."""
    return {"figures": held, "label": label or _("Key figures"), "large": any(each.large for each in held)}


@register.inclusion_tag("web/parts/note.html")
def note(tint: str, text: str, url: str = "", label: str = "") -> dict[str, Any]:
    """A sentence that stays: info, warn, bad or good; with a link that says where to go."""
    return {"tint": tint, "text": text, "url": url, "label": label, "icon": "info-circle" if tint in ("info", "good") else "alert-triangle"}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str | parts.Empty, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """An empty state; takes an `Empty` or its parts."""
    return {"empty": title if isinstance(title, parts.Empty) else parts.Empty(title, text, url, label)}


@register.inclusion_tag("web/parts/acting_key.html")
def acting_key() -> dict[str, Any]:
    """The one-use key of a form whose view is `@acting`."""
    return {"key": secrets.token_urlsafe(16)}


@register.simple_tag(takes_context=True)
def field(context: Context, held: forms.BoundField, code: bool = False) -> SafeString:
    """One field of a form: label, control, hint, its faults; after a stale edit also what is kept now."""
    request = context.get("request")
    refusal: Refusal | None = getattr(request, "refusal", None)
    now = None
    if refusal is not None and refusal.code in STALE and held.name in held.form.initial:
        kept = held.form.initial[held.name]
        now = kept if str(kept) != str(held.value()) else None
    widget = held.field.widget
    told = {
        "field": held,
        "now": now,
        "code": code,
        "group": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
        "tick": isinstance(widget, forms.CheckboxInput),
    }
    return mark_safe(render_to_string("web/parts/field.html", told, request=request))


@register.inclusion_tag("web/parts/form.html", takes_context=True)
def form(context: Context, held: forms.BaseForm | None, url: str = "", label: str = "", **more: Any) -> dict[str, Any]:
    """A whole form that acts: token, key, version, all fields, one button. `kind`: primary (as it is), or danger; `version`; `files=True`."""
    told = {"request": context.get("request"), "form": held, "url": url, "label": label or _("Save"), "kind": more.get("kind", "primary")}
    return told | {"version": more.get("version"), "files": more.get("files", False), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/history.html")
def history(events: Sequence[parts.Event], title: str = "") -> dict[str, Any]:
    """What happened, newest first."""
    return {"events": events, "title": title}


@register.inclusion_tag("web/parts/tasks.html")
def tasks(groups: Sequence[parts.TaskGroup], none: str = "") -> dict[str, Any]:
    """Tasks in their groups."""
    return {"groups": groups, "none": none or _("Nothing waits for you.")}


@register.inclusion_tag("web/parts/steps.html")
def steps(held: Sequence[parts.Step]) -> dict[str, Any]:
    """The steps of a way, with their lozenges."""
    return {"steps": held}


@register.inclusion_tag("web/parts/approval.html", takes_context=True)
def approval(context: Context, panel: parts.Approval, version: int | None = None) -> dict[str, Any]:
    """The approval panel, with buttons for whoever may decide."""
    return {"panel": panel, "version": version, "request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/progress.html", takes_context=True)
def progress(context: Context, job: parts.Progress) -> dict[str, Any]:
    """A job in the background: it renews itself where there is script, else with the page."""
    return {"job": job, "csrf_token": context.get("csrf_token"), "request": context.get("request")}


class AgainNode(template.Node):
    """A block of the page, written a second time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        """The block as the page fills it."""
        block = context.render_context[BLOCK_CONTEXT_KEY].get_block(self.name)
        return str(block.render(context)) if block else ""


@register.tag
def again(parser: template.base.Parser, token: template.base.Token) -> AgainNode:
    """`{% again "title" %}`: the block of that name once more, so that the title of the window and the heading never differ."""
    return AgainNode(token.split_contents()[1].strip("\"'"))
