"""A picture as PNG, for those who paste it into a letter."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import vl_convert

from payung.reports.rules.pictures.drawing import style

FONTS = Path(__file__).parent / "fonts"


def svg_to_png(svg: str, scale: float = 2) -> bytes:
    """The picture in the light scheme as PNG, drawn with the packaged font; the same picture gives the same bytes.

    A picture in its form for a page is drawn 720 px wide. Raises ValueError when it is not SVG.
    """
    _register_fonts()
    return bytes(vl_convert.svg_to_png(_self_sufficient(svg), scale=scale))


def _self_sufficient(svg: str) -> str:
    if "<style>" in svg:
        return svg
    return (
        svg.replace('<svg class="p"', '<svg xmlns="http://www.w3.org/2000/svg" class="p"', 1)
        .replace('width="100%"', 'width="720"', 1)
        .replace("<title>", f"<style>{style()}</style><title>", 1)
    )


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
