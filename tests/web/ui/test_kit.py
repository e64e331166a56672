"""The kit as pages: shown to developers only, whole without scripts, nothing inline."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, RequestContext, Template
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory

from chuangwen.web.ui.navigation import Frame, NavItem

KIT = "/ui/kit/"
PAGES = [KIT, "/ui/kit/why/", "/ui/kit/confirm/"]


@pytest.fixture
def developing(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("url", PAGES)
class TestThePages:
    def test_are_hidden_where_people_work(self, client, url):
        assert client.get(url).status_code == 404

    def test_hold_no_inline_style_script_or_handler(self, client, developing, db, url):
        page = client.get(url).content.decode()

        assert re.findall(r"<[^>]+\sstyle=", page) == []
        assert re.findall(r"<[^>]+\son[a-z]+=", page) == []
        assert [
            each for each in re.findall(r"<script([^>]*)>", page) if "src=" not in each and "json" not in each
        ] == []

    def test_name_every_id_once(self, client, developing, db, url):
        ids = re.findall(r'\sid="([^"]+)"', client.get(url).content.decode())

        assert sorted(ids) == sorted(set(ids))


def test_the_table_of_the_kit_is_exported(client, developing, db):
    answer = client.get(KIT, {"export": "xlsx", "kind": "school"})

    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


class TestTheTextSize:
    def test_is_switched_without_scripts_and_stays(self, client, developing, db):
        first = client.post("/ui/text-size/", {"next": KIT})

        assert first.url == KIT
        assert '<html lang="zh-CN" class="cw-elder">' in client.get(KIT).content.decode()

    def test_is_switched_back(self, client, developing, db):
        client.post("/ui/text-size/", {"next": KIT})
        client.post("/ui/text-size/", {"next": KIT})

        assert '<html lang="zh-CN"' in client.get(KIT).content.decode()

    @pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
    def test_never_leads_to_another_site(self, client, db, away):
        assert client.post("/ui/text-size/", {"next": away}).url == "/"

    def test_is_not_switched_by_a_link(self, client, db):
        assert client.get("/ui/text-size/").status_code == 405


class TestErrors:
    @pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
    def test_say_what_why_and_what_to_do(self, name):
        page = get_template(f"{name}.html").render({})

        assert re.findall(r"<dt>([^<]+)</dt>", page) == ["发生了什么", "为什么", "怎么办"]
        assert all(re.findall(r"<dd>([^<]+)</dd>", page))

    def test_a_form_from_another_site_is_refused_in_words(self, db):
        answer = Client(enforce_csrf_checks=True).post("/ui/text-size/", {"next": "/"})

        assert answer.status_code == 403
        assert "请返回上一页，刷新后再提交一次。" in answer.content.decode()


@pytest.mark.parametrize("name", ["app", "public", "print", "auth"])
def test_a_layout_stands_by_itself(name, developing, db):
    template = (
        f"{{% extends 'ui/{name}.html' %}}{{% block title %}}甲{{% endblock %}}{{% block content %}}乙{{% endblock %}}"
    )
    request = RequestFactory().get("/")
    request.user, request.resolver_match = AnonymousUser(), None

    page = Template(template).render(RequestContext(request))

    assert '<html lang="zh-CN"' in page
    assert "<title>甲 · 创文</title>" in page
    assert "乙" in page
    assert page.count("<main") == 1


class TestTheFrame:
    def test_has_at_most_seven_entries(self):
        entries = [NavItem(label=str(at), url="/", icon="home") for at in range(8)]

        with pytest.raises(ValueError, match="at most 7"):
            Frame(nav=entries)

    def test_marks_the_current_place_for_readers_too(self):
        frame = Frame(nav=[NavItem(label="总览", url="/a/", icon="home", current=True, count=1200)])
        page = render_to_string("ui/nav.html", {"frame": frame})

        assert '<a href="/a/" aria-current="page">' in page
        assert "1,200" in page


def test_an_answer_tells_caches_that_htmx_may_get_another(client, db):
    assert "HX-Request" in client.post("/ui/text-size/")["Vary"]


class TestQueryStrings:
    def render(self, template, url="/?kind=a&kind=b&page=3"):
        from_page = {"request": RequestFactory().get(url)}
        return Template(template).render(Context(from_page))

    def test_are_changed_key_by_key(self):
        assert self.render("{% qs page=4 %}") == "?kind=a&amp;kind=b&amp;page=4"

    def test_lose_a_key_set_to_nothing(self):
        assert self.render("{% qs page=None %}") == "?kind=a&amp;kind=b"
        assert self.render("{% qs page=None kind=None %}") == "?"
