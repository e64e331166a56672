"""消息: the bell on every page, the list, reading one and all, going to the thing, choosing how to be told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.queries import choice_of, unread_count
from tests.factories import NOON

LIST = reverse("ui:letters")


def posted(*users, count=1, **told):
    notes = [
        pen.Note(
            **(
                {
                    "token": f"{users[0].pk}:{n}",
                    "subject": f"第{n}件事",
                    "body": "请查看。",
                    "users": users,
                    "link": LIST,
                }
                | told
            )
        )
        for n in range(count)
    ]
    return [letter for n, note in enumerate(notes) for letter in pen.post_many([note], at=NOON + timedelta(minutes=n))]


def page_of(client, url=LIST, **data):
    return client.get(url, data).content.decode()


def test_the_bell_counts_what_is_unread_for_every_audience(clerk, officer, system_admin, sign_in):
    posted(clerk, officer, system_admin, count=3)

    for user in (clerk, officer, system_admin):
        page = page_of(sign_in(user))
        assert '3<span class="visually-hidden"' in page
        assert 'class="cw-nav"' in page


def test_who_has_read_all_sees_no_number(clerk, sign_in):
    assert "条未读" not in page_of(sign_in(clerk))


def test_the_list_shows_ones_own_letters_newest_first(clerk, other_clerk, sign_in):
    posted(clerk, count=2)
    posted(other_clerk, subject="别人的事")

    page = page_of(sign_in(clerk))
    assert page.index("第1件事") < page.index("第0件事")
    assert "别人的事" not in page


def test_what_a_letter_says_is_text_and_never_markup(clerk, sign_in):
    posted(clerk, subject="<b>粗</b>&", body="<script>1</script>\n第二行")

    page = page_of(sign_in(clerk))
    assert "&lt;b&gt;粗&lt;/b&gt;&amp;" in page
    assert "&lt;script&gt;1&lt;/script&gt;<br>第二行" in page


def test_only_the_unread_can_be_listed(clerk, sign_in):
    first, _ = posted(clerk, count=2)
    client = sign_in(clerk)
    client.post(reverse("ui:letters-read"), {"ids": [first.pk]})

    page = page_of(client, state="unread")
    assert "第1件事" in page
    assert "第0件事" not in page
    assert "第0件事" in page_of(client, state="read")


def test_going_to_the_thing_reads_the_letter(clerk, sign_in):
    [letter] = posted(clerk, link="/unit/3/?a=1")
    answer = sign_in(clerk).post(reverse("ui:letter-open", args=[letter.pk]))

    assert (answer.status_code, answer["Location"]) == (302, "/unit/3/?a=1")
    assert unread_count(clerk) == 0


@pytest.mark.parametrize("link", ["https://evil.example.org/", "//evil.example.org/", "javascript:alert(1)", ""])
def test_a_letter_leads_nowhere_outside(link, clerk, sign_in):
    [letter] = posted(clerk, link=link)

    assert sign_in(clerk).post(reverse("ui:letter-open", args=[letter.pk]))["Location"] == LIST


def test_ticked_letters_are_read_and_the_filter_stays(clerk, other_clerk, sign_in):
    mine = posted(clerk, count=3)
    posted(other_clerk)
    told = {"ids": [mine[0].pk, mine[1].pk, "x", "9" * 30], "query": "state=unread"}
    answer = sign_in(clerk).post(reverse("ui:letters-read"), told, follow=True)

    assert answer.redirect_chain == [(f"{LIST}?state=unread", 302)]
    assert "已将2条消息标为已读。" in answer.content.decode()
    assert (unread_count(clerk), unread_count(other_clerk)) == (1, 1)


def test_all_letters_are_read_at_once(clerk, sign_in):
    posted(clerk, count=60)
    sign_in(clerk).post(reverse("ui:letters-read"), {"action": "all"})

    assert unread_count(clerk) == 0


def test_the_list_is_cut_into_pages_and_exported_whole(clerk, sign_in):
    posted(clerk, count=60)
    client = sign_in(clerk)

    assert "第5件事" not in page_of(client)
    assert "第5件事" in page_of(client, page=2)
    assert client.get(LIST, {"export": "xlsx"})["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_costs_the_same_however_long_it_is(clerk, sign_in, count, django_assert_num_queries):
    posted(clerk, count=count)
    client = sign_in(clerk)

    with django_assert_num_queries(11):
        page_of(client)


class TestChoosing:
    URL = reverse("ui:letters-choice")

    def test_nothing_is_asked_while_no_way_is_set_up(self, clerk, sign_in):
        page = page_of(sign_in(clerk), self.URL)

        assert "目前只有平台内的消息。" in page
        assert "邮箱" not in page

    def test_mail_is_turned_off_and_on(self, clerk, sign_in, settings):
        settings.LETTER_CHANNELS = {"email": "smtp://127.0.0.1"}
        client = sign_in(clerk)

        for data, wanted in (({"sent": "1"}, False), ({"by_email": "on"}, True)):
            assert client.post(self.URL, data).status_code == 302
            assert choice_of(clerk).by_email is wanted
        assert choice_of(clerk).by_sms is True  # what is not asked stays as it was

    def test_who_has_no_address_is_told_whom_to_ask(self, clerk, sign_in, settings):
        settings.LETTER_CHANNELS = {"email": "smtp://127.0.0.1"}

        assert "请联系系统管理员" in page_of(sign_in(clerk), self.URL)
