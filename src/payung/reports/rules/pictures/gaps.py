"""The gap of a group: its share of the eligible (empty lozenge) and of the chosen (full one) on one line."""

from __future__ import annotations

_WIDTH = 190.0


def gap(eligible_pct: float, chosen_pct: float) -> str:
    """A small picture for a row, both shares from 0 to 100; hidden from readers, the figures are beside it."""
    at = [min(100.0, max(0.0, share)) / 100 * _WIDTH for share in (eligible_pct, chosen_pct)]
    before, after = at
    tone = "gap-less" if after < before else "gap-more"
    return (
        '<svg class="gap" viewBox="-8 0 206 20" aria-hidden="true"><path class="gap-line" d="M0 10H190"/>'
        f'<path class="{tone} gap-way" d="M{before:.1f} 10H{after:.1f}"/>'
        f'<path class="gap-edge" d="M{before:.1f} 4.5l5.5 5.5-5.5 5.5-5.5-5.5z"/>'
        f'<path class="{tone}" d="M{after:.1f} 4l6 6-6 6-6-6z"/></svg>'
    )
