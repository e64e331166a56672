"""QR codes, as the two writers need them."""

from io import BytesIO

import segno


def qr_picture(text: str) -> bytes:
    """Return a QR code as PNG; the same text gives the same bytes."""
    file = BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=8, border=2)
    return file.getvalue()


def qr_drawing(text: str) -> str:
    """Return a QR code as SVG."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2))
