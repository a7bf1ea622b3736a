"""Pictures as SVG: tile map, map of boundaries, bars, threads, lozenges; and PNG of any of them. Pure: values in, text out."""

from payung.reports.rules.pictures.bars import Bar, Quota, bar_chart, quota_bar, quota_bars, share_bar
from payung.reports.rules.pictures.boundaries import boundary_map
from payung.reports.rules.pictures.drawing import Sheet
from payung.reports.rules.pictures.gaps import gap
from payung.reports.rules.pictures.lozenges import Lozenge, lozenge
from payung.reports.rules.pictures.raster import svg_to_png
from payung.reports.rules.pictures.scale import breaks, class_of
from payung.reports.rules.pictures.threads import Leaving, Stage, thread_unit, threads
from payung.reports.rules.pictures.tiles import Cell, tile_map

__all__ = [
    "Bar",
    "Cell",
    "Leaving",
    "Lozenge",
    "Quota",
    "Sheet",
    "Stage",
    "bar_chart",
    "boundary_map",
    "breaks",
    "class_of",
    "gap",
    "lozenge",
    "quota_bar",
    "quota_bars",
    "share_bar",
    "svg_to_png",
    "thread_unit",
    "threads",
    "tile_map",
]
