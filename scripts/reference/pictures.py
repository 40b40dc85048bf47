"""Records one small picture in the formats that visitors bring → tests/browser/fixtures/pictures, for the tests that
drop them on the page. The left half is red, the right half blue.

    python scripts/reference/pictures.py
"""

from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent.parent.parent / "tests/browser/fixtures/pictures"
HERE.mkdir(exist_ok=True)
RED, BLUE = (220, 30, 30), (30, 30, 220)

picture = Image.new("RGB", (24, 16), RED)
picture.paste(BLUE, (12, 0, 24, 16))
picture.save(HERE / "plain.bmp")
picture.save(HERE / "plain.webp", lossless=True)
picture.save(HERE / "plain.avif", quality=95, subsampling="4:4:4")
picture.save(HERE / "moving.gif", save_all=True, append_images=[Image.new("RGB", (24, 16), (0, 200, 0))])

# Turned by a quarter on the sensor; the camera says so.
exif = Image.Exif()
exif[0x0112] = 6
picture.transpose(Image.Transpose.ROTATE_90).save(HERE / "turned.jpg", quality=95, subsampling=0, exif=exif)

# On glass: what is red is solid, what is blue cannot be seen.
glass = picture.convert("RGBA")
glass.paste((30, 30, 220, 0), (12, 0, 24, 16))
glass.save(HERE / "glass.png")
