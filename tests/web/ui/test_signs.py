"""The mark bar and the light."""

import re

import pytest
from django.template import Context, Template

from chuangwen.web.ui.signs import Light, MarkBar


def widths(bar):
    return re.findall(r'<rect class="cw-bar-(\w+)" x="([\d.]+%)" width="([\d.]+%)"', str(bar))


def test_a_bar_shows_what_is_got_what_is_possible_and_what_is_lost():
    bar = MarkBar(got=60_000, possible=25_000, full=100_000)

    assert widths(bar) == [("lost", "0%", "100%"), ("got", "0%", "60.00%"), ("possible", "60.00%", "25.00%")]


def test_a_bar_says_itself_in_words():
    bar = MarkBar(got=60_000, possible=25_000, full=100_000, pass_line=85_000, label="预计得分")

    assert bar.sentence == "预计得分60.0分，满分100.0分，还可争取25.0分，已失15.0分，达标线85.0分"
    assert 'role="img" aria-label="预计得分60.0分，' in str(bar)


def test_a_bonus_carries_the_bar_above_full_and_not_out_of_the_picture():
    bar = MarkBar(got=106_000, full=100_000, pass_line=85_000)

    assert widths(bar) == [("lost", "0%", "100%"), ("got", "0%", "100.00%")]
    assert 'x1="80.19%"' in str(bar)


def test_a_mark_below_nothing_draws_nothing():
    assert widths(MarkBar(got=-2_000, full=10_000)) == [("lost", "0%", "100%")]


def test_a_unit_not_yet_assessed_is_not_shown_as_nought():
    bar = MarkBar(got=None, full=4_000)

    assert bar.sentence == "得分：尚未测评，满分4.0分"
    assert "<b>—</b>" in str(bar)


def test_a_bar_of_a_criterion_without_points_does_not_fail():
    assert widths(MarkBar(got=0, full=0)) == [("lost", "0%", "100%")]


def test_a_label_cannot_carry_markup():
    assert "<script>" not in str(MarkBar(got=1, full=2, label='"><script>'))


def test_a_bar_is_drawn_by_its_tag_and_by_printing_it():
    bar = MarkBar(got=3_000, possible=1_000, full=4_000)

    by_tag = Template("{% mark_bar 3000 1000 4000 %}").render(Context())
    by_print = Template("{{ bar }}").render(Context({"bar": bar}))

    assert by_tag == by_print == str(bar)


def test_a_light_has_a_shape_a_word_and_its_rule():
    drawn = str(Light(colour="red", word="逾期", rule="期限是2025年2月28日。"))

    assert "cw-light-red" in drawn
    assert "逾期" in drawn
    assert 'data-tip="期限是2025年2月28日。"' in drawn


def test_each_colour_has_a_shape_of_its_own():
    shapes = {
        re.sub(r"cw-light-\w+", "", str(Light(colour=each, word="同"))) for each in ("red", "yellow", "green", "grey")
    }

    assert len(shapes) == 4


def test_a_light_of_another_colour_is_refused():
    with pytest.raises(ValueError, match="blue"):
        Light(colour="blue", word="蓝")
