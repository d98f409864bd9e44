"""Draws the letters of DejaVu Sans (Debian: fonts-dejavu-core, python3-pil) into the strips that PixelFont reads.

usage: python3 make-atlas.py        writes sans12.png and sans16.png beside this file
"""
import os

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
CHARACTERS = [chr(c) for c in [*range(0x20, 0x7F), *range(0xA1, 0x100)]] + list("–—‘’“”…×−→≤≥≈Δ□")
here = os.path.dirname(os.path.abspath(__file__))
for size in (12, 16):
    font = ImageFont.truetype(FONT, size)
    ascent, descent = font.getmetrics()
    widths = [max(1, round(font.getlength(c))) for c in CHARACTERS]
    strip = Image.new("L", (sum(w + 2 for w in widths), ascent + descent))
    x = 0
    for character, width in zip(CHARACTERS, widths):
        ImageDraw.Draw(strip).text((x + 1, 0), character, fill=255, font=font)
        x += width + 2
    info = PngImagePlugin.PngInfo()
    info.add_itxt("characters", "".join(CHARACTERS))
    info.add_text("widths", ",".join(map(str, widths)))
    info.add_text("Copyright", "DejaVu Sans: Bitstream Vera licence, see LICENSE.txt")
    strip.save(os.path.join(here, f"sans{size}.png"), pnginfo=info, optimize=True)
