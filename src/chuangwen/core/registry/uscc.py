"""The 18-character code of every organisation (统一社会信用代码, GB 32100-2015).

Its first sign names who registered it: 1 the staffing office (11 agencies, 12
public institutions), 5 civil affairs (51 associations, 52 private non-enterprise
units, 53 foundations, 54 neighbourhood and village committees), 9 the market
regulator, N agriculture (village and township collectives), A and Y others.
"""

import re
import unicodedata

from stdnum.cn import uscc as _uscc

LENGTH = 18
SHAPE = re.compile(r"[0-9AHJKMNY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")


class UsccProblem(ValueError):
    """A code is not one; the message says why and what to do."""


def checked(text: str) -> str:
    """Return the code in half-width capitals without spaces, once all of it is right.

    The check sign is the library's; the shape is ours, because codes that begin
    with a letter (N for agriculture) are real and the library refuses them.

    >>> checked(" ９１１１００００６０００３７３４１l ")
    '91110000600037341L'

    Raises: UsccProblem naming the length, the sign or the check that is wrong.
    """
    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(code) != LENGTH:
        raise UsccProblem(f"统一社会信用代码应为18位，现在是{len(code)}位，请对照证书核对。")
    if bad := [sign for sign in code if sign in "IOSVZ"]:
        raise UsccProblem(f"统一社会信用代码不会出现字母{bad[0]}，请核对是否与数字混淆。")
    if not SHAPE.fullmatch(code):
        raise UsccProblem("统一社会信用代码的格式不对（第3至8位应为数字），请对照证书核对。")
    if _uscc.calc_check_digit(code[:-1]) != code[-1]:
        raise UsccProblem("统一社会信用代码的校验位不对，可能有一位写错了，请对照证书核对。")
    return code
