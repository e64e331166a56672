"""A meeting as its form says it, for the tests of the pages on which entries are written and shown."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from chuangwen import clock

TOKEN = "e" * 32
YESTERDAY = clock.today() - timedelta(days=1)


def new(city):
    return reverse("unit:entry-new", args=[city.agency.pk])


def at(name, entry):
    return reverse(f"unit:{name}", args=[entry.pk])


def said(**changes):
    """Return the form of a meeting, filled in."""
    fields = {
        "kind": "meeting",
        "token": TOKEN,
        "title": "创建工作推进会",
        "start_date": YESTERDAY.isoformat(),
        "end_date": "",
        "topic": "creation",
        "q_attendees": "42",
        "times": "1",
        "place": "三楼会议室",
        "note": "",
        "action": "confirm",
    }
    return {key: value for key, value in (fields | changes).items() if value is not None}


def a_photo(name="会场.jpg", colour="teal"):
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def text(response):
    return response.content.decode()
