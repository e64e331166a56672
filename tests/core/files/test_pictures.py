"""What pages show is re-encoded: upright, bounded, and silent about where it was taken."""

import struct
import zlib
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chuangwen.core.files import NotAccepted, sniff, views_of

PLACE_OF_CAMERA = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def views(content: bytes):
    file = BytesIO(content)
    return views_of(file, sniff(file))


def saved(picture: Image.Image, form: str, **options) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def a_phone_photo() -> bytes:
    """Return a photo held sideways that tells its maker and its place."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "SomePhone"
    exif.get_ifd(PLACE_OF_CAMERA)[1] = "N"
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("black", (0, 0, 300, 20))
    return saved(picture, "JPEG", exif=exif.tobytes())


def test_a_photo_is_shown_upright_and_without_its_place():
    assert b"SomePhone" in a_phone_photo()

    shown = opened(views(a_phone_photo()).large)

    assert shown.size == (200, 300)
    assert dict(shown.getexif()) == {}
    assert shown.getpixel((195, 150)) < (40, 40, 40)
    assert b"SomePhone" not in views(a_phone_photo()).large + views(a_phone_photo()).small


def test_the_text_inside_a_png_does_not_come_along():
    info = PngInfo()
    info.add_text("Comment", "taken-at-home")

    assert b"taken-at-home" not in views(saved(Image.new("RGB", (9, 9)), "PNG", pnginfo=info)).large


def test_a_large_picture_is_shown_with_at_most_2000_pixels_a_side():
    large = views(saved(Image.new("RGB", (4200, 1000), "teal"), "JPEG"))

    assert opened(large.large).size == (2000, 476)
    assert max(opened(large.small).size) == 360


def test_a_small_picture_is_not_blown_up():
    assert opened(views(saved(Image.new("RGB", (80, 60)), "WEBP")).large).size == (80, 60)


def test_what_is_transparent_lies_on_white():
    clear = saved(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG")

    assert opened(views(clear).large).getpixel((5, 5)) == (255, 255, 255)


def test_a_moving_picture_is_shown_by_its_first_frame():
    frames = [Image.new("P", (20, 10)), Image.new("P", (20, 10), 1)]

    assert opened(views(saved(frames[0], "GIF", save_all=True, append_images=frames[1:])).large).size == (20, 10)


def test_a_pdf_is_shown_by_its_first_page():
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    document.close()

    assert opened(views(out.getvalue()).large).size == (990, 1400)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (a_phone_photo()[:400], "图片已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片已损坏"),
        (b"%PDF-1.7\nnot really", "PDF 已损坏"),
    ],
)
def test_a_broken_file_is_refused(content, why):
    with pytest.raises(NotAccepted) as refusal:
        views(content)

    assert why in refusal.value.why


@pytest.mark.parametrize("side", [9500, 40_000])
def test_a_picture_of_too_many_pixels_is_refused_unopened(side):
    with pytest.raises(NotAccepted) as refusal:
        views(_a_png_that_claims(side))

    assert "像素太多" in refusal.value.why


def _a_png_that_claims(side: int) -> bytes:
    """Return a few bytes that say they are a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
