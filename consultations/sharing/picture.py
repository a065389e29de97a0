"""The picture of a shared link, 1200 by 630. Drawn once for what it shows, then kept: no visitor has one made twice."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from PIL import Image, ImageDraw, ImageFont

from consultations.sharing.card import Card

SIZE = (1200, 630)
EDGE = 72
PAPER, INK, ASK, ANSWER = "#fbf6ec", "#2a1930", "#5b1d50", "#f2a516"
#: Pillow's own letters are there on every machine, but know no accents beyond western Europe.
FONTS = [
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf"),
    Path("/usr/share/fonts/truetype/noto/NotoSerif-Bold.ttf"),
]
KEPT = 90 * 24 * 3600
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
DRAWN = 1  # a new number draws every picture anew


def picture(shown: Card) -> bytes:
    name = f"share:{DRAWN}:{shown.key}"
    made = cache.get(name)
    if not isinstance(made, bytes):
        made = draw(shown)
        cache.set(name, made, KEPT)
    return made


def letters(size: int) -> Font:
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def lines(text: str, font: Font, width: int) -> list[str]:
    """Broken where words end; a word wider than the picture is broken anywhere."""
    found, line = [], ""
    for word in text.split():
        while font.getlength(word) > width:
            fits = max(1, next(n for n in range(len(word), 0, -1) if n == 1 or font.getlength(word[:n]) <= width))
            if line:
                found.append(line)
                line = ""
            found.append(word[:fits])
            word = word[fits:]
        if line and font.getlength(f"{line} {word}") > width:
            found.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*found, line] if line else found


def fitted(text: str, width: int, height: int) -> tuple[list[str], Font, int]:
    """In the largest letters in which all of it fits; in the smallest, cut with an ellipsis."""
    for size in range(64, 29, -2):
        font = letters(size)
        found = lines(text, font, width)
        if len(found) * size * 1.3 <= height:
            return found, font, size
    most = int(height // (30 * 1.3))
    return [*found[: most - 1], found[most - 1].rstrip(" .,;") + "…"], font, 30


def draw(shown: Card) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    width, bottom = SIZE[0] - 2 * EDGE, SIZE[1] - 96
    pen.rectangle((0, 0, SIZE[0], 16), fill=ANSWER)
    pen.text(
        (EDGE, 52), settings.SITE_NAME + (" · example, everyone invented" if shown.example else ""), ASK, letters(30)
    )
    found, font, size = fitted(shown.question or shown.title, width, bottom - 120 - 40)
    for number, line in enumerate(found):
        pen.text((EDGE, 120 + number * int(size * 1.3)), line, INK, font)
    pen.rectangle((0, bottom, SIZE[0], SIZE[1]), fill=ASK)
    foot = shown.until or "Asked by residents. Answered in public."
    pen.text((EDGE, bottom + 28), fitted(foot, width, 60)[0][0], PAPER, letters(34))
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
