"""Numbers in every Chinese form: what is written can be read back."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangwen.core.reading.numbers import number_value, numbers_in
from chuangwen.core.reading.working import work

HAN = "零一二三四五六七八九"


def values(text):
    return [(number.text, number.value) for number in numbers_in(text)]


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_whole_number_in_characters_is_read_back(number):
    assert number_value(cn2an.an2cn(str(number))) == number


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_a_number_in_capital_characters_is_read_back(number):
    assert number_value(cn2an.an2cn(str(number), "up")) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_with_thousands_marks_is_read_back(number):
    assert values(f"共{number:,}人") == [(f"{number:,}", Decimal(number))]


@given(
    st.integers(min_value=0, max_value=10**8).map(lambda cents: Decimal(cents).scaleb(-2)),
    st.sampled_from(["", "百", "千", "万", "亿", "万亿"]),
)
def test_digits_with_a_scale_are_read_back(number, scale):
    factor = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]

    assert values(f"{number}{scale}元") == [(f"{number}{scale}", number * factor)]


@given(st.integers(min_value=1, max_value=999), st.sampled_from("余多"), st.sampled_from(["万", "亿"]))
def test_a_rough_number_drops_its_roughness_and_says_so(number, rough, scale):
    (found,) = numbers_in(f"{number}{rough}{scale}元")

    assert (found.value, found.approx) == (number * {"万": 10**4, "亿": 10**8}[scale], True)


@given(st.integers(min_value=1000, max_value=9999))
def test_a_number_said_digit_by_digit_is_read_back(number):
    assert number_value("".join(HAN[int(d)] for d in str(number))) == number


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=1, max_value=9))
def test_a_decimal_in_characters_is_read_back(whole, tenth):
    assert number_value(f"{cn2an.an2cn(str(whole))}点{HAN[tenth]}万") == (whole + Decimal(tenth) / 10) * 10**4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两百三十四", 234),
        ("三万五", 35000),
        ("一百零五", 105),
        ("2万3千", 23000),
        ("1亿2000万", 120_000_000),
        ("十五", 15),
        ("百", 100),
        ("万余", 10000),
    ],
)
def test_a_number_as_people_write_it_is_read(text, value):
    assert number_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("百分之三十五", "0.35"), ("百分之12.5", "0.125"), ("千分之三", "0.003"), ("三分之二", Decimal(2) / 3)],
)
def test_a_share_in_words_is_a_fraction(text, value):
    (found,) = numbers_in(text)

    assert (found.form, found.value) == ("share", Decimal(value))


def test_a_range_gives_its_lower_end_and_is_approximate():
    (found,) = numbers_in("每期3至5万元")

    assert (found.value, found.approx, found.form) == (Decimal(30000), True, "range")


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9999))
def test_a_mix_of_scales_is_read_back(hundred_millions, ten_thousands):
    text = f"{hundred_millions}亿{ten_thousands}万"

    assert values(f"{text}元") == [(text, Decimal(hundred_millions * 10**8 + ten_thousands * 10**4))]


@given(st.integers(min_value=0, max_value=10**9), st.booleans())
def test_full_width_digits_are_read_as_the_others(number, is_wide):
    text = str(number).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}) if is_wide else str(number)

    assert [found.value for found in numbers_in(work(f"共{text}人").plain)] == [number]


@given(st.integers(min_value=1, max_value=900), st.integers(min_value=1, max_value=99), st.sampled_from("-—~至到～－"))
def test_a_range_is_read_back_as_its_lower_end(low, more, mark):
    (found,) = numbers_in(work(f"举办{low}{mark}{low + more}场").plain)

    assert (found.value, found.approx, found.form) == (low, True, "range")


@pytest.mark.parametrize("text", ["860千米", "18.4亿千瓦时", "3.5百分点"])
def test_a_scale_that_belongs_to_the_unit_is_left_to_it(text):
    (found,) = list(numbers_in(text))[:1]

    assert not found.text.endswith(("千", "百"))


@pytest.mark.parametrize("text", ["", "无", "点", "三点"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="^" + (text or "empty number")):
        number_value(text)


@given(st.text(alphabet="一二三四五六七八九十百千万亿零点余多几半数0123456789.,，、至-%名个", max_size=40))
def test_no_jumble_of_numerals_breaks_the_reader(text):
    for number in numbers_in(text):
        assert text[number.start : number.end] == number.text
