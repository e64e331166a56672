"""The layout of official documents: GB/T 9704-2012 《党政机关公文格式》, as figures.

Lengths are millimetres, sizes points. Clause numbers are those of the standard.
"""

from dataclasses import dataclass

A4 = (210, 297)  # 5.1
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28  # 5.2.1: text block 156 × 225
BLOCK = (156, 225)
LINES, CHARS = 22, 28  # 5.2.3
LINE_PITCH = 28.95  # points: 22 lines fit, a 23rd does not; 29 loses a line in word processors
POINTS_PER_MM = 72 / 25.4
CHAR_PITCH = BLOCK[0] * POINTS_PER_MM / CHARS  # 15.79 points: 28 characters of 16 points fill the line
FOOT_DASH = 7  # 7.5: the dash of the page number stands so far below the text block

BODY_SIZE = 16.0  # 三号
TITLE_SIZE = 22.0  # 二号
FOOT_SIZE = 14.0  # 四号: page number, copies
TABLE_SIZE = 12.0  # 小四; the standard leaves tables open
HEAD_TO_TOP = 35  # 7.2.4: upper edge of the issuer's red head below the upper edge of the text block


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A typeface of the standard: its name in a docx, its names on machines, and what stands in for it."""

    name: str
    found_as: tuple[str, ...]
    stand_in: str


FANGSONG = Face(
    name="仿宋_GB2312",
    found_as=("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02S"),
    stand_in="Noto Serif CJK SC",
)
BIAOSONG = Face(
    name="方正小标宋简体",
    found_as=("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "STZhongsong"),
    stand_in="Noto Serif CJK SC",
)
HEITI = Face(name="黑体", found_as=("SimHei", "黑体", "STHeiti"), stand_in="Noto Sans CJK SC")
KAITI = Face(
    name="楷体_GB2312",
    found_as=("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti"),
    stand_in="Noto Serif CJK SC",
)
SONGTI = Face(name="宋体", found_as=("SimSun", "宋体", "NSimSun", "STSong"), stand_in="Noto Serif CJK SC")
FACES = {"fangsong": FANGSONG, "biaosong": BIAOSONG, "heiti": HEITI, "kaiti": KAITI, "songti": SONGTI}

HEADING_FACES = ("heiti", "kaiti", "fangsong", "fangsong")  # 7.3.3: levels 一、（一）1.（1）
