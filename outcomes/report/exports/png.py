"""A chart as PNG, for programs that take no SVG: the same drawing, twice as fine, painted by Pillow.

Words are set in a font of the machine that holds all of their characters; where none does they are named (drawable.py).
"""

import io
import re

from PIL import Image, ImageDraw, ImageFont

from outcomes.report import drawable
from outcomes.report.exports.drawing import Drawing

SCALE = 2
INK, SOFT, TRACK = "#2a1f2d", "#5a4d5e", "#eadfce"
BARS = {"before": "#9b768f"}
BAR, GROUND = "#8a3d79", "#ffffff"
SIZES = {"title": 19, "small": 14}
RADIUS, SEGMENT = 4 * 2 * SCALE, 15  # of a dot; degrees of a broken ring
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def png(drawing: Drawing) -> bytes:
    image = Image.new("RGB", (drawing.width * SCALE, drawing.height * SCALE), GROUND)
    paint = ImageDraw.Draw(image)
    for text in drawing.texts:
        _write(
            paint,
            text.x,
            text.y,
            text.words,
            SIZES.get(text.kind, 15),
            SOFT if text.kind == "small" else INK,
            bold=text.kind == "title",
        )
    for bar in drawing.bars:
        for width, colour in ((drawing.longest, TRACK), (bar.width, BARS.get(bar.kind, BAR))):
            if width:
                paint.rectangle(_box(10, bar.y, 10 + width, bar.y + drawing.bar_height), fill=colour)
        _write(paint, drawing.longest + 22, bar.y + 12, bar.value, 15, INK)
    for name, y in drawing.names:
        _write(paint, 10, drawing.dots_from + 2 * y, name, 16, INK)
    for dot in drawing.dots:
        _dot(paint, 10 + 2 * dot.x, drawing.dots_from + 2 * dot.y, dot.paint)
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1


def _write(
    paint: ImageDraw.ImageDraw, x: int, y: int, words: str, size: int, colour: str, *, bold: bool = False
) -> None:
    if file := drawable.font_for(words, bold=bold):
        font: Font = ImageFont.truetype(file, size * SCALE)
    else:
        words, file = drawable.named(words, ""), drawable.font_for("", bold=bold)
        font = ImageFont.truetype(file, size * SCALE) if file else ImageFont.load_default(size * SCALE)
    paint.text((x * SCALE, y * SCALE), words, fill=colour, font=font, anchor="ls")


def _dot(paint: ImageDraw.ImageDraw, x: int, y: int, how: dict[str, str]) -> None:
    box = (x * SCALE - RADIUS, y * SCALE - RADIUS, x * SCALE + RADIUS, y * SCALE + RADIUS)
    width = round(float(re.sub(r"[^\d.]", "", how["width"]) or 0) * 2 * SCALE)
    if how["fill"] not in ("none", ""):
        paint.ellipse(box, fill=how["fill"])
    if how["stroke"] not in ("none", "") and width:
        broken = how["dashes"] not in ("none", "")
        for start in range(0, 360, 2 * SEGMENT) if broken else [0]:
            paint.arc(box, start, start + (SEGMENT if broken else 360), fill=how["stroke"], width=width)
