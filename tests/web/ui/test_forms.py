"""The form: labels, help, errors, files."""

import re
from datetime import date

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import RequestFactory

from chuangwen.web.ui.forms import PoliteForm


class Entry(PoliteForm):
    title = forms.CharField(label="标题", help_text="写清做了什么。", max_length=60)
    day = forms.DateField(label="日期")
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), ("a", "学习")])
    people = forms.IntegerField(label="人数", required=False)
    way = forms.ChoiceField(label="方式", choices=[("on", "现场")], widget=forms.RadioSelect)
    file = forms.FileField(label="佐证", widget=forms.FileInput(attrs={"accept": ".pdf", "data-cap": 1024}))
    agreed = forms.BooleanField(label="属实", error_messages={"required": "请先确认属实。"})
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def render(form, **more):
    return render_to_string("ui/form.html", {"form": form, **more}, request=RequestFactory().get("/"))


def test_only_what_is_required_is_marked():
    page = render(Entry())

    assert re.findall(r">([^<>]+)<span class=\"cw-required\"\s*>", page) == ["标题", "日期", "种类", "方式", "佐证"]


def test_help_and_errors_are_read_with_their_field():
    page = render(Entry({}))

    described = re.search(r'name="title"[^>]*aria-describedby="([^"]+)"', page) or re.search(
        r'aria-describedby="([^"]+)"[^>]*name="title"', page
    )
    assert described[1] == "id_title_helptext id_title_error"
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page


def test_errors_are_summed_up_on_top_with_links_to_their_fields():
    page = render(Entry({"title": "学习", "people": "多人", "token": "t"}))

    summary = page[page.index("cw-error-sum") : page.index("</section>")]
    assert re.findall(r'href="#(\w+)"\s*>([^<]+)<', summary) == [
        ("id_day", "请填写日期。"),
        ("id_kind", "请选择种类。"),
        ("id_people", "人数：输入整数。"),
        ("id_way", "请选择方式。"),
        ("id_file", "请上传佐证。"),
        ("id_agreed", "请先确认属实。"),
    ]


def test_every_link_of_the_summary_leads_to_something_on_the_page():
    page = render(Entry({}))

    targets = re.findall(r'href="#([\w-]+)"', page)
    assert targets
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_a_day_is_shown_as_the_browser_wants_it():
    page = render(Entry(initial={"day": date(2025, 3, 1)}))

    assert re.search(r'<input type="date"[^>]*value="2025-03-01"', page)


def test_a_form_with_a_file_is_sent_as_one():
    assert 'enctype="multipart/form-data"' in render(Entry())
    assert 'accept=".pdf"' in render(Entry())
    assert 'data-cap="1024"' in render(Entry())


def test_what_was_typed_comes_back_without_becoming_markup():
    page = render(Entry({"title": '"><script>alert(1)</script>'}, {"file": SimpleUploadedFile("a.pdf", b"x")}))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_form_is_drafted_only_when_asked():
    assert "data-draft=" not in render(Entry())
    assert 'data-draft="entry"' in render(Entry(), draft="entry")


def test_a_form_without_errors_shows_no_summary():
    assert "cw-error-sum" not in render(Entry())
