"""Codes and initials of units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangwen.core.registry.initials import initials_of
from chuangwen.core.registry.particulars import AreaCodeProblem, Particulars, checked_area_code
from chuangwen.core.registry.uscc import UsccProblem, checked

REAL = {
    "11 agency": "113501000036050127",
    "12 institution": "123501004880123451",
    "51 association": "51350000012345678U",
    "52 private non-enterprise unit": "52350100MJ0123456C",
    "53 foundation": "53350000012345678M",
    "54 committee": "54350102012345678L",
    "9 enterprise": "91350100M01234567P",
    "N1 village group": "N1350181MF01234562",
    "N2 village collective": "N2350102MF0123456H",
    "A1 other": "A1350102MF01234561",
}


@pytest.mark.parametrize("code", REAL.values(), ids=REAL.keys())
def test_codes_of_every_registrar_pass(code):
    assert checked(code) == code


@pytest.mark.parametrize("code", REAL.values(), ids=REAL.keys())
@given(place=st.integers(0, 17), sign=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_sign_is_always_noticed(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    if wrong == code:
        return

    with pytest.raises(UsccProblem):
        checked(wrong)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91350100M01234567", "现在是17位"),
        ("91350100M0123456IP", "字母I"),
        ("9135O100M01234567P", "字母O"),
        ("913501A0M01234567P", "第3至8位"),
        ("B1350100M01234567P", "格式"),
        ("91350100M01234567Q", "校验位"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong_with_it(code, says):
    with pytest.raises(UsccProblem, match=says):
        checked(code)


def test_spaces_hyphens_full_width_and_small_letters_are_mended():
    assert checked(" ９１３５０１００-m01234567 p ") == "91350100M01234567P"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("云岭市", "yls"),
        ("长安街道", "cajd"),
        ("重庆路社区", "cqlsq"),
        ("银行（A区）第2支行", "yhaqd2zx"),
        ("", ""),
    ],
)
def test_initials_are_the_first_letters_of_the_readings(name, initials):
    assert initials_of(name) == initials


def test_initials_hold_only_letters_and_digits_and_fit_their_column():
    assert initials_of("“文明”·Ｂ座" * 60).isalnum()
    assert len(initials_of("云" * 200)) == 120


@pytest.mark.parametrize("code", ["", "350102", "350102003", "350102003001"])
def test_area_codes_of_each_level_pass(code):
    assert checked_area_code(code) == code


@pytest.mark.parametrize("code", ["35010", "3501020", "35010A", "3501020030011"])
def test_other_area_codes_are_refused(code):
    with pytest.raises(AreaCodeProblem, match="6位"):
        checked_area_code(code)


def test_particulars_are_brought_into_one_form():
    told = Particulars(uscc="91350100m01234567p", area_code=" 350102 ", staff=3, contact=" 林小满 ")

    assert told.checked() == Particulars(uscc="91350100M01234567P", area_code="350102", staff=3, contact="林小满")
